"""`periplus world`: public tables about networks, compiled once; where each comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._options import load_config, settings_options, surroundings
from periplus.cli.country import known_country

if TYPE_CHECKING:
    from periplus.packs.container import About


@click.group
def command() -> None:
    """Public tables of routes, links and owners, compiled.

    A world is a directory of dated tables; `periplus country` reads from it who can cut a country.

    \b
    periplus world pull TABLES delegated exchanges
    periplus world build WORLD TABLES/*
    periplus country NL --world WORLD
    """


@command.command
@click.argument("directory", type=click.Path(path_type=Path))
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option(
    "--date",
    "dates",
    multiple=True,
    metavar="FILE=DAY",
    help="Day (YYYY-MM-DD) of a file that tells none in its content or name; may be given often.",
)
@click.option(
    "--only",
    metavar="CC",
    help="Decode the routes to this country alone: quicker and smaller, but no other can be asked for.",
)
def build(directory: Path, files: tuple[Path, ...], dates: tuple[str, ...], only: str | None) -> None:
    """Compile FILES into the new world DIRECTORY.

    Each is recognised by its content: routing tables (MRT: TABLE_DUMP, TABLE_DUMP_V2), AS
    relationships (serial 1 and 2, as2rel), origins (pfx2as, lists of prefix and AS), registry
    statistics (delegated, extended), country blocks (JSON, tar), geolocation (first,last,CC), names
    (as2org, lists), state-owned networks, exchanges (PeeringDB: ix and netixlan), users per network,
    a country's domains per network; plain or packed with gzip, bzip2, xz or zstd.
    """
    from periplus.packs.world_build import build as compile_world
    from periplus.report.text import safe

    if only is not None:
        only = known_country(only)["code"]
    known = {path.name for path in files}
    days = dict(_dated(one, known) for one in dates)
    for about in compile_world(directory, files, dated=days, only=only):
        left_out = f", {about.skipped:,} left out" if about.skipped else ""
        click.echo(
            safe(
                f"{about.kind}: {about.rows:,} rows of {_day_of(about)}{left_out}; "
                f"{about.source}; licence: {about.licence}"
            )
        )


def _day_of(about: About) -> str:
    """The day of a table, and where it is from when the table does not tell it."""
    return about.dated + (f" ({about.caution})" if about.caution else "")


def _dated(text: str, known: set[str]) -> tuple[str, str]:
    name, _, day = text.rpartition("=")
    if name not in known:
        raise click.UsageError(f"--date {text[:60]!r} names none of the files; write FILE=YYYY-MM-DD")
    return name, _day(day, f"--date {text[:60]!r} has no day such as 2024-02-29").isoformat()


@command.command
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.argument("names", metavar="TABLE...", nargs=-1, required=True)
@click.option(
    "--day", metavar="DAY", help="Day (YYYY-MM-DD) of which the tables should be; default: the newest."
)
@click.option(
    "--accept-licence",
    "accepted",
    metavar="TABLE",
    multiple=True,
    help="Accept the terms of TABLE (`periplus world sources` tells them); may be given often.",
)
@settings_options
def pull(
    directory: Path,
    names: tuple[str, ...],
    day: str | None,
    accepted: tuple[str, ...],
    config_file: Path | None,
) -> None:
    """Fetch TABLEs into DIRECTORY from their publishers.

    You are asked before restricted terms; nothing is fetched before all are accepted. `periplus world
    sources` names the tables; the settings ris, caida, bgpkit, nro, peeringdb and state_owned say
    where they are.
    """
    import asyncio

    from periplus.packs.world_sources import source
    from periplus.report.text import safe
    from periplus.run.tables import pull as fetch

    try:
        chosen = [source(name) for name in dict.fromkeys(names)]
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from None
    wanted = None if day is None else _day(day, f"--day {day[:40]!r} is no day such as 2024-02-29")
    for one in chosen:
        if one.restricted and one.name not in accepted:
            _consent(one.name, one.publisher, one.licence)
    config, place = surroundings(load_config(config_file))
    for fetched in asyncio.run(fetch(chosen, directory, place=place, config=config, day=wanted)):
        came = f"{fetched.octets:,} octets, sha256 {fetched.digest[:16]}, from {fetched.url}"
        click.echo(safe(f"{fetched.path}: {came if fetched.octets else 'is here already'}"))


def _consent(name: str, publisher: str, licence: str) -> None:
    """The user's yes to terms. UsageError without one; where nobody can be asked, it says how."""
    import sys

    terms = f"{name} ({publisher}) may be used under: {licence}"
    if not sys.stdin.isatty():
        raise click.UsageError(f"{terms}. Nothing was fetched; --accept-licence {name} accepts them")
    if not click.confirm(f"{terms}. Do you accept these terms?", default=False, err=True):
        raise click.UsageError(f"the terms of {name} were not accepted; nothing was fetched")


def _day(text: str, otherwise: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(otherwise) from None


@command.command
def sources() -> None:
    """Where each table comes from, and under what terms."""
    from periplus.packs.world_sources import SOURCES

    for one in SOURCES:
        terms = " (its terms must be accepted first)" if one.restricted else ""
        how = f"fetched by periplus world pull DIR {one.name}" if one.setting else "brought by hand"
        click.echo(
            f"{one.name}: {one.what}\n  {one.publisher}\n  {one.shape}\n  {one.licence}{terms}\n  {how}"
        )


@command.command
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
def show(directory: Path) -> None:
    """The tables of a world: their dates, rows, digests."""
    from periplus.packs.world import World
    from periplus.report.text import safe

    for about, digest in World(directory).about():
        click.echo(
            safe(f"{about.kind}: {about.rows:,} rows of {_day_of(about)}; {about.source}; {digest[:16]}")
        )
