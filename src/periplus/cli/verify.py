"""`periplus verify CASE`: whether everything is still as it was captured."""

from __future__ import annotations

from pathlib import Path

import click

INTEGRITY = 5


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
def command(directory: Path) -> int:
    """Check the custody chain and every digest of a case; exit 5 when something does not fit."""
    from periplus.report.text import safe
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        problems = case.verify()
        captures = sum(1 for _ in case.evidences())
    for problem in problems:
        click.echo(safe(problem))
    if not problems:
        click.echo(safe(f"{directory}: clean, {captures} captures"))
    return INTEGRITY if problems else 0
