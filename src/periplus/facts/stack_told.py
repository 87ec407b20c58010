"""A stack as far as a kernel tells of it, and packets that may go one hop (RFC 5082, RFC 791 §3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import byte_range
from periplus.facts.trace import address_in, lines_in
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

_HIGHEST_TTL = 255
_METHODS = ("connect", "udp")


@dataclass(frozen=True, slots=True, kw_only=True)
class StackTraits(Fact):
    """What can be seen of a stack without privilege; the order of its options is not among it."""

    vantage: str
    port: int
    options: str  # of mss, sok, ts, ws, ecn, in this order
    scale: int | None
    mss: int  # or what our own line lets pass, if that is less
    window: int | None  # None: the kernel does not tell
    ttl: int | None  # as it arrived; None: it was not tried


@dataclass(frozen=True, slots=True, kw_only=True)
class OneHop(Fact):
    """A packet that may go one hop; `by` is empty when nothing came."""

    vantage: str
    port: int
    method: str  # connect, udp
    by: str  # syn-ack, reset, answer, icmp TYPE/CODE
    sender: str

    @property
    def answered(self) -> bool:
        """Whether the other end spoke, and no router on the way."""
        return self.by in {"syn-ack", "reset", "answer"}


def read_stack_told(body: bytes) -> Iterator[Reading]:
    """The readings of one endpoint, about its ADDRESS; nothing of other bytes. Never raises.

    The body is one JSON line about the endpoint, then one for each try.
    """
    lines = list(lines_in(body))
    head = lines[0][2] if lines else {}
    vantage, port, address = head.get("vantage"), head.get("port"), address_in(head.get("asked"))
    if address is None or not _is_name(vantage) or not _within(port, 65535):
        return
    about = Subject(kind=SubjectKind.ADDRESS, key=address)
    where: dict[str, Any] = {"vantage": vantage, "port": port}
    for start, stop, line in lines[1:]:
        sender = address_in(line.get("from"))
        told = address if line.get("from") == head.get("dialled") else sender
        if line.get("method") in _METHODS:
            by = str(line.get("by", ""))[:20]
            hop = OneHop(**where, method=line["method"], by=by, sender=(told or "") if by else "")
            yield Reading(subject=about, fact=hop, selector=byte_range(start, stop))
    traits = _traits(where, [line for _, _, line in lines[1:]])
    if traits is not None:
        span = byte_range(lines[1][0], lines[-1][1])
        yield Reading(subject=about, fact=traits, selector=span, basis=Basis.WITNESSED)


def _traits(where: dict[str, Any], lines: list[dict[str, Any]]) -> StackTraits | None:
    line = lines[0] if lines else {}
    scale, window = line.get("scale"), line.get("window")
    fits = (
        line.get("connected") is True
        and _within(line.get("mss"), 65535)
        and (scale is None or _within(scale, 15))
        and (window is None or _within(window, 2**31))
    )
    if not fits:
        return None
    there = {"sok": "sack", "ts": "times", "ecn": "ecn"}
    options = {name for name, key in there.items() if line.get(key) is True}
    options |= {"mss"} | ({"ws"} if scale is not None else set())
    return StackTraits(
        **where,
        options=",".join(name for name in ("mss", "sok", "ts", "ws", "ecn") if name in options),
        scale=scale,
        mss=line["mss"],
        window=window,
        ttl=_arrived_with(lines[1:]),
    )


def _arrived_with(tries: list[dict[str, Any]]) -> int | None:
    """The highest TTL with which a SYN-ACK was taken, where the next one was tried and was not."""
    taken, refused = {1}, {_HIGHEST_TTL + 1}
    for line in tries:
        least = line.get("least_ttl")
        if _within(least, _HIGHEST_TTL) and isinstance(line.get("connected"), bool):
            (taken if line["connected"] else refused).add(int(least or 0))
    return max(taken) if tries and max(taken) + 1 == min(refused) else None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _within(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most
