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
        if not problems:
            captures = sum(1 for _ in case.evidences())
            # Quoted elsewhere, the last link also shows rows cut off the end of the chain.
            click.echo(safe(f"{directory}: clean, {captures} captures, last link {case.custody_head}"))
    for problem in problems:
        click.echo(safe(problem))
    return INTEGRITY if problems else 0
