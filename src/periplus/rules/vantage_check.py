"""The vantage's own test: whether something near it answers for what is far (RFC 791 §3.2)."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from periplus.facts.sequences import InitialSequences
from periplus.facts.stack_told import OneHop, StackTraits
from periplus.facts.tcp import TcpSynAck
from periplus.facts.trace import TraceHop
from periplus.measures.isn import one_counter
from periplus.measures.stack_match import initial_ttl
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 2
READS = (OneHop, InitialSequences, StackTraits, TcpSynAck, TraceHop)
WRITES = ("vantage.answers_for_targets", "vantage.check")
RULE = f"vantage_check@{VERSION}"

VALUE = "NAT or proxy of the observer"
NEAR, COUNTER, TRAITS, DISTANCE, FAR = (
    "vantage.one-hop-connection",
    "vantage.one-counter",
    "vantage.same-stack-at-no-distance",
    "vantage.tcp-nearer-than-udp",
    "vantage.nobody-near",
)
_CLOSED, _CLOSED6 = "icmp 3/3", "icmp 1/4"  # port unreachable: the target itself (RFC 792, RFC 4443)
_EXPIRED, _EXPIRED6 = "icmp 11/0", "icmp 3/0"  # time exceeded: a router
_DNS_PORT = 53
_TOO, _PORT = "too", "came to its closed port"


@dataclass(slots=True)
class _Seen:
    """What was tried from one vantage."""

    hops: list[Observation] = field(default_factory=list)
    sequences: list[Observation] = field(default_factory=list)
    traits: list[Observation] = field(default_factory=list)
    greeted: dict[str, Observation] = field(default_factory=dict)  # by address
    distances: dict[str, dict[str, tuple[int, Observation]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Finding:
    """How one test came out; `weight` is empty when it speaks neither for nor against."""

    test: str
    found: str
    reason: str
    seen: Sequence[Observation]
    weight: str = ""
    channel: str = "tcp"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A reading for each test that could be made, and a sign where it tells."""
    for vantage, seen in sorted(_by_vantage(observations).items()):
        about = Subject(kind=SubjectKind.VANTAGE, key=vantage)
        for test in (_one_hop, _sequences, _same_traits, _distances):
            for finding in test(seen):
                yield _reading(about, finding)
                if finding.weight:
                    yield _sign(about, finding, tables)


def _by_vantage(observations: Sequence[Observation]) -> dict[str, _Seen]:
    found: dict[str, _Seen] = defaultdict(_Seen)
    for one in observations:
        match one.fact:
            case OneHop(vantage=vantage):
                found[vantage].hops.append(one)
            case InitialSequences(vantage=vantage):
                found[vantage].sequences.append(one)
            case StackTraits(vantage=vantage):
                found[vantage].traits.append(one)
                found[vantage].greeted[one.subject.key] = one
            case TcpSynAck(vantage=vantage):
                found[vantage].greeted[one.subject.key] = one
            case TraceHop(hop=hop, address=address, by=by) if one.subject.kind is SubjectKind.PATH:
                vantage, _, target = one.subject.key.rpartition(">")
                protocol = _protocol(by, target) if address == target else ""
                if protocol:
                    ways = found[vantage].distances.setdefault(target, {})
                    ways[protocol] = min(ways.get(protocol, (hop, one)), (hop, one), key=lambda w: w[0])
    return found


def _protocol(by: str, target: str) -> str:
    """By which protocol the target itself answered a probe."""
    closed = _CLOSED6 if ":" in target else _CLOSED
    return {"syn-ack": "TCP", "reset": "TCP", "answer": "UDP", closed: "UDP"}.get(by, "")


# ---------------------------------------------------------------- the tests


def _one_hop(seen: _Seen) -> Iterator[_Finding]:
    connects = [o for o in seen.hops if isinstance(o.fact, OneHop) and o.fact.method == "connect"]
    # One that cannot be reached at all tells nothing by its silence.
    connects = [one for one in connects if one.subject.key in seen.greeted or _answered(one)]
    near = [one for one in connects if _answered(one)]
    if not connects:
        return
    tried = _addresses(connects)
    if not near:
        rested = [*connects, *(seen.greeted[one.subject.key] for one in connects)]
        reason = (
            f"Connections to {tried} that may go one hop only came to nobody, and others were answered: "
            "whoever ends them stands farther off than the observer's own devices."
        )
        yield _Finding("connections of one hop", "answered by nobody", reason, rested, FAR)
        return
    by = f"answered for {_addresses(near)}"
    if _unrelated(near):
        reason = (
            f"Connections to {tried} that may go one hop only were answered for {_addresses(near)}: "
            "they were ended right beside the observer, before the first router."
        )
        yield _Finding("connections of one hop", by, reason, near, NEAR)
    else:
        reason = f"A connection to {_addresses(near)} that may go one hop only was answered."
        yield _Finding("connections of one hop", by, reason, near)
    yield from _beside_datagrams(seen, near)


