"""`periplus export CASE DIRECTORY`: a case to hand on, without natural persons."""

from __future__ import annotations

from pathlib import Path

import click

from periplus.cli._options import one_line


@click.command
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path))
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--keep-personal",
    metavar="REASON",
    callback=one_line,
    help="Hand on persons' details too; the reason is kept in both.",
)
def command(case: Path, directory: Path, keep_personal: str | None) -> int:
    """Copy a case to hand on, without details of persons.

    Names, mail and telephone numbers of persons are covered in the copy. Who receives it can `verify`,
    `report`, `show` and ask `why`: digests and custody are those of the case, and redaction records
    tell which bytes are covered. Documents, which may name anybody anywhere, are covered whole; what
    is quoted from them stays.
    """
    from periplus.report.text import safe
    from periplus.store.case import Case
    from periplus.store.export import export

    with Case.open(case, read_only=keep_personal is None) as held:
        made = export(held, directory, keep_personal=keep_personal or "")
        persons = f"{made.details} details of persons covered in {made.redacted} of {made.bodies} bodies"
        if keep_personal is not None:
            persons = f"{made.bodies} bodies as they came, persons and all: {keep_personal}"
        click.echo(safe(f"{directory}: {made.captures} captures, {persons}"))
        if any(b"(operator: " in evidence.request for evidence in held.evidences()):
            click.echo("Its requests name the operator that you set, as every server saw it.")
    click.echo(safe(f"check it with: periplus verify {directory}"))
    return 0
