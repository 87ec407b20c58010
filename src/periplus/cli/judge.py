"""`periplus judge CASE`: derive the claims again, offline."""

from __future__ import annotations

from pathlib import Path

import click


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "--weights",
    "weights_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Weights (TOML) that override the built-in ones by id.",
)
def command(directory: Path, weights_file: Path | None) -> int:
    """Derive a case's claims from its bytes again, offline.

    The same version, weights and evidence give the same claims, byte for byte. What changed against
    the judgement before is printed, and is a change of judgement, not of the world.
    """
    from periplus.cli._summary import print_changes
    from periplus.run.question import judge
    from periplus.signatures.tables import load
    from periplus.store.case import Case

    tables = load(weights_file)
    with Case.open(directory) as case:
        before = case.judgement() if case.judgements() else None
        after = judge(case, tables)
        print_changes(before, after)
    return 0
