"""The way to a server as probes saw it: who answered at which hop, and who did not."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import byte_range, load_json
from periplus.model import Fact, Lead, Reading, Relation, Subject, SubjectKind

METHODS = ("connect", "udp", "syn", "icmp")
MAX_LINES = 400  # a trace has 32 hops of three probes
MAX_LINE_BYTES = 400
# What many networks use alike says nothing to anybody else (RFC 1918, RFC 6598, RFC 3927, RFC 4193).
_EVERYBODYS = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEnd(Fact):
    """How far a trace came."""

    asked: str  # address
    hops: int | None  # to the server, itself counted; None when it did not answer
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceHop(Fact):
    """One probe that was answered on the way, or by the server."""

    hop: int
    flow: int  # 0: a connection of its own; the probes of any other flow took one way
    address: str
    by: str  # icmp TYPE/CODE, syn-ack, reset, answer, echo
    rtt_ms: float
    method: str = ""  # connect, udp, syn, icmp: what was sent; empty where it was not told

    def leads(self) -> Iterable[Lead]:
        """The router, unless its address is one that many networks use alike."""
        address = ipaddress.ip_address(self.address)
        if self.by.startswith("icmp") and not any(address in block for block in _EVERYBODYS):
            subject = Subject(kind=SubjectKind.ADDRESS, key=self.address)
            yield Lead(relation=Relation.ON_PATH, subject=subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSilence(Fact):
    """A hop before the last known one, at which no probe was answered."""

    hop: int
    probes: int


def read_trace(body: bytes) -> Iterator[Reading]:
    """The readings of a trace, about the PATH `vantage>address`; nothing of other bytes.

    The body is one JSON line about the trace, then one for each probe, by hop and flow. What lies
    beyond the server is left out: there the server answers again.
    """
    lines = lines_in(body)
    first = next(lines, None)
    path = path_of(first[2]) if first else None
    if first is None or path is None:
        return
    head = first[2]
    asked, dialled = str(head["asked"]), str(head.get("dialled"))
    distance, sent = count_in(head.get("distance")), count_in(head.get("sent"))
    end = TraceEnd(asked=asked, hops=distance, sent=sent or 0)
    yield Reading(subject=path, fact=end, selector=byte_range(first[0], first[1]))
    silent: dict[int, tuple[int, int, int]] = {}
    heard: set[int] = set()
    for start, stop, line in lines:
        hop = count_in(line.get("hop"))
        if hop is None or (distance is not None and hop > distance):
            continue
        fact = _hop(hop, line, asked, dialled)
        if fact is not None:
            heard.add(hop)
            yield Reading(subject=path, fact=fact, selector=byte_range(start, stop))
        else:
            began, _, count = silent.get(hop, (start, 0, 0))
            silent[hop] = (began, stop, count + 1)
    for hop, (start, stop, count) in silent.items():
        if hop not in heard and hop < (distance or max(heard, default=0)):
            silence = TraceSilence(hop=hop, probes=count)
            yield Reading(subject=path, fact=silence, selector=byte_range(start, stop))


def lines_in(body: bytes) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Where each JSON line begins and ends, and its object; ends at the first that is none."""
    start = 0
    for _ in range(MAX_LINES):
        stop = body.find(b"\n", start) + 1
        if not 0 < stop - start <= MAX_LINE_BYTES:
            return
        try:
            line = load_json(body[start:stop])
        except ValueError:
            return
        if not isinstance(line, dict):
            return
        yield start, stop, line
        start = stop


def path_of(head: dict[str, Any]) -> Subject | None:
    """The path from a vantage to an address; None when it is not told."""
    vantage, asked = head.get("vantage"), address_in(head.get("asked"))
    if asked is None or not isinstance(vantage, str) or not vantage.isprintable():
        return None
    return Subject(kind=SubjectKind.PATH, key=f"{vantage}>{asked}")


def _hop(hop: int, line: dict[str, Any], asked: str, dialled: str) -> TraceHop | None:
    flow, rtt_ms, by = count_in(line.get("flow")), line.get("rtt_ms"), line.get("by")
    address = address_in(line.get("from"))
    if address is None or flow is None or not isinstance(by, str) or not isinstance(rtt_ms, int | float):
        return None
    # In a laboratory the server answers from where it was dialled.
    told = asked if line["from"] == dialled else address
    method = line.get("method")
    return TraceHop(
        hop=hop,
        flow=flow,
        address=told,
        by=by[:20],
        rtt_ms=float(rtt_ms),
        method=method if method in METHODS else "",
    )


def count_in(value: object) -> int | None:
    """A small number that is one."""
    return value if type(value) is int and 0 <= value <= 10_000 else None


def address_in(value: object) -> str | None:
    """An address in its canonical text."""
    try:
        return str(ipaddress.ip_address(value)) if isinstance(value, str) else None
    except ValueError:
        return None
