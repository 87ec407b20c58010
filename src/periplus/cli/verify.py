"""`periplus verify CASE`: whether everything is still as it was captured."""

from __future__ import annotations

from pathlib import Path

import click

INTEGRITY = 5


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
def command(directory: Path) -> int:
    """Check the custody chain and every digest of a case.

    Exit 5 when something does not fit.
    """
    from periplus.report.text import safe
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        problems = case.verify()
        if not problems:
            told = f"{sum(1 for _ in case.evidences())} captures"
            if covered := len(case.covered):
                told += f", persons covered in {covered} bodies"
            if case.retain_until is not None:
                told += f", to be destroyed after {case.retain_until:%Y-%m-%d}"
            # Quoted elsewhere, the last link also shows rows cut off the end of the chain.
            click.echo(safe(f"{directory}: clean, {told}, last link {case.custody_head}"))
    for problem in problems:
        click.echo(safe(problem))
    return INTEGRITY if problems else 0
