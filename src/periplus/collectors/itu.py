"""Internet use, and coverage by generation of mobile networks: ITU DataHub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from periplus.facts.service import read_document
from periplus.facts.statistics import CoverageIndicator, read_itu, read_itu_dictionary
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind
from periplus.signatures.countries import alpha3_of, code_by_alpha3

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_INTERNET_USE = "11624"
_COVERAGE = "100095"
_MOST = 6  # indicators of coverage


async def fetch(subject: Subject, ask: Ask) -> None:
    """The series of internet use, then those that the dictionary of coverage names."""
    alpha3 = alpha3_of(subject.key)
    await _series(_INTERNET_USE, alpha3, ask)
    dictionary = await ask.source(name="itu", path=f"/dictionaries/getbyid/{_COVERAGE}")
    if dictionary is None:
        return
    facts = (reading.fact for reading in parse(dictionary))
    named = [fact.indicator for fact in facts if isinstance(fact, CoverageIndicator)]
    for indicator in list(dict.fromkeys(named))[:_MOST]:
        await _series(indicator, alpha3, ask)


async def _series(indicator: str, alpha3: str, ask: Ask) -> None:
    await ask.source(name="itu", path=f"/data/bycode/{indicator}/byiso/{alpha3}")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The values of a series, or the indicators of the dictionary."""

    def read(document: Any) -> Iterator[Reading]:  # noqa: ANN401  JSON
        if "/dictionaries/" in evidence.source:
            return read_itu_dictionary(document, evidence.target)
        mine = {alpha3_of(evidence.target.key): evidence.target.key}
        return read_itu(document, {**mine, **code_by_alpha3()}, evidence.captured_at)

    yield from read_document(evidence, read)
