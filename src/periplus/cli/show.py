"""`periplus show CASE DIGEST`: the stored bytes that a sentence rests on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from periplus.store.case import Case


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("what", metavar="DIGEST|CLAIM|CAPTURE")
@click.option("--raw", is_flag=True, help="The unaltered bytes, persons and all, to a file or pipe.")
def command(directory: Path, what: str, raw: bool) -> int:
    """Print a stored body, or a claim or capture.

    A body by its digest, a claim or capture by its id, with what it rests on. Any unambiguous beginning
    of eight or more characters will do.
    """
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        if raw:
            return _raw(case, what)
        from periplus.cli._summary import print_item

        print_item(case, what)
    return 0


def _raw(case: Case, what: str) -> int:
    from periplus.cli._summary import body_of

    if sys.stdout.isatty():
        raise click.UsageError("--raw writes unescaped bytes: send them to a file or a pipe")
    body = body_of(case, what)
    if body.digest in case.covered:
        click.echo("an export: the details of persons are covered in these bytes", err=True)
    sys.stdout.buffer.write(body.read())
    return 0
