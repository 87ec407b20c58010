"""`periplus forget CASE DIGEST`: take a body out of a case, and leave a tombstone."""

from __future__ import annotations

from pathlib import Path

import click

from periplus.cli._options import one_line


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("digest")
@click.option(
    "--reason", metavar="TEXT", required=True, callback=one_line, help="Why; kept with the tombstone."
)
def command(directory: Path, digest: str, reason: str) -> int:
    """Delete a stored body. Its capture row, digest and the custody chain stay valid."""
    from periplus.cli._summary import full_digest
    from periplus.store.case import Case

    with Case.open(directory) as case:
        whole = full_digest(case, digest)
        case.forget(whole, reason=reason)
    click.echo(f"{whole} forgotten; judge the case again to drop what rested on it")
    return 0
