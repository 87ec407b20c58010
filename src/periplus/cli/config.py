"""`periplus config show`: every setting, and where its value came from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from periplus.cli._options import load_config, settings_options
from periplus.config import SETTINGS

LONGEST_LINE = 1000  # columns, where output is no terminal


@click.group
def command() -> None:
    """The settings."""


@command.command
@settings_options
def show(config_file: Path | None) -> None:
    """Print every setting, its value and where it came from."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from periplus.report.text import safe

    config = load_config(config_file)
    table = Table("setting", "value", "from", "meaning", box=None, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"  # a value that is cut off is none
    for setting in SETTINGS:
        known = str(config.values[setting.name])
        value = safe("(set)" if setting.secret and known else known)
        cells = (setting.name, value, safe(config.origins[setting.name]), setting.meaning)
        table.add_row(*map(Text, cells))
    # Elsewhere than on a terminal a setting is a line, whatever its width: grep(1) finds it whole.
    Console(width=None if sys.stdout.isatty() else LONGEST_LINE).print(table)
