"""`periplus import KIND FILE…`: what other tools and people wrote down, as evidence of a case."""

from __future__ import annotations

from pathlib import Path

import click

from periplus.cli._options import load_config, one_line, settings_options
from periplus.model import Importer, Subject, SubjectKind


@click.command
@click.argument("kind")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--case",
    "directory",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The case that takes the files in.",
)
@click.option("--site", "url", metavar="URL", help="Begin a case of this site when there is none.")
@click.option(
    "--vantage",
    metavar="NAME",
    callback=one_line,
    help="Whence the tool looked that wrote the files; default: import:KIND.",
)
@click.option(
    "--about",
    metavar="NAME",
    callback=one_line,
    help="The organisation that the files speak of; default: the case's target.",
)
@settings_options
def command(
    *,
    kind: str,
    files: tuple[Path, ...],
    directory: Path,
    url: str | None,
    vantage: str | None,
    about: str | None,
    config_file: Path | None,
) -> int:
    """Take files of other tools into a case; judge it again.

    Nothing is sent. KIND is what wrote them; a wrong one is answered with the list. Every tool keeps
    its own vantage: what it saw is not what this machine saw. A visit that a browser or crawler
    recorded (har, warc) speaks as our own visit would, as of its day. Of texts only a copy without
    names is kept. As `history` the directory of an earlier case may stand for a file. Files may be
    packed with gzip.

    \b
    periplus import har visit.har --case CASE --site https://www.example.org
    periplus import text vacancy.txt --case CASE --about "Some Agency"
    """
    from periplus.cli._summary import print_changes
    from periplus.cli.site import site_subject
    from periplus.run.importing import ask_packs, read_files, take_in
    from periplus.run.place import Place
    from periplus.run.question import judge, open_or_create
    from periplus.signatures.tables import load
    from periplus.store.case import Case

    importer = _importer(kind)
    handed = read_files(files, importer)
    config = load_config(config_file)
    place = Place.here(config)
    site = site_subject(url) if url else None
    with open_or_create(directory, site, place, config) if site else Case.open(directory) as case:
        before = case.judgement() if case.judgements() else None
        target = Subject(kind=SubjectKind.ORGANISATION, key=about) if about else case.target
        stored = take_in(
            case,
            handed,
            importer,
            target=target,
            vantage=vantage or f"import:{kind}",
            captured_at=place.clock.now(),
        )
        ask_packs(case, packs=place.packs, settings=config.values, at=place.clock.now())
        _tell(kind, len(stored), len(handed))
        print_changes(before, judge(case, load(None)))
    return 0


def _importer(kind: str) -> Importer:
    from periplus import judging

    importers = judging.importers()
    if kind not in importers:
        raise click.UsageError(
            f"there is no importer {kind[:40]!r}; there are: {', '.join(sorted(importers))}"
        )
    return importers[kind]


def _tell(kind: str, stored: int, handed: int) -> None:
    from periplus.collectors.imported_text import recall
    from periplus.report.text import count

    click.echo(f"{count(stored, 'file')} taken in, {handed - stored} held already")
    if kind == "text":
        found, known = recall()
        click.echo(f"names are masked: {found} of {known} known forms of names to the last word")
