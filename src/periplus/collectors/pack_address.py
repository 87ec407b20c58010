"""What the packs on this disk say of an address: AS, country, provider; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.place import read_pack_row
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind
from periplus.packs.recipes import NOT_OF_ADDRESSES

VERSION = 1
CONTACT = Contact.NONE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ADDRESS: frozenset({Relation.ASKED, Relation.RESOLVES_TO, Relation.ON_PATH}),
}


async def fetch(subject: Subject, ask: Ask) -> None:
    """The row of each pack of addresses that the setting `packs` names."""
    for name in filter(None, map(str.strip, str(ask.settings.get("packs", "")).split(","))):
        if name not in NOT_OF_ADDRESSES:
            await ask.pack(name=name, key=subject.key)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The row, and where its table came from."""
    if evidence.media_type == "application/vnd.periplus.pack-row" and evidence.failure is None:
        address = evidence.source.rpartition("/")[2]
        yield from read_pack_row(body_of(evidence), address)
