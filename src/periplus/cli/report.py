"""`periplus report CASE`: the judgement as HTML, Markdown or JSON lines."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md", "jsonl"]),
    default="md",
    show_default=True,
    help="html: one file to forward; md: text; jsonl: one claim per line.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here, not to standard output.",
)
@click.option("--judgement", "number", type=int, help="An earlier judgement, by its number.")
def command(directory: Path, form: str, output: Path | None, number: int | None) -> int:
    """The report of a case's latest judgement."""
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        if not case.judgements():
            raise ValueError(f"{directory} has not been judged: run `periplus judge {directory}` first")
        content = render(case, case.judgement(number), form)
    if output is not None:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return 0


def render(case: object, judgement: object, form: str) -> bytes:
    """The document's bytes, UTF-8."""
    from periplus.cli._summary import report_of
    from periplus.report import html, jsonl, markdown

    if form == "jsonl":
        return b"".join(jsonl.lines(judgement.claims))  # type: ignore[attr-defined]
    report = report_of(case, judgement)  # type: ignore[arg-type]
    text = html.document(report) if form == "html" else markdown.document(report)
    return text.encode()
