"""What dated copies of the root zone say of a top-level domain; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.root_zone import MEDIA_TYPE, read_root_row
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {SubjectKind.ZONE: frozenset({Relation.TLD_OF})}
PACK = "root"


async def fetch(subject: Subject, ask: Ask) -> None:
    """The zone's lines in the pack `root`, when the setting `packs` names it."""
    named = [name.strip() for name in str(ask.settings.get("packs", "")).split(",")]
    if PACK in named and "." not in subject.key:
        await ask.pack(name=PACK, key=subject.key)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Name servers, their addresses and delegation signers, each of the day of its copy."""
    if evidence.media_type == MEDIA_TYPE and evidence.failure is None:
        yield from read_root_row(body_of(evidence))
