"""The way to each name server of a top-level zone (RFC 792, RFC 4443)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.dns import DnsRecord
from periplus.facts.trace import read_trace
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind

VERSION = 2
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.TLD_OF}),
}
TRACE = "application/vnd.periplus.trace"
_MAX_SERVERS = 16
_MAX_ADDRESSES = 32
_AT_ONCE = 4  # more would crowd the lines next to us, and spoil the times


async def fetch(subject: Subject, ask: Ask) -> None:
    """One trace to each address of each name server; none after the scope refused the first."""
    answer = await ask.dns(name=subject.key, rdtype="NS")
    servers = [r.fact.data for r in parse(answer) if isinstance(r.fact, DnsRecord)]
    resolved = await asyncio.gather(*(ask.resolve(name) for name in servers[:_MAX_SERVERS]))
    addresses = list(dict.fromkeys(a for found in resolved for a in found))[:_MAX_ADDRESSES]
    if not addresses:
        return
    first = await ask.trace(zone=subject.key, address=addresses[0])
    if first.failure is Failure.REFUSED_SCOPE:
        return
    slots = asyncio.Semaphore(_AT_ONCE)

    async def trace(address: str) -> None:
        async with slots:
            await ask.trace(zone=subject.key, address=address)

    await asyncio.gather(*map(trace, addresses[1:]))


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The hops of a trace; of the list of name servers, its NS records."""
    if evidence.media_type == TRACE:
        yield from read_trace(body_of(evidence))
        return
    for reading in read_protocol(evidence):
        if isinstance(reading.fact, DnsRecord) and reading.fact.rdtype == "NS":
            yield reading
