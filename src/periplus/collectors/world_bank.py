"""Internet use of a country and of those beside it: World Bank, indicator IT.NET.USER.ZS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.service import read_document
from periplus.facts.statistics import read_world_bank
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind
from periplus.signatures.countries import beside

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_YEARS = "10"
_ROWS = "500"  # more than ten years of all that may be compared: one page


async def fetch(subject: Subject, ask: Ask) -> None:
    """One question for all countries."""
    countries = ";".join((subject.key, *beside(str(ask.settings.get("compare") or ""), subject.key)))
    await ask.source(
        name="world_bank",
        path=f"/country/{countries}/indicator/IT.NET.USER.ZS",
        parameters={"format": "json", "per_page": _ROWS, "mrv": _YEARS},
    )


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each country's value of each year."""
    yield from read_document(evidence, lambda found: read_world_bank(found, evidence.captured_at))
