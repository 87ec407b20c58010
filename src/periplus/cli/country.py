"""`periplus country CC`: who runs a country's web, who reaches it, who can cut it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from periplus.cli._options import Question, answer, new_file, question_options
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
    callback=new_file,
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --all: write the table to this Parquet file instead.",
)
@click.option(
    "--world",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Compiled world (`periplus world build`): who can cut the country is read from it; "
    "default: the setting `world`.",
)
@click.option(
    "--compare",
    metavar="CC,CC",
    help="Countries beside which its internet use and speed are shown, 8 at most; default: the setting "
    "`compare`.",
)
@question_options
def command(code: str | None, *, every: bool, parquet: Path | None, **options: Any) -> int:
    """Who runs a country's web, and who can cut it.

    CC is an ISO 3166-1 code of two letters, such as NL. Public sources are asked about the country;
    with --contact visit also the name servers of its zone, and the way to each.

    \b
    periplus country NL --world DIR --case CASE
    periplus country --all --world DIR > table.csv
    """
    if every == (code is not None):
        raise click.UsageError("name a country (NL), or --all")
    if parquet is not None and not every:
        raise click.UsageError("--parquet goes with --all: a country's own report is a case")
    if every:
        return _all(options["world"], parquet)
    country = known_country(str(code))
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
    raise click.UsageError(f"{code[:40]!r} is no ISO 3166-1 country code{_nearest(code, rows)}")


def _nearest(code: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The country that was meant: by another code of it, else by the nearest name."""
    for row in rows:
        others = (row.get("alpha3", ""), row.get("tld", ""), *row.get("also", ()))
        if code and code.lower() in map(str.lower, others):
            return f"; {row['name']} is {row['code']}"
    names = {row["name"].lower(): row for row in rows}
    # A code of three letters resembles many names, and means none of them.
    close = difflib.get_close_matches(code.lower(), names, n=1) if len(code) > 3 else []
    if close:
        return f"; {names[close[0]]['name']} is {names[close[0]]['code']}"
    return ": two letters such as NL"
