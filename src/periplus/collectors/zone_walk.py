"""Names of a zone by its chain of denials and by words: enumeration, PROBE only (RFC 4470 §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from periplus.facts.capture import read_protocol
from periplus.facts.dns import DnsRecord
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind
from periplus.signatures.tables import load

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
MAX_STEPS = 200
_STOPS = frozenset(
    {
        Failure.REFUSED_SCOPE, Failure.REFUSED_ADDRESS, Failure.REFUSED_EXPIRED,
        Failure.REFUSED_UNMAPPED, Failure.BUDGET, Failure.OFFLINE, Failure.IO_TIMEOUT,
    }
)  # fmt: skip


async def fetch(subject: Subject, ask: Ask) -> None:
    """Walk from denial to denial at one of the zone's servers, then try the words there."""
    server = await _server(subject.key, ask)
    if server is None:
        return
    name: str | None = subject.key
    seen: set[str] = set()
    while name is not None and name not in seen and len(seen) < MAX_STEPS:
        seen.add(name)
        answer = await ask.dns(name=name, rdtype="NSEC", server=server)
        if answer.failure in _STOPS:
            return
        name = next_name(answer, subject.key)
    for word in words():
        answer = await ask.dns(name=f"{word}.{subject.key}", rdtype="A", server=server)
        if answer.failure in _STOPS:
            return


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)


@cache
def words() -> tuple[str, ...]:
    """The words of the table."""
    return tuple(str(row["word"]) for row in load().rows("zone_words"))


def next_name(answer: Evidence, zone: str) -> str | None:
    """Where the denial at the asked name leads; None where it leads to nothing."""
    for reading in parse(answer):
        fact = reading.fact
        if isinstance(fact, DnsRecord) and fact.rdtype == "NSEC" and fact.section == "answer":
            name = fact.data.partition(" ")[0].lower().removesuffix(".")
            # RFC 4470: servers that answer with minimal denials lead to \000.name, and to nothing.
            real = name.endswith(f".{zone}") and "\\" not in name
            return name if real else None
    return None


async def _server(zone: str, ask: Ask) -> str | None:
    """An address of one of the zone's name servers."""
    for reading in parse(await ask.dns(name=zone, rdtype="NS")):
        if isinstance(reading.fact, DnsRecord) and reading.fact.rdtype == "NS":
            addresses = await ask.resolve(reading.fact.data)
            if addresses:
                return addresses[0]
    return None
