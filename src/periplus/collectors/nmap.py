"""What an installed nmap makes of a site's stack, PROBE only, and only where the settings ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.nmap import read_nmap
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
XML = "application/xml"
SETTING, ASKED = "nmap", "on"


async def fetch(subject: Subject, ask: Ask) -> None:
    """One look at the site's port of the first address."""
    if ask.settings.get(SETTING) != ASKED:
        return
    parts = urlsplit(subject.key)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    for address in (await ask.resolve(host))[:1]:
        await ask.nmap(host=host, address=address, port=port)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the tool says, about the address that was asked for, at the time of the capture."""
    if evidence.media_type != XML:
        yield from read_protocol(evidence)
        return
    asked = (evidence.asked or "").rpartition(":")[0].strip("[]")
    dialled = (evidence.dialled or "").rpartition(":")[0].strip("[]")
    for reading in read_nmap(body_of(evidence), evidence.vantage):
        # A laboratory serves an address elsewhere; of any other the tool was not asked.
        if asked and reading.subject.key == dialled:
            about = Subject(kind=SubjectKind.ADDRESS, key=asked)
            yield replace(reading, subject=about, observed_at=evidence.captured_at)
