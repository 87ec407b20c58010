"""The name servers of a zone, each asked itself, and what the zone above says (RFC 1034 §4.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.dns import DnsRecord
from periplus.facts.name_server import ServerRecord, read_server, server_of
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ZONE_OF, Relation.ASKED}),
}
MOST_SERVERS = 13
_PARENT_SERVERS = 2
_MOST_LABELS = 10
_RDTYPES = ("SOA", "NS")


async def fetch(subject: Subject, ask: Ask) -> None:
    """SOA and NS from every server that the zone or the zone above names; nothing of a mere name."""
    hosts = set(_hosts(subject.key, await ask.dns(name=subject.key, rdtype="NS")))
    if not hosts:
        return
    for address in await _parent_addresses(subject.key, ask):
        referral = await ask.dns(name=subject.key, rdtype="NS", server=address)
        hosts |= set(_hosts(subject.key, referral))
    await asyncio.gather(*(_ask_server(subject.key, host, ask) for host in sorted(hosts)[:MOST_SERVERS]))


async def _ask_server(zone: str, host: str, ask: Ask) -> None:
    for address in _one_of_each(await ask.resolve(host)):
        for rdtype in _RDTYPES:
            evidence = await ask.dns(name=zone, rdtype=rdtype, server=address)
            if evidence.failure is Failure.IO_TIMEOUT or evidence.media_type == "text/plain":
                break  # silent, or without end: asked once is enough


def _one_of_each(addresses: Iterable[str]) -> list[str]:
    """The first IPv4 and the first IPv6 address: a hostile zone names those of others."""
    found = {":" in address: address for address in reversed(list(addresses))}
    return [found[key] for key in sorted(found)]


async def _parent_addresses(zone: str, ask: Ask) -> list[str]:
    """One address each of two servers of the zone above."""
    labels = zone.split(".")[-_MOST_LABELS:]
    for at in range(1, len(labels) + 1):
        above = ".".join(labels[at:]) or "."
        hosts = sorted(_hosts(above, await ask.dns(name=above, rdtype="NS")))
        if hosts:
            found = [await ask.resolve(host) for host in hosts[:_PARENT_SERVERS]]
            return [addresses[0] for addresses in found if addresses]
    return []


def _hosts(zone: str, evidence: Evidence) -> Iterable[str]:
    for reading in parse(evidence):
        fact = reading.fact
        if isinstance(fact, DnsRecord | ServerRecord) and (fact.name, fact.rdtype) == (zone, "NS"):
            yield fact.data


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What a server itself answered, or what the resolver told."""
    server = server_of(evidence)
    if server is None:
        yield from read_protocol(evidence)
    elif evidence.media_type == "application/dns-message":
        yield from read_server(body_of(evidence), server)
