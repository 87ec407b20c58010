"""Operating systems that tools named: about the origin only where nothing else can have answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from periplus.facts.scan import PassiveStack, SequenceTest, SimilarStack
from periplus.measures.fusion import mixture_llr
from periplus.model import Basis, Claim, Layer, Observation, Sign, Status, Tables

VERSION = 1
READS = (
    PassiveStack,
    SimilarStack,
    SequenceTest,
    "vantage.answers_for_targets",
    "site.edge",
    "host.address",
)
WRITES = ("origin.os", "address.scan_contradiction")
RULE = f"origin_os@{VERSION}"
WEIGHT = "origin.passive-label"

_LIKELY = 0.5


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One sign per label of a system; unsupported when the observer's path or an edge answered."""
    systems = [row["pattern"] for row in tables.rows("stacks") if row["kind"] == "system"]
    doubted = {c.subject.key: c for c in claims if _is_likely(c, "vantage.answers_for_targets")}
    edges = _edges(claims)
    for observation in observations:
        fact = observation.fact
        if isinstance(fact, PassiveStack):
            label = fact.label
        elif isinstance(fact, SimilarStack):
            label = fact.name
        else:
            continue
        if any(re.search(pattern, label) for pattern in systems):
            edge = edges.get(observation.subject.key)
            why_not = _why_not(observation, label, doubted.get(fact.vantage), edge)
            yield _system(observation, label, why_not, edge, tables)
    yield from _at_odds(observations, doubted)


def _is_likely(claim: Claim, predicate: str) -> bool:
    return claim.predicate == predicate and (claim.probability or 0) >= _LIKELY


def _edges(claims: Sequence[Claim]) -> Mapping[str, Claim]:
    """By address, the likeliest edge of a site whose host has it."""
    likely = sorted((c for c in claims if _is_likely(c, "site.edge")), key=lambda c: c.probability or 0)
    found = {}
    for edge in likely:
        host = urlsplit(edge.subject.key).hostname
        for claim in claims:
            if claim.predicate == "host.address" and claim.subject.key == host:
                found[str(claim.value)] = edge
    return found


def _why_not(observation: Observation, label: str, doubt: Claim | None, edge: Claim | None) -> str:
    """Why the label is not about the origin; empty when it may be."""
    fact = observation.fact
    if not isinstance(fact, PassiveStack | SimilarStack):
        return ""
    said = f"{fact.tool} says {label} of {observation.subject.key}"
    if doubt is not None:
        return (
            f"{said}, but from {fact.vantage} a NAT or proxy of the observer answers for the targets "
            f"({doubt.word}): the label is about that box, and nothing was seen of the origin."
        )
    if edge is not None:
        return (
            f"{said}, but {edge.value} ends the connection there ({edge.word}): "
            "the handshake says nothing of the host behind it."
        )
    if isinstance(fact, SimilarStack):
        return f"{said} by similarity ({fact.similarity_percent} %), which identifies nothing."
    if fact.fuzzy:
        return f"{said} by a fuzzy match, for which any TTL will do: it identifies nothing."
    return ""


def _system(
    observation: Observation, label: str, why_not: str, edge: Claim | None, tables: Tables
) -> Sign:
    row = next(row for row in tables.rows("weights") if row["id"] == WEIGHT)
    q = (edge.probability or 0.0) if edge else 0.0
    address = observation.subject.key
    return Sign(
        subject=observation.subject,
        predicate="origin.os",
        value=label,
        layer=Layer.ORIGIN_HOST,
        llr=mixture_llr(row["tp"], row["fp"], row["fp"] if row["b"] is None else row["b"], q),
        channel="tcp",
        basis=Basis.TOLD if why_not else Basis.DEDUCED,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=why_not or f"The SYN-ACK of {address} fits the signature of {label} exactly.",
        rule=RULE,
        weight=tables.weight(WEIGHT),
        status=Status.UNSUPPORTED if why_not else None,
    )


def _at_odds(observations: Sequence[Observation], doubted: Mapping[str, Claim]) -> Iterator[Sign]:
    """One address, seen through the observer's NAT from one vantage and not from another."""
    seen: dict[str, dict[str, Observation]] = {}
    # Where sequence numbers were read, they are what excludes a NAT.
    for one in sorted(observations, key=_strength):
        if isinstance(one.fact, PassiveStack | SimilarStack | SequenceTest):
            seen.setdefault(one.subject.key, {}).setdefault(one.fact.vantage, one)
    for address in sorted(seen):
        by_vantage = seen[address]
        for vantage in sorted(by_vantage.keys() & doubted.keys()):
            for other in sorted(by_vantage.keys() - doubted.keys()):
                yield _pair(by_vantage[vantage], by_vantage[other], doubted[vantage], other)


def _strength(one: Observation) -> tuple[int, int, str]:
    """Sequence numbers first, then the most similar fingerprint; whatever the ids."""
    place = one.fact.place if isinstance(one.fact, SimilarStack) else 0
    return 0 if isinstance(one.fact, SequenceTest) else 1, place, repr(one.fact)


def _pair(one: Observation, two: Observation, doubt: Claim, other: str) -> Sign:
    vantage = doubt.subject.key
    because = ", as its sequence numbers tell" if isinstance(two.fact, SequenceTest) else ""
    return Sign(
        subject=one.subject,
        predicate="address.scan_contradiction",
        value=f"{vantage} / {other}",
        layer=Layer.OBSERVER_PATH,
        channel="scan-db",
        basis=Basis.DEDUCED,
        observed_at=max(one.observed_at, two.observed_at),
        support=tuple(sorted((one.id, two.id))),
        reason=(
            f"From {vantage} the observer's own NAT answered for {one.subject.key} ({doubt.word}), "
            f"from {other} it did not{because}: the two scans are not about the same machine."
        ),
        rule=RULE,
    )
