"""What became of connections to the TCP ports of an address (RFC 9293 §3.10.7, RFC 1122 §4.2.3.9)."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import byte_range, load_json
from periplus.model import Fact, Reading, Subject, SubjectKind

MEDIA_TYPE = "application/vnd.periplus.ports"
OUTCOMES = ("open", "refused", "unreachable", "silent", "unsent")
MAX_LINES = 12_000
MAX_LINE_BYTES = 1000
_CONTROLS = 4
_FIRST, _LAST = 49152, 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class KnockedPorts(Fact):
    """The ports of one scan that answered alike; each open one stands alone."""

    vantage: str
    protocol: str
    outcome: str  # of OUTCOMES; refused: by a reset. unsent: nothing was sent, for our own reasons
    ports: tuple[int, ...]  # ascending
    by: str = ""  # unreachable: icmp TYPE/CODE
    sender: str = ""  # of that error
    why: str = ""  # unsent: one sentence


def control_ports(address: str) -> tuple[int, ...]:
    """Ports of an address that no service is assigned to: whoever opens them opens all (RFC 6335 §6)."""
    digest = hashlib.sha256(address.encode()).digest()
    span = (_LAST - _FIRST + 1) // _CONTROLS
    return tuple(
        _FIRST + number * span + int.from_bytes(digest[2 * number : 2 * number + 2]) % span
        for number in range(_CONTROLS)
    )


def ranges(ports: tuple[int, ...]) -> str:
    """Ports in ascending order, neighbours as FIRST-LAST."""
    runs: list[list[int]] = []
    for port in sorted(set(ports)):
        if runs and runs[-1][1] == port - 1:
            runs[-1][1] = port
        else:
            runs.append([port, port])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)


def read_port_scan(body: bytes) -> Iterator[Reading]:
    """The ports of a scan by what became of them; nothing of other bytes."""
    lines = list(_lines(body))
    if not lines:
        return
    head = lines[0][2]
    try:
        address = str(ipaddress.ip_address(_text(head["address"])))
        about = Subject(kind=SubjectKind.ADDRESS, key=address)
        told = {"vantage": _text(head["vantage"]), "protocol": _text(head["protocol"])}
    except (KeyError, TypeError, ValueError):
        return
    groups: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
    for first, end, line in lines[1:]:
        knocked = _knocked(line)
        if knocked is not None:
            port, *kind = knocked
            alone = (str(port),) if kind[0] == "open" else ()
            groups.setdefault((*kind, *alone), []).append((first, end, port))
    for (outcome, by, sender, why, *_), found in groups.items():
        ports = tuple(sorted({port for _, _, port in found}))
        fact = KnockedPorts(**told, outcome=outcome, ports=ports, by=by, sender=sender, why=why)
        yield Reading(
            subject=about, fact=fact, selector=byte_range(found[0][0], max(end for _, end, _ in found))
        )


def _lines(body: bytes) -> Iterator[tuple[int, int, dict[str, Any]]]:
    first = 0
    for _ in range(MAX_LINES):
        end = body.find(b"\n", first)
        if end < 0:
            return
        if end - first <= MAX_LINE_BYTES:
            try:
                line = load_json(body[first:end])
            except ValueError:
                line = None
            if isinstance(line, dict):
                yield first, end, line
        first = end + 1


def _knocked(line: dict[str, Any]) -> tuple[int, str, str, str, str] | None:
    port, outcome = line.get("port"), line.get("outcome")
    if type(port) is not int or not 0 < port < 65536 or outcome not in OUTCOMES:
        return None
    by, sender, why = (str(line.get(name, ""))[:200] for name in ("by", "from", "why"))
    return port, str(outcome), by, sender, why


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:200]
