"""Ports as our own connections found them, and addresses where all open (RFC 9293 §3.10.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from periplus.facts.capture import NoAnswer
from periplus.facts.greeting import Greeting
from periplus.facts.port_scan import KnockedPorts, control_ports, ranges
from periplus.facts.scan import ScannedPort
from periplus.model import (
    Basis,
    Claim,
    Failure,
    Layer,
    Observation,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 1
READS = (KnockedPorts, Greeting, ScannedPort, NoAnswer)
WRITES = ("address.port", "address.other_ports", "address.open_everywhere", "address.ports_not_asked")
RULE = f"port_scan@{VERSION}"
TOOL = "connect scan"
MANY = 200
"""So many open ports of one tool at one address are no services; a list may hold no others."""
_STATES: Mapping[str, str] = {"refused": "closed", "silent": "filtered", "unreachable": "filtered"}
_HOW: Mapping[str, str] = {
    "refused": "with a reset in answer",
    "silent": "without any answer, though a lost packet was sent again",
    "unreachable": "with an error of the network in answer",
}
_LONGEST = 200
Knocked = tuple[Observation, KnockedPorts]


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per open port, one per state of the others, and what stands before them all."""
    by_address: dict[Subject, list[Knocked]] = defaultdict(list)
    talking: set[tuple[str, int]] = set()
    for one in observations:
        match one.fact:
            case KnockedPorts() as knocked:
                by_address[one.subject].append((one, knocked))
            case Greeting(port=port):
                talking.add((one.subject.key, port))
            case NoAnswer(failure=Failure.REFUSED_SCOPE, source=source) as none:
                yield from _not_asked(one, none, source)
    for about, found in sorted(by_address.items()):
        yield from _ports_of(about, found, talking)
    yield from _many(observations)


def _ports_of(about: Subject, found: Sequence[Knocked], talking: set[tuple[str, int]]) -> Iterator[Sign]:
    controls = frozenset(control_ports(about.key))
    asked = [(one, fact) for one, fact in found if not controls.issuperset(fact.ports)]
    bogus = [(one, f) for one, f in found if f.outcome == "open" and controls.issuperset(f.ports)]
    everywhere = len({port for _, fact in bogus for port in fact.ports}) == len(controls)
    if everywhere:
        yield _everywhere(about, bogus, asked)
    for one, fact in asked:
        if fact.outcome == "open":
            silent = (about.key, fact.ports[0]) not in talking
            yield _open(one, fact, unsupported=everywhere and silent)
    yield from _others(about, asked)


def _open(one: Observation, fact: KnockedPorts, *, unsupported: bool) -> Sign:
    reason = f"A connection from {fact.vantage} to TCP port {fact.ports[0]} came about."
    if unsupported:
        reason += " Every port opens there, and this one said nothing: no service shows itself."
    value: Value = {
        "protocol": fact.protocol,
        "port": fact.ports[0],
        "state": "open",
        "service": None,
        "product": None,
        "version": None,
        "tool": TOOL,
    }
    return Sign(
        subject=one.subject,
        predicate="address.port",
        value=value,
        layer=Layer.NETWORK,
        channel="tcp",
        basis=one.basis,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=reason,
        rule=RULE,
        status=Status.UNSUPPORTED if unsupported else None,
    )


def _others(about: Subject, asked: Sequence[Knocked]) -> Iterator[Sign]:
    """Ports that are not open, by how that was told; a reset and an error of a box stay apart."""
    kinds: dict[tuple[str, str, str], list[Knocked]] = defaultdict(list)
    for one, fact in asked:
        if fact.outcome in _STATES:
            kinds[fact.outcome, fact.by, fact.sender].append((one, fact))
    for (outcome, by, sender), found in sorted(kinds.items()):
        ports = tuple(sorted({port for _, fact in found for port in fact.ports}))
        how = _HOW[outcome] + (f" ({by} from {sender})" if by else "")
        value: Value = {
            "count": len(ports),
            "state": _STATES[outcome],
            "tool": TOOL,
            "ports": _listed(ports),
            "told_by": f"{by} from {sender}" if by else outcome,
        }
        reason = (
            f"Connections from {found[0][1].vantage} to TCP ports that are {_STATES[outcome]} "
            f"({len(ports)}: {_listed(ports)}) ended {how}."
        )
        yield _sign(about, "address.other_ports", value, found, reason)


def _listed(ports: tuple[int, ...]) -> str:
    text = ranges(ports).replace(",", ", ")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _everywhere(about: Subject, bogus: Sequence[Knocked], asked: Sequence[Knocked]) -> Sign:
    opened = {port for _, fact in asked if fact.outcome == "open" for port in fact.ports}
    all_asked = {port for _, fact in asked if fact.outcome != "unsent" for port in fact.ports}
    controls = _listed(tuple(port for _, fact in bogus for port in fact.ports))
    reason = (
        f"{about.key} took connections at the ports {controls}, which belong to no service, and at "
        f"{len(opened)} of {len(all_asked)} ports asked: a tarpit, a SYN proxy or a NAT on the way "
        "opens all of them, so an open port alone tells nothing of a server there."
    )
    value: Value = {"tool": TOOL, "open": len(opened), "asked": len(all_asked), "controls": controls}
    return _sign(about, "address.open_everywhere", value, bogus, reason)


def _many(observations: Sequence[Observation]) -> Iterator[Sign]:
    """Lists of other tools that have more open ports at one address than a server has services."""
    told: dict[tuple[Subject, str, str], dict[int, Observation]] = defaultdict(dict)
    for one in observations:
        if isinstance(one.fact, ScannedPort) and (one.fact.protocol, one.fact.state) == ("tcp", "open"):
            told[one.subject, one.fact.tool, one.fact.vantage][one.fact.port] = one
    for (about, tool, vantage), ports in sorted(told.items()):
        if len(ports) >= MANY:
            reason = (
                f"{tool}, from {vantage}, found {len(ports)} open TCP ports at {about.key}: that many "
                "services stand on no server, so something on the way opens all ports it is asked for."
            )
            value: Value = {"tool": tool, "open": len(ports), "asked": None, "controls": None}
            yield Sign(
                subject=about,
                predicate="address.open_everywhere",
                value=value,
                layer=Layer.NETWORK,
                channel="scan-db",
                basis=Basis.TOLD,
                observed_at=max(one.observed_at for one in ports.values()),
                support=tuple(sorted(one.id for one in ports.values())),
                reason=reason,
                rule=RULE,
            )


def _not_asked(one: Observation, none: NoAnswer, source: str) -> Iterator[Sign]:
    parts = urlsplit(source)
    edge = parse_qs(parts.query).get("edge", [""])[0]
    if parts.scheme != "ports" or not edge or not parts.hostname:
        return
    yield Sign.on(
        one,
        subject=Subject(kind=SubjectKind.ADDRESS, key=parts.hostname),
        predicate="address.ports_not_asked",
        value=edge,
        layer=Layer.EDGE,
        channel="provider-ranges",
        reason=none.detail,
        rule=RULE,
    )


def _sign(about: Subject, predicate: str, value: Value, found: Sequence[Knocked], reason: str) -> Sign:
    return Sign(
        subject=about,
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        channel="tcp",
        basis=Basis.WITNESSED,
        observed_at=max(one.observed_at for one, _ in found),
        support=tuple(sorted({one.id for one, _ in found})),
        reason=reason,
        rule=RULE,
    )
