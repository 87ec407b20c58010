"""`periplus config show`: every setting, and where its value came from."""

from __future__ import annotations

from pathlib import Path

import click

from periplus.cli._options import load_config, settings_options
from periplus.config import SETTINGS


@click.group
def command() -> None:
    """The settings."""


@command.command
@settings_options
def show(config_file: Path | None) -> None:
    """Print every setting, its value and where it came from."""
    from rich.console import Console
    from rich.table import Table

    from periplus.report.text import safe

    config = load_config(config_file)
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for setting in SETTINGS:
        known = str(config.values[setting.name])
        value = safe("(set)" if setting.secret and known else known)
        table.add_row(setting.name, value, safe(config.origins[setting.name]), setting.meaning)
    Console().print(table, markup=False)
