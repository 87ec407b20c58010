"""TCP ports of a site's addresses that take connections, and what they say; PROBE only (RFC 9293)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.greeting import MEDIA_TYPE as GREETING
from periplus.facts.greeting import read_greeting, wants_tls
from periplus.facts.place import ProviderRange, read_pack_row
from periplus.facts.port_scan import MEDIA_TYPE as PORTS
from periplus.facts.port_scan import KnockedPorts, control_ports, read_port_scan
from periplus.model import Ask, Contact, Evidence, Failure, Reading, Relation, Subject, SubjectKind
from periplus.signatures.port_lists import PortListError, ports_of
from periplus.signatures.tables import load

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
MAX_ADDRESSES = 2
MAX_GREETED = 40  # open ports of one address that are asked what they are
GREETED_AT_ONCE = 8
AT_ONCE = 100  # ports of one capture: what an interrupted run loses
SHARED = frozenset({"cdn", "waf"})
"""Kinds of providers whose addresses end the connections of many sites."""
_PACK_ROW = "application/vnd.periplus.pack-row"
_MOST_FIRST = 4096


async def fetch(subject: Subject, ask: Ask) -> None:
    """The ports that the setting names, at the first addresses; nothing when it names none."""
    wanted = str(ask.settings.get("ports") or "")
    host = urlsplit(subject.key).hostname or ""
    if not wanted or not host:
        return
    try:
        ports = ports_of(wanted)
    except PortListError as error:
        await ask.leave_be(address=host, edge="", why=f"{error}.")
        return
    for address in (await ask.resolve(host))[:MAX_ADDRESSES]:
        edge = await _edge_at(ask, address)
        if edge:
            sentence = (
                f"{address} belongs to {edge}, which ends the connections of many sites there: its "
                "ports are not this site's, and were not asked."
            )
            await ask.leave_be(address=address, edge=edge, why=sentence)
        else:
            await _scan(ask, host, address, ports)


async def _edge_at(ask: Ask, address: str) -> str:
    """Whose shared edge the address is, by the ranges that providers publish; empty when nobody's."""
    if "providers" not in str(ask.settings.get("packs", "")):
        return ""
    facts = (reading.fact for reading in parse(await ask.pack(name="providers", key=address)))
    ranges = (fact for fact in facts if isinstance(fact, ProviderRange))
    return next((one.provider for one in ranges if one.category in SHARED), "")


async def _scan(ask: Ask, host: str, address: str, ports: Sequence[int]) -> None:
    """First the ports that no service has, then those of the list; then each open one of the list."""
    controls = control_ports(address)
    wanted = [*controls, *(port for port in ports if port not in controls)]
    asked = await ask.with_leave(host=host, address=address, ports=wanted)
    first = sum(port in controls for port in asked)
    portions = [asked[:first], *(asked[at : at + AT_ONCE] for at in range(first, len(asked), AT_ONCE))]
    found: list[int] = []
    for portion in filter(None, portions):
        evidence = await ask.knock(host=host, address=address, ports=portion)
        if evidence.media_type != PORTS:
            return  # nothing more may be sent: to ask on would tell nothing
        found += [port for port in _open_in(evidence) if port not in controls]
    some = asyncio.Semaphore(GREETED_AT_ONCE)

    async def greet(port: int) -> None:
        async with some:
            await _greet(ask, host, address, port)

    await asyncio.gather(*map(greet, found[:MAX_GREETED]))


def _open_in(evidence: Evidence) -> list[int]:
    facts = (reading.fact for reading in parse(evidence))
    return [f.ports[0] for f in facts if isinstance(f, KnockedPorts) and f.outcome == "open"]


async def _greet(ask: Ask, host: str, address: str, port: int) -> None:
    """Its first words, or its answer to one question; and where it speaks TLS, what is within."""
    say = _question_for(port)
    evidence = await ask.greet(host=host, address=address, port=port, say=say)
    first = body_of(evidence)[:_MOST_FIRST]
    silent = evidence.failure in (Failure.IO_TIMEOUT, Failure.CONNECTION_CLOSED)
    if not silent and not wants_tls(first):
        return
    within = await ask.greet(host=host, address=address, port=port, say=say, secure=True)
    if within.failure in (None, Failure.IO_TIMEOUT):  # TLS stood: its chain is worth a handshake
        await ask.tls(host=host, address=address, port=port)


@cache
def _probes() -> tuple[Mapping[str, Any], ...]:
    return tuple(load().rows("probes"))


def _question_for(port: int) -> bytes:
    row = next((row for row in _probes() if port in row["ports"]), _probes()[0])
    return str(row["say"]).encode("latin-1")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The ports of a scan, a greeting, a handshake, a row of the ranges, or the look-up before them."""
    match evidence.media_type:
        case media_type if media_type == PORTS:
            yield from read_port_scan(body_of(evidence))
        case media_type if media_type == GREETING:
            yield from read_greeting(body_of(evidence), evidence.source, request=evidence.request)
        case media_type if media_type == _PACK_ROW and evidence.failure is None:
            yield from read_pack_row(body_of(evidence), evidence.source.rpartition("/")[2])
        case _:
            yield from read_protocol(evidence)
