"""The way to a server: who stands at each hop, where borders are crossed (RFC 792, RFC 4443)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from periplus.facts.trace import TraceEnd, TraceHop, TraceSilence
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 2
READS = (
    *(TraceEnd, TraceHop, TraceSilence),
    *("address.asn", "address.operator", "address.located_country", "address.ptr"),
)
WRITES = ("path.distance", "path.hop", "path.link", "path.border", "address.round_trip")
RULE = f"path@{VERSION}"

_ATTRIBUTES = {
    "address.ptr": "name",
    "address.asn": "asn",
    "address.operator": "operator",
    "address.located_country": "country",
}
_SENT = {"connect": "TCP connections", "udp": "UDP", "syn": "TCP SYNs", "icmp": "ICMP echoes"}


@dataclass(frozen=True, slots=True)
class _Hop:
    """One address at one hop of one path."""

    number: int
    address: str
    seen: tuple[Observation, ...]
    known: Mapping[str, str]  # name, asn, operator, country
    support: tuple[str, ...]


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Hops, links between those of one flow, borders and times; silence is told too."""
    about = _about(claims)
    paths: dict[Subject, list[Observation]] = defaultdict(list)
    for one in observations:
        paths[one.subject].append(one)
    for path, seen in sorted(paths.items()):
        hops = _hops(seen, about)
        for one in seen:
            match one.fact:
                case TraceEnd() as end:
                    yield _distance(path, one, end)
                case TraceSilence(hop=hop, probes=probes):
                    silence: Value = {"hop": hop, "answered": False}
                    reason = f"None of {probes} probes was answered at hop {hop}."
                    yield _sign(path, "path.hop", silence, (one.id,), seen=one, reason=reason)
        numbers = [hop.number for hop in hops]
        for here in hops:
            yield _hop_sign(path, here, numbers.count(here.number))
        yield from _links(path, seen)
        yield from _borders(path, hops, seen)
    yield from _times(observations)


def _about(claims: Sequence[Claim]) -> Mapping[str, Mapping[str, Claim]]:
    """The best claim of each attribute of an address."""
    found: dict[str, dict[str, Claim]] = defaultdict(dict)
    ranked = sorted(claims, key=lambda claim: (-(claim.probability or 0.0), str(claim.value)))
    for claim in ranked:
        if claim.value is not None:
            found[claim.subject.key].setdefault(_ATTRIBUTES[claim.predicate], claim)
    return found


def _hops(seen: Sequence[Observation], about: Mapping[str, Mapping[str, Claim]]) -> list[_Hop]:
    at: dict[tuple[int, str], list[Observation]] = defaultdict(list)
    for one in seen:
        if isinstance(one.fact, TraceHop):
            at[one.fact.hop, one.fact.address].append(one)
    hops = []
    for (number, address), answers in sorted(at.items()):
        claims = about.get(address, {})
        support = [one.id for one in answers]
        support += [identity for claim in claims.values() for identity in claim.support]
        known = {name: str(claims[name].value) for name in _ATTRIBUTES.values() if name in claims}
        hops.append(_Hop(number, address, tuple(answers), known, tuple(dict.fromkeys(support))))
    return hops


def _distance(path: Subject, one: Observation, end: TraceEnd) -> Sign:
    if end.hops is None:
        reason = f"{end.asked} answered none of {end.sent} probes."
        return _sign(path, "path.distance", None, (one.id,), seen=one, reason=reason)
    reason = f"{end.asked} answered probes that may go {end.hops} hops, and none that may go fewer."
    return _sign(path, "path.distance", end.hops, (one.id,), seen=one, reason=reason)


def _hop_sign(path: Subject, hop: _Hop, alike: int) -> Sign:
    value: Value = {"hop": hop.number, "address": hop.address, **hop.known}
    who = hop.known.get("operator") or hop.known.get("asn")
    where = f" ({who})" if who else ""
    times = ", ".join(f"{rtt:.1f}" for rtt in sorted(_rtts(hop.seen)))
    reason = f"{hop.address}{where} answered {_methods(hop.seen)}at hop {hop.number}, after {times} ms."
    if alike > 1:
        reason = f"{reason[:-1]}; it is one of {alike} that stand there, used by different flows."
    return _sign(path, "path.hop", value, hop.support, seen=hop.seen[0], reason=reason)


