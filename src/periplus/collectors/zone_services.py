"""Services that a zone tells at well-known names, wildcards (RFC 2782, 6698, 4592)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache

from periplus.facts.capture import read_protocol
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind
from periplus.signatures.tables import load

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """SRV at each name of the table, TLSA of the web server, and a name that nobody can have made."""
    zone = subject.key
    await asyncio.gather(
        *(ask.dns(name=f"{name}.{zone}", rdtype="SRV") for name in service_names()),
        ask.dns(name=f"_443._tcp.{zone}", rdtype="TLSA"),
        ask.dns(name=unlikely_name(zone), rdtype="A"),
    )


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)


@cache
def service_names() -> tuple[str, ...]:
    """The names of the table."""
    return tuple(str(row["name"]) for row in load().rows("service_names"))


def unlikely_name(zone: str) -> str:
    """A name below the zone that only a wildcard answers; in every run the same."""
    return f"{hashlib.sha256(zone.encode()).hexdigest()[:20]}.{zone}"
