"""Claimed places that light cannot reach in the measured time (ITU-T G.652; CBG, ToN 2006)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from periplus.facts.trace import TraceHop
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Subject,
    SubjectKind,
    Tables,
    Value,
)
from periplus.signatures.countries import country_text
from periplus.signatures.distances import least_km

VERSION = 1
READS = (TraceHop, "address.located_country")
WRITES = ("address.place_contradiction",)
RULE = f"light@{VERSION}"

KM_PER_MS = 299.792 / 1.468
"""Light in fibre: the vacuum's speed by the group index that ITU-T G.652 fibres have."""
_EXCEEDED = ("icmp 11/0", "icmp 3/0")  # RFC 792, RFC 4443: a router's own answer


@dataclass(frozen=True, slots=True)
class _Placed:
    """An address of which both its quickest answer and its likeliest country are known."""

    address: str
    country: str
    probability: float
    rtt_ms: float
    seen: Observation
    support: tuple[str, ...]


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """For each address the place that contradicts it most, seen from one vantage; mostly nothing.

    The round trips to two addresses from one place bound how far they are from each other, wherever
    that place is: half of both together, at the speed of light in fibre.
    """
    country = _countries(claims)
    for found in _quickest(observations).values():
        known = [(address, one) for address, one in sorted(found.items()) if address in country]
        placed = [_placed(address, one, country[address]) for address, one in known]
        worst: dict[str, tuple[float, Sign]] = {}
        for one, other in combinations(placed, 2):
            for sign, excess in _compared(one, other):
                if excess > worst.get(sign.subject.key, (0.0, sign))[0]:
                    worst[sign.subject.key] = excess, sign
        for _, (_, sign) in sorted(worst.items()):
            yield sign


def _countries(claims: Sequence[Claim]) -> Mapping[str, Claim]:
    """The likeliest country of each address."""
    found: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda claim: (-(claim.probability or 0.0), str(claim.value))):
        if claim.value is not None and (claim.probability or 0.0) >= 0.5:
            found.setdefault(claim.subject.key, claim)
    return found


def _quickest(observations: Sequence[Observation]) -> Mapping[str, Mapping[str, Observation]]:
    """Of each vantage, the quickest answer of each address."""
    found: dict[str, dict[str, Observation]] = defaultdict(dict)
    for one in sorted(observations, key=lambda one: (_rtt_of(one), one.id)):
        if isinstance(one.fact, TraceHop) and not _may_be_ours(one.fact):
            found[one.subject.key.rpartition(">")[0]].setdefault(one.fact.address, one)
    return found


def _may_be_ours(hop: TraceHop) -> bool:
    """A server that answers at the first hop: next door, or a NAT or proxy answers for it."""
    return hop.hop == 1 and hop.by not in _EXCEEDED


def _rtt_of(one: Observation) -> float:
    return one.fact.rtt_ms if isinstance(one.fact, TraceHop) else 0.0


def _placed(address: str, seen: Observation, claim: Claim) -> _Placed:
    country, probability = str(claim.value), claim.probability or 0.0
    return _Placed(address, country, probability, _rtt_of(seen), seen, (seen.id, *claim.support))


def _compared(one: _Placed, other: _Placed) -> Iterator[tuple[Sign, float]]:
    """A contradiction at the less sure place, at both when they are equally sure; by how many km."""
    if one.country == other.country:
        return
    apart_km, reach_km = least_km(one.country, other.country), _reach_km(one, other)
    if apart_km is None or apart_km <= reach_km:
        return
    for doubted, other_one in ((one, other), (other, one)):
        if doubted.probability <= other_one.probability:
            yield _sign(doubted, other_one, apart_km, reach_km), apart_km - reach_km


def _reach_km(one: _Placed, other: _Placed) -> float:
    return (one.rtt_ms + other.rtt_ms) / 2 * KM_PER_MS


def _sign(doubted: _Placed, other: _Placed, apart_km: float, reach_km: float) -> Sign:
    value: Value = {
        "country": doubted.country,
        "rtt_ms": doubted.rtt_ms,
        "other": other.address,
        "other_country": other.country,
        "other_rtt_ms": other.rtt_ms,
        "apart_km": round(apart_km),
        "reach_km": round(reach_km),
    }
    reason = (
        f"{doubted.address} is placed in {country_text(doubted.country)} and answered after "
        f"{doubted.rtt_ms} ms, {other.address} in {country_text(other.country)} after "
        f"{other.rtt_ms} ms. Light in fibre goes {round(reach_km)} km at most in half of both, but "
        f"these countries are {round(apart_km)} km apart at least: both places cannot be right."
    )
    return Sign(
        subject=Subject(kind=SubjectKind.ADDRESS, key=doubted.address),
        predicate="address.place_contradiction",
        value=value,
        layer=Layer.NETWORK,
        channel="traceroute",
        basis=Basis.DEDUCED,
        observed_at=max(doubted.seen.observed_at, other.seen.observed_at),
        support=tuple(sorted({*doubted.support, *other.support})),
        reason=reason,
        rule=RULE,
    )
