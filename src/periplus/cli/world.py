"""`periplus world`: public tables about networks, compiled once; where each comes from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from periplus.cli.country import known_country


@click.group
def command() -> None:
    """Worlds: dated public tables of routes, links, registrations and owners, compiled once."""


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
    """Compile FILES into the new world DIRECTORY; each is recognised by its content.

    Routing tables (MRT: TABLE_DUMP, TABLE_DUMP_V2), AS relationships (serial 1 and 2, as2rel),
    origins (pfx2as, lists of prefix and AS), registry statistics (delegated, extended), country
    blocks (JSON, tar), geolocation (first,last,CC), names (as2org, lists), state-owned networks,
    exchanges (PeeringDB: ix and netixlan), users per network, a country's domains per network;
    plain or packed with gzip, bzip2, xz or zstd.
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
                f"{about.kind}: {about.rows:,} rows of {about.dated}{left_out}; "
                f"{about.source}; licence: {about.licence}"
            )
        )


def _dated(text: str, known: set[str]) -> tuple[str, str]:
    name, _, day = text.rpartition("=")
    if name not in known:
        raise click.UsageError(f"--date {text[:60]!r} names none of the files; write FILE=YYYY-MM-DD")
    try:
        return name, date.fromisoformat(day).isoformat()
    except ValueError:
        raise click.UsageError(f"--date {text[:60]!r} has no day such as 2024-02-29") from None


@command.command
def sources() -> None:
    """Where each table comes from, how its file is known, and under what terms it may be used."""
    from periplus.packs.world_sources import SOURCES

    for one in SOURCES:
        terms = " (accept its terms first)" if one.restricted else ""
        click.echo(f"{one.name}: {one.what}\n  {one.publisher}\n  {one.shape}\n  {one.licence}{terms}")
    click.echo("Periplus does not fetch them: bring the files, then periplus world build DIR FILES…")


@command.command
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
def show(directory: Path) -> None:
    """What a world is made of: its tables, their dates, rows and digests."""
    from periplus.packs.world import World
    from periplus.report.text import safe

    for about, digest in World(directory).about():
        click.echo(
            safe(f"{about.kind}: {about.rows:,} rows of {about.dated}; {about.source}; {digest[:16]}")
        )
