"""`periplus diff CASE_A CASE_B`, or of one zone through time: what came, went and changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from periplus.model import Fact, Subject
    from periplus.report.differences import Compared, Difference, ZoneRecord
    from periplus.store.judgement import Judgement

DIFFERS = 3


@click.command
@click.argument("what", metavar="CASE_A CASE_B | ZONE", nargs=-1, required=True)
@click.option(
    "--iana",
    "directory",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Directory of dated IANA WHOIS records (names begin with YYYY-MM-DD).",
)
@click.option(
    "--root-zone", "root_zone", is_flag=True, help="Copies of the root zone in the pack `root`."
)
@click.option("--json-lines", "json_lines", is_flag=True, help="One JSON object per line.")
def command(what: tuple[str, ...], directory: Path | None, root_zone: bool, json_lines: bool) -> int:
    """What came, went and changed between two cases.

    Both of one target: + came, - went, ~ changed; exit 3 if anything did.

    With --iana or --root-zone: who held a zone and which name servers it had, from day to day; with
    both, each source by itself.
    """
    if directory is not None or root_zone:
        if len(what) != 1:
            raise click.UsageError(
                "--iana DIR and --root-zone need one ZONE: periplus diff --iana DIR nl"
            )
        zone = _zone(what[0])
        sources = [] if directory is None else [_records(directory, zone)]
        sources += [_copies(zone)] if root_zone else []
        # Every source is printed, whatever the first one says.
        found = [_through_time(records, json_lines=json_lines) for records in sources]
        return max(found)
    if len(what) != 2:
        raise click.UsageError("give two cases, or a zone with --iana DIR or --root-zone")
    return _cases(Path(what[0]), Path(what[1]), json_lines=json_lines)


# ---------------------------------------------------------------- two cases


def _cases(first: Path, second: Path, *, json_lines: bool) -> int:
    from periplus.report.differences import compare
    from periplus.report.inputs import Head

    (target, old), (other, new) = _latest(first), _latest(second)
    if target != other:
        raise ValueError(f"{first} is about {target} and {second} about {other}: nothing to compare")
    heads = tuple(Head(version=j.version, weights=j.weights, as_of=j.as_of) for j in (old, new))
    found = compare(old.claims, new.claims, (heads[0], heads[1]))
    if json_lines:
        _print_json(found)
    else:
        click.echo(f"{old.as_of:%Y-%m-%d %H:%M} -> {new.as_of:%Y-%m-%d %H:%M} UTC")
        _print_text(found)
    return DIFFERS if found else 0


def _latest(directory: Path) -> tuple[str, Judgement]:
    from periplus.store.case import Case

    with Case.open(directory, read_only=True) as case:
        return str(case.target), case.judgement()


def _print_text(found: Compared) -> None:
    for sentence in found.judging:
        _say(sentence)
    for one in found.claims:
        _say(one.line)
    if found.probabilities:
        click.echo("probabilities:")
    for one in found.probabilities:
        _say(f"  {one.line}")
    if not found:
        click.echo("nothing came, went or changed")


def _print_json(found: Compared) -> None:
    for sentence in found.judging:
        _say_json({"of": "judging", "sign": "~", "what": sentence})
    for kind, lines in (("claim", found.claims), ("probability", found.probabilities)):
        for one in lines:
            _say_json({"of": kind, **asdict(one)})


def _say(line: str) -> None:
    from periplus.report.text import safe

    click.echo(safe(line))


def _say_json(row: dict[str, Any]) -> None:
    # ASCII escapes leave nothing that a terminal could take for a sequence.
    click.echo(json.dumps(row, sort_keys=True))


# ---------------------------------------------------------------- dated records


def _through_time(records: Sequence[ZoneRecord], *, json_lines: bool) -> int:
    from periplus.report.differences import through_time

    differs = False
    for number, (record, differences) in enumerate(through_time(records)):
        differs = differs or bool(number and differences)
        if json_lines:
            for one in differences:
                _say_json({"of": "record", "day": record.day.isoformat(), **asdict(one)})
        else:
            _print_record(record, differences)
    return DIFFERS if differs else 0


def _print_record(record: ZoneRecord, differences: Sequence[Difference]) -> None:
    click.echo(record.day.isoformat())
    for one in differences:
        _say(f"  {one.line}")
    if not differences:
        click.echo("  nothing changed")


def _zone(name: str) -> Subject:
    from periplus.config import ascii_name
    from periplus.model import Subject, SubjectKind

    return Subject(kind=SubjectKind.ZONE, key=ascii_name(name.strip(".").lower()))


def _copies(zone: Subject) -> list[ZoneRecord]:
    """The zone in each copy of the root zone. ValueError when there is no pack, or no such zone."""
    from collections import defaultdict
    from datetime import date

    from periplus.facts.dated import DatedFact
    from periplus.facts.root_zone import read_root_row
    from periplus.packs.shelf import Shelf, where
    from periplus.report.differences import ZoneRecord

    answer = Shelf(where()).answer("root", zone.key)
    if answer.failure is not None:
        raise ValueError(answer.body.decode("utf-8", "replace"))
    days: dict[str, list[Fact]] = defaultdict(list)
    for reading in read_root_row(answer.body):
        if isinstance(reading.fact, DatedFact):
            days[reading.fact.dated].append(reading.fact.fact)
    return [ZoneRecord.of(date.fromisoformat(day), facts) for day, facts in days.items()]


def _records(directory: Path, zone: Subject) -> list[ZoneRecord]:
    """The zone's records in a directory. ValueError when one cannot be read, or none is there."""
    from periplus.facts.dated import day_of
    from periplus.facts.iana import read_iana
    from periplus.report.differences import ZoneRecord
    from periplus.run.records import dated_records

    found = []
    for record in dated_records(directory):
        if record.failure is not None:
            raise ValueError(record.content.decode("utf-8", "replace"))
        facts = [one.fact for one in read_iana(record.content) if one.subject == zone]
        day = day_of(record.name)
        if facts and day is not None:
            found.append(ZoneRecord.of(day, facts))
    if not found:
        raise ValueError(
            f"{directory} holds no dated record of {zone.key}: names must begin with YYYY-MM-DD"
        )
    return found
