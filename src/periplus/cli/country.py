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
@click.argument("code", metavar="CC")
@click.option(
    "--world",
    type=click.Path(path_type=Path, file_okay=False),
    help="Compiled world (`periplus world build`): who can cut the country is read from it.",
)
@question_options
def command(code: str, **options: Any) -> int:
    """Who runs a country's web, through whom it is reached, who can cut it.

    CC is an ISO 3166-1 code of two letters, such as NL.
    """
    country = known_country(code)
    target = Subject(kind=SubjectKind.COUNTRY, key=country["code"])
    return answer(Question(target=target, tld=country.get("tld"), **options))


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
