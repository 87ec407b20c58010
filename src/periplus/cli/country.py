"""`periplus country CC`: who runs a country's web, who reaches it, who can cut it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from periplus.cli._options import Question, answer, question_options
from periplus.model import Subject, SubjectKind


@click.command
@click.argument("code", metavar="CC", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="A table of all countries of the world instead (CSV): who can cut each, and how much.",
)
@click.option(
    "--parquet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --all: write the table to this Parquet file instead.",
)
@click.option(
    "--world",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Compiled world (`periplus world build`): who can cut the country is read from it.",
)
@click.option(
    "--compare", metavar="CC,CC", help="Countries beside which its internet use and speed are shown."
)
@question_options
def command(code: str | None, *, every: bool, parquet: Path | None, **options: Any) -> int:
    """Who runs a country's web, through whom it is reached, who can cut it.

    CC is an ISO 3166-1 code of two letters, such as NL.
    """
    if every == (code is not None):
        raise click.UsageError("name a country (NL), or --all")
    if parquet is not None and not every:
        raise click.UsageError("--parquet goes with --all: a country's own report is a case")
    if every:
        return _all(options["world"], parquet)
    country = known_country(str(code))
    for other in filter(None, str(options["compare"] or "").split(",")):
        known_country(other.strip())
    target = Subject(kind=SubjectKind.COUNTRY, key=country["code"])
    return answer(Question(target=target, tld=country.get("tld"), **options))


def _all(world: Path | None, parquet: Path | None) -> int:
    import csv
    import os
    import sys

    from periplus.report.text import safe
    from periplus.run.league import COLUMNS, csv_lines, league

    if world is None:
        raise click.UsageError("--all needs --world DIR (periplus world build)")
    rows = league(world, workers=len(os.sched_getaffinity(0)))
    for row in rows[:1]:
        if len({row.links_of, row.origins_of, row.blocks_of}) > 1:
            click.echo(
                f"Dates differ: links of {row.links_of}, origins of {row.origins_of}, address blocks of "
                f"{row.blocks_of}; no number here is of one moment.",
                err=True,
            )
    if parquet is not None:
        from dataclasses import astuple

        from periplus.report.parquet import parquet as encoded

        parquet.write_bytes(encoded(COLUMNS, [astuple(row) for row in rows]))
        click.echo(f"{len(rows)} countries in {safe(str(parquet))}")
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for line in csv_lines(rows):
        # A name that begins like a formula must not become one in a spreadsheet.
        writer.writerow(
            [f"'{safe(cell)}" if cell[:1] in "=+@" and cell else safe(cell) for cell in line]
        )
    return 0


def known_country(code: str) -> Mapping[str, Any]:
    """The row of the country table. UsageError with the nearest name when there is none."""
    from periplus.signatures.tables import load

    rows = load().rows("countries")
    for row in rows:
        if code.upper() == row["code"]:
            return row
    names = {row["name"].lower(): row["code"] for row in rows}
    close = difflib.get_close_matches(code.lower(), names, n=1)
    hint = f"; {close[0].title()} is {names[close[0]]}" if close else ", two letters such as NL"
    raise click.UsageError(f"{code[:40]!r} is no ISO 3166-1 country code{hint}")
