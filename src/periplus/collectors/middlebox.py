"""Who answers for a site on the way to it, only after its user confirmed the risk (RFC 7754 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import body_of
from periplus.facts.middlebox import read_middlebox
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
MIDDLEBOX = "application/vnd.periplus.middlebox"
SETTING, CONFIRMED = "middleboxes", "confirmed"
"""Set by the command line alone, after its user has read what this may bring about."""
CONTROL = "example.com"  # RFC 6761 §6.5: kept for examples, so nobody has a reason to bar it
MAX_ADDRESSES = 2


async def fetch(subject: Subject, ask: Ask) -> None:
    """One search to each of the first addresses; nothing unless it was confirmed."""
    host = urlsplit(subject.key).hostname or ""
    if ask.settings.get(SETTING) != CONFIRMED:
        return
    addresses = await ask.resolve(host)
    if host in addresses:  # without a name there is nothing that a box could read
        return
    for address in addresses[:MAX_ADDRESSES]:
        await ask.locate(host=host, address=address, control=CONTROL)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The requests of a search, and the hops that it passed."""
    if evidence.media_type == MIDDLEBOX:
        yield from read_middlebox(body_of(evidence))
