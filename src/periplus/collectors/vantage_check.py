"""The vantage tested before any stack is judged: packets of one hop, and SYN-ACKs (RFC 9293 §3.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from periplus.facts.capture import about_asked, body_of, read_protocol
from periplus.facts.packets import MEDIA_TYPE
from periplus.facts.sequences import read_sequences
from periplus.facts.stack_told import read_stack_told
from periplus.facts.tcp import TcpSynAck, read_synacks
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
TOLD = "application/vnd.periplus.tcp-told"
CONNECTIONS = 3  # to each; a browser opens more


async def fetch(subject: Subject, ask: Ask) -> None:
    """The site's first address and the control target, in the same way; no control is no test."""
    parts = urlsplit(subject.key)
    host, control = parts.hostname or "", ask.control
    port = parts.port or (443 if parts.scheme == "https" else 80)
    targets: list[tuple[str | None, str, int]] = [
        (host, address, port) for address in (await ask.resolve(host))[:1]
    ]
    if targets and control is not None:
        targets.append((None, *control))
    for name, address, number in targets:
        near = await ask.one_hop(host=name, address=address, port=number)
        if near.dialled is None:  # refused, or nowhere to go
            return
    for name, address, number in targets:
        await ask.handshake(host=name, address=address, port=number, connections=CONNECTIONS)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """How each end answered, about the address that was asked for."""
    if evidence.media_type == TOLD:
        yield from read_stack_told(body_of(evidence))
    elif evidence.media_type == MEDIA_TYPE:
        yield from _caught(evidence)
    else:
        yield from read_protocol(evidence)


def _caught(evidence: Evidence) -> Iterator[Reading]:
    is_control = not urlsplit(evidence.source).path.strip("/")
    for read in (read_synacks, read_sequences):
        for reading in about_asked(evidence, read(body_of(evidence), evidence.vantage)):
            if isinstance(reading.fact, TcpSynAck):
                yield replace(reading, fact=replace(reading.fact, is_control=is_control))
            else:
                yield reading
