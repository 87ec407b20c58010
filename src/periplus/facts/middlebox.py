"""Requests that ended their way before the server, and what was answered to them all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import byte_range
from periplus.facts.trace import TraceEnd, TraceHop, address_in, count_in, lines_in, path_of
from periplus.model import Fact, Reading

PROTOCOLS = ("dns", "http", "tls")
ANSWERS = ("answer", "content", "reset", "closed", "unconnected")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRequest(Fact):
    """One request that could go `hop` hops, fewer than the server is away."""

    protocol: str  # dns, http, tls
    name: str
    is_control: bool
    hop: int
    distance: int
    by: str  # answer, content, reset, closed, unconnected; empty: nothing came
    content: bytes


def read_middlebox(body: bytes) -> Iterator[Reading]:
    """The readings of a search, about the PATH `vantage>address`; nothing of other bytes.

    The body is one JSON line about the search, one for each known hop, one for each request.
    """
    lines = lines_in(body)
    first = next(lines, None)
    path = path_of(first[2]) if first else None
    if first is None or path is None:
        return
    head = first[2]
    distance, sent = count_in(head.get("distance")), count_in(head.get("sent"))
    end = TraceEnd(asked=str(head["asked"]), hops=distance, sent=sent or 0)
    yield Reading(subject=path, fact=end, selector=byte_range(first[0], first[1]))
    names = {False: head.get("name"), True: head.get("control")}
    for start, stop, line in lines:
        fact = _hop(line) or _request(line, names, distance)
        if fact is not None:
            yield Reading(subject=path, fact=fact, selector=byte_range(start, stop))


def _hop(line: dict[str, Any]) -> TraceHop | None:
    hop, address, rtt_ms = count_in(line.get("hop")), address_in(line.get("from")), line.get("rtt_ms")
    if hop is None or address is None or not isinstance(rtt_ms, int | float):
        return None
    return TraceHop(hop=hop, flow=0, address=address, by="icmp", rtt_ms=float(rtt_ms))


def _request(
    line: dict[str, Any], names: dict[bool, object], distance: int | None
) -> ShortRequest | None:
    control, hop, by = line.get("control"), count_in(line.get("hop")), line.get("by", "")
    name = names.get(control) if isinstance(control, bool) else None
    if not isinstance(name, str) or not name.isprintable() or not hop or distance is None:
        return None
    if hop >= distance or line.get("protocol") not in PROTOCOLS or by not in ("", *ANSWERS):
        return None
    try:
        content = bytes.fromhex(str(line.get("content", "")))
    except ValueError:
        return None
    return ShortRequest(
        protocol=str(line["protocol"]),
        name=name[:253],
        is_control=bool(control),
        hop=hop,
        distance=distance,
        by=by,
        content=content,
    )
