"""Speeds that volunteers measured in a country: Measurement Lab's daily statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.service import read_document
from periplus.facts.speed import SpeedDay, read_speed
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind
from periplus.signatures.countries import beside, continent

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_FILE = "histogram_daily_stats.json"
_MOST_BESIDE = 3  # of two megabytes each


async def fetch(subject: Subject, ask: Ask) -> None:
    """This year's file of the country and of those beside it; last year's where it tells nothing yet."""
    others = beside(str(ask.settings.get("compare") or ""), subject.key)[:_MOST_BESIDE]
    for country in (subject.key, *others):
        for year in (ask.today.year, ask.today.year - 1):
            path = f"/{continent(country)}/{country}/{year}/{_FILE}"
            answer = await ask.source(name="mlab", path=path)
            if answer is None or any(isinstance(r.fact, SpeedDay) for r in parse(answer)):
                break


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The newest days, about the country that the path names."""
    country = evidence.source.rpartition(f"/{_FILE}")[0].split("/")[-2:-1]
    if not country or not (len(country[0]) == 2 and country[0].isalpha() and country[0].isupper()):
        about = evidence.target
    else:
        about = Subject(kind=SubjectKind.COUNTRY, key=country[0])
    yield from read_document(evidence, lambda found: read_speed(found, about, evidence.captured_at))