def _beside_datagrams(seen: _Seen, near: Sequence[Observation]) -> Iterator[_Finding]:
    """The same port by UDP: where that is farther off, somebody ends TCP on the way."""
    reached = {(one.subject, one.fact.port) for one in near if isinstance(one.fact, OneHop)}
    for one in seen.hops:
        fact = one.fact
        if isinstance(fact, OneHop) and fact.method == "udp" and (one.subject, fact.port) in reached:
            told = _datagram(fact, one.subject.key)
            if not told:
                continue
            is_near = told in (_TOO, _PORT)
            found = "UDP as near as TCP" if is_near else "UDP farther than TCP"
            reason = (
                f"A connection to port {fact.port} of {one.subject.key} that may go one hop was "
                f"answered, a UDP datagram that may go one hop {told}."
            )
            pair = [*(n for n in near if n.subject == one.subject), one]
            yield _Finding("UDP beside TCP", found, reason, pair, "" if is_near else DISTANCE)


def _datagram(fact: OneHop, address: str) -> str:
    """What became of it; empty where silence tells nothing: of a port at which UDP is not served."""
    if fact.answered:
        return _TOO
    if fact.by == (_EXPIRED6 if ":" in address else _EXPIRED):
        return f"died at {fact.sender or 'a router'}"
    if fact.by == (_CLOSED6 if ":" in address else _CLOSED) and fact.sender == address:
        return _PORT
    return "was not" if fact.port == _DNS_PORT else ""


def _sequences(seen: _Seen) -> Iterator[_Finding]:
    if not _unrelated(seen.sequences):
        return
    drawn = sorted(
        (at_s, number)
        for one in seen.sequences
        if isinstance(one.fact, InitialSequences)
        for at_s, number in zip(one.fact.at_s, one.fact.numbers, strict=True)
    )
    step = one_counter([number for _, number in drawn])
    where = _addresses(seen.sequences)
    if step is None:
        reason = f"{len(drawn)} initial sequence numbers of {where} come from no common counter."
        yield _Finding("sequence numbers", "no common counter", reason, seen.sequences)
        return
    how = f"one counter with steps of {step}" if step else "one constant"
    reason = (
        f"{len(drawn)} initial sequence numbers of {where} come, in the order of time, from {how}: "
        "unrelated servers share no counter, so one machine before them answered."
    )
    yield _Finding("sequence numbers", how, reason, seen.sequences, COUNTER)


def _same_traits(seen: _Seen) -> Iterator[_Finding]:
    """As the SYN-ACKs of a capture are compared, where only the kernel told of them."""
    alike: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for one in seen.traits:
        fact = one.fact
        if isinstance(fact, StackTraits) and fact.ttl is not None and initial_ttl(fact.ttl) == fact.ttl:
            alike[fact.options, fact.scale, fact.mss, fact.window, fact.ttl].append(one)
    for group in alike.values():
        if _unrelated(group):
            reason = (
                f"{_addresses(group)} answered with one and the same options, segment, window and TTL "
                "from no hop away: what is common to unrelated targets is the observer's own path."
            )
            yield _Finding("TCP answers", "alike, from no hop away", reason, group, TRAITS)


def _distances(seen: _Seen) -> Iterator[_Finding]:
    for target, ways in sorted(seen.distances.items()):
        if not {"TCP", "UDP"} <= ways.keys():
            continue
        (tcp, one), (udp, other) = ways["TCP"], ways["UDP"]
        told = f"{target} is {tcp} hops away by TCP and {udp} by UDP"
        if tcp >= udp:
            yield _Finding("UDP beside TCP", f"{target}: as far", f"{told}.", [one, other])
            continue
        reason = f"{told}: somebody nearer ends TCP in its place."
        yield _Finding(
            "UDP beside TCP", f"{target}: farther by UDP", reason, [one, other], DISTANCE, "traceroute"
        )


# ---------------------------------------------------------------- parts


def _answered(one: Observation) -> bool:
    return isinstance(one.fact, OneHop) and one.fact.answered


def _addresses(seen: Sequence[Observation]) -> str:
    addresses = sorted({one.subject.key for one in seen})
    return " and ".join(addresses[:3])


def _unrelated(seen: Sequence[Observation]) -> bool:
    """Whether addresses lie in different networks: neighbours may be one machine."""
    addresses = {one.subject.key for one in seen}
    bits = {a: 16 if ":" not in a else 32 for a in addresses}
    return len({ipaddress.ip_network(f"{a}/{n}", strict=False) for a, n in bits.items()}) > 1


def _reading(about: Subject, finding: _Finding) -> Sign:
    return Sign(
        subject=about,
        predicate="vantage.check",
        value={"test": finding.test, "found": finding.found},
        layer=Layer.OBSERVER_PATH,
        channel=finding.channel,
        basis=Basis.WITNESSED,
        observed_at=max(one.observed_at for one in finding.seen),
        support=_support(finding),
        reason=finding.reason,
        rule=RULE,
    )


def _sign(about: Subject, finding: _Finding, tables: Tables) -> Sign:
    return Sign(
        subject=about,
        predicate="vantage.answers_for_targets",
        value=VALUE,
        layer=Layer.OBSERVER_PATH,
        llr=tables.llr(finding.weight),
        channel=finding.channel,
        basis=Basis.DEDUCED,
        observed_at=max(one.observed_at for one in finding.seen),
        support=_support(finding),
        reason=finding.reason,
        rule=RULE,
        weight=tables.weight(finding.weight),
    )


def _support(finding: _Finding) -> tuple[str, ...]:
    return tuple(sorted({one.id for one in finding.seen}))
