"""`periplus report CASE`: the judgement as HTML, Markdown, JSON lines or GraphML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from periplus.cli._options import new_file

if TYPE_CHECKING:
    from periplus.store.case import Case
    from periplus.store.judgement import Judgement


@click.command
@click.argument("directory", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "md", "jsonl", "graphml"]),
    default="md",
    show_default=True,
    help="html: one file to forward; md: text; jsonl: one claim per line; graphml: who controls whom.",
)
@click.option(
    "--output",
    "-o",
    callback=new_file,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here, not to standard output.",
)
@click.option(
    "--judgement",
    "number",
    type=click.IntRange(1, 2**31),
    help="An earlier judgement, by its number; default: the latest.",
)
def command(directory: Path, form: str, output: Path | None, number: int | None) -> int:
    """The report of a case's latest judgement."""
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        content = render(case, case.judgement(number), form)
    if output is not None:
        output.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
    return 0


def render(held: Case, judgement: Judgement, form: str) -> bytes:
    """The document's bytes, UTF-8."""
    from periplus.cli._summary import report_of
    from periplus.report import graphml, html, jsonl, markdown

    report = report_of(held, judgement, drawn=form == "html")
    match form:
        case "jsonl":
            text = jsonl.render(report.claims)
        case "graphml":
            text = graphml.render(report)
        case "html":
            text = html.render(report)
        case _:
            text = markdown.render(report)
    return text.encode()