def _methods(seen: Sequence[Observation]) -> str:
    sent = {one.fact.method for one in seen if isinstance(one.fact, TraceHop)}
    told = [word for method, word in _SENT.items() if method in sent]
    return f"{' and '.join(told)} " if told else ""


def _rtts(seen: Sequence[Observation]) -> list[float]:
    return [one.fact.rtt_ms for one in seen if isinstance(one.fact, TraceHop)]


def _ways(seen: Sequence[Observation]) -> Iterator[list[Observation]]:
    """The answers to each flow in their order: only what one flow met lies on one way."""
    flows: dict[int, list[Observation]] = defaultdict(list)
    for one in seen:
        if isinstance(one.fact, TraceHop) and one.fact.flow > 0:
            flows[one.fact.flow].append(one)
    for _, way in sorted(flows.items()):
        yield sorted(way, key=_hop_of)


def _hop_of(one: Observation) -> int:
    return one.fact.hop if isinstance(one.fact, TraceHop) else 0


def _address_of(one: Observation) -> str:
    return one.fact.address if isinstance(one.fact, TraceHop) else ""


def _links(path: Subject, seen: Sequence[Observation]) -> Iterator[Sign]:
    for way in _ways(seen):
        for first, second in pairwise(way):
            hop, far_hop = _hop_of(first), _hop_of(second)
            near, far = _address_of(first), _address_of(second)
            value: Value = {"hop": hop, "from": near, "to_hop": far_hop, "to": far}
            silent = far_hop - hop - 1
            over = f", over {silent} that did not answer" if silent else ""
            reason = f"Packets of one flow passed {near} and then {far}{over}."
            yield _sign(path, "path.link", value, (first.id, second.id), seen=first, reason=reason)


def _borders(path: Subject, hops: Sequence[_Hop], seen: Sequence[Observation]) -> Iterator[Sign]:
    """Where the country changes along one way; hops of unknown place are passed over."""
    at = {(hop.number, hop.address): hop for hop in hops}
    for way in _ways(seen):
        met = [at[_hop_of(one), _address_of(one)] for one in way]
        for near, far in pairwise([hop for hop in met if "country" in hop.known]):
            if near.known["country"] != far.known["country"]:
                yield _border(path, near, far)


def _border(path: Subject, near: _Hop, far: _Hop) -> Sign:
    here, there = near.known["country"], far.known["country"]
    value: Value = {
        "hop": far.number,
        "from": here,
        "to": there,
        "from_operator": near.known.get("operator", ""),
        "to_operator": far.known.get("operator", ""),
    }
    reason = (
        f"Hop {near.number} ({near.address}) is placed in {here}, "
        f"hop {far.number} ({far.address}) in {there}."
    )
    support = tuple(dict.fromkeys((*near.support, *far.support)))
    return _sign(path, "path.border", value, support, seen=far.seen[0], reason=reason)


def _times(observations: Sequence[Observation]) -> Iterator[Sign]:
    by_address: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        if isinstance(one.fact, TraceHop):
            by_address[one.fact.address].append(one)
    for address, seen in sorted(by_address.items()):
        times = sorted(_rtts(seen))
        yield Sign(
            subject=Subject(kind=SubjectKind.ADDRESS, key=address),
            predicate="address.round_trip",
            value=times[0],
            layer=Layer.NETWORK,
            channel="traceroute",
            basis=Basis.WITNESSED,
            observed_at=max(one.observed_at for one in seen),
            support=tuple(sorted(one.id for one in seen)),
            reason=f"The quickest of {len(times)} answers took {times[0]} ms, the slowest {times[-1]}.",
            rule=RULE,
            unit="ms",
            interval=(times[0], times[-1]),
            n=len(times),
            denominator="probes that it answered",
        )


def _sign(
    path: Subject,
    predicate: str,
    value: Value,
    support: tuple[str, ...],
    *,
    seen: Observation,
    reason: str,
) -> Sign:
    return Sign(
        subject=path,
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        channel="traceroute",
        basis=Basis.WITNESSED if predicate != "path.border" else Basis.DEDUCED,
        observed_at=seen.observed_at,
        support=support,
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT if value is None else None,
    )
