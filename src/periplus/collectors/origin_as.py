"""Origin AS of an address, from a service that publishes BGP tables as TXT records."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from periplus.facts.capture import body_of
from periplus.facts.dns import DnsRecord, read_message
from periplus.facts.registry import AsName, Block, RouteOrigin
from periplus.model import (
    Ask,
    Basis,
    Contact,
    Evidence,
    Fact,
    Reading,
    Relation,
    Subject,
    SubjectKind,
)

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ADDRESS: frozenset({Relation.ASKED, Relation.RESOLVES_TO, Relation.ON_PATH}),
}
_MAX_ORIGINS = 8  # of one prefix; more than a few is an error of the service


async def fetch(subject: Subject, ask: Ask) -> None:
    """The routes that cover the address, then the name of each AS that announces one."""
    address = ipaddress.ip_address(subject.key)
    zone = ask.settings.get(f"origin_zone_ipv{address.version}")
    names = ask.settings.get("as_name_zone")
    if not zone:
        return
    evidence = await ask.dns(name=f"{reversed_labels(address)}.{zone}", rdtype="TXT")
    origins = {r.fact.asn for r in parse(evidence) if isinstance(r.fact, RouteOrigin)}
    for asn in sorted(origins)[:_MAX_ORIGINS] if names else ():
        await ask.dns(name=f"AS{asn}.{names}", rdtype="TXT")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Origins, about the PREFIX, and names, about the ASN; the records themselves are no facts here.

    Basis deduced: the service applies one fixed rule (longest covering prefix) to tables it saw; that
    we did not see them is what the sign's channel says. Nobody gives an opinion, so it is not told.
    """
    if evidence.media_type != "application/dns-message":
        return
    for reading in read_message(body_of(evidence)):
        record = reading.fact
        if isinstance(record, DnsRecord) and record.rdtype == "TXT" and record.section == "answer":
            for subject, fact in _facts(record.data):
                yield Reading(subject=subject, fact=fact, selector=reading.selector, basis=Basis.DEDUCED)


def reversed_labels(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """The labels of an address in the reverse tree, without the tree's own name."""
    return address.reverse_pointer.removesuffix(".in-addr.arpa").removesuffix(".ip6.arpa")


def _facts(text: str) -> Iterator[tuple[Subject, Fact]]:
    """`AS AS … | prefix | CC | registry | date`, or `AS | CC | registry | date | name, CC`."""
    columns = [column.strip() for column in text.split("|")]
    if len(columns) != 5:
        return
    block = Block.of(columns[1]) if "/" in columns[1] else None
    if block is not None:
        for origin in filter(None, map(_asn, columns[0].split()[:_MAX_ORIGINS])):
            country = columns[2] or None
            yield block.subjects[0], RouteOrigin(prefix=block.text, asn=origin, country=country)
    elif (asn := _asn(columns[0])) is not None and columns[4]:
        name = columns[4].removesuffix(f", {columns[1]}") if columns[1] else columns[4]
        subject = Subject(kind=SubjectKind.ASN, key=f"AS{asn}")
        yield subject, AsName(asn=asn, name=name, country=columns[1] or None)


def _asn(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return int(text) if 0 < int(text) < 2**32 else None
