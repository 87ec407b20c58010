"""Whether what the settings name is there: told before a case is made and anything is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from periplus.cli.country import known_country
from periplus.config import Config
from periplus.model import SubjectKind

DIRECTORIES = ("technologies", "iana_history", "trust_anchors")
PACKS = ("packs", "page_packs")


def check_named(config: Config, kind: SubjectKind) -> None:
    """UsageError with the first setting that names what is not there, and where it was set."""
    for name, complaint in _complaints(config, kind):
        raise click.UsageError(f"the setting {name} ({config.origins[name]}): {complaint}")


def _complaints(config: Config, kind: SubjectKind) -> Iterator[tuple[str, str]]:
    from periplus.packs.recipes import RECIPES
    from periplus.packs.world import World
    from periplus.signatures.port_lists import ports_of

    values = {name: str(value) for name, value in config.values.items()}
    for name in DIRECTORIES:
        if values[name] and not Path(values[name]).is_dir():
            yield name, f"there is no directory {values[name]}"
    for name in PACKS:
        unknown = set(_listed(values[name])) - {one.name for one in RECIPES}
        if unknown:
            yield name, f"no pack is called {min(unknown)[:40]!r}; periplus data list has them all"
    try:
        for code in _listed(values["compare"]):
            known_country(code)
    except click.UsageError as error:
        yield "compare", error.message
    try:
        if values["ports"]:
            ports_of(values["ports"])
    except ValueError as error:
        yield "ports", str(error)
    try:
        if values["world"] and kind is SubjectKind.COUNTRY:
            World(Path(values["world"]))
    except ValueError as error:
        yield "world", str(error)


def _listed(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(",")) if part]
