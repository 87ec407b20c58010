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
    "address.tcp_stack",
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
    for claim in claims:
        if claim.predicate == "address.tcp_stack" and isinstance(claim.value, Mapping):
            if claim.value.get("control"):  # asked to test the vantage; nobody asks what it runs
                continue
            label = str(claim.value["label"])
            if any(re.search(pattern, label) for pattern in systems):
                doubt = doubted.get(str(claim.value["vantage"]))
                edge = edges.get(claim.subject.key)
                if edge is None or doubt is not None or not claim.value.get("own"):
                    # Through an edge our own table says nothing of the origin, so nothing is to refute.
                    yield _captured(claim, claim.value, doubt, edge, tables)
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
    if elsewhere := _elsewhere(said, fact.vantage, doubt, edge):
        return elsewhere
    if isinstance(fact, SimilarStack):
        return f"{said} by similarity ({fact.similarity_percent}%), which identifies nothing."
    if fact.fuzzy:
        return f"{said} by a fuzzy match, for which any TTL will do: it identifies nothing."
    return ""


def _elsewhere(said: str, vantage: str, doubt: Claim | None, edge: Claim | None) -> str:
    """What answered instead of the origin; empty when nothing is known to have."""
    if doubt is not None:
        return (
            f"{said}, but from {vantage} a NAT or proxy of the observer answers for the targets "
            f"({doubt.word}): the label is about that box, and nothing was seen of the origin."
        )
    if edge is not None:
        return (
            f"{said}, but {edge.value} ends the connection there ({edge.word}): "
            "the handshake says nothing of the host behind it."
        )
    return ""


def _captured(
    claim: Claim, value: Mapping[str, object], doubt: Claim | None, edge: Claim | None, tables: Tables
) -> Sign:
    """What the SYN-ACKs of a capture say of the origin."""
    label, address = str(value["label"]), claim.subject.key
    said = f"The SYN-ACK of {address} fits {label}"
    why_not = _elsewhere(said, str(value["vantage"]), doubt, edge)
    if not why_not and value["fit"] != "exact":
        why_not = f"{said} only loosely, for which any TTL will do: it identifies nothing."
    return _system(claim, label, why_not, edge, tables)


def _system(
    told: Observation | Claim, label: str, why_not: str, edge: Claim | None, tables: Tables
) -> Sign:
    row = next(row for row in tables.rows("weights") if row["id"] == WEIGHT)
    q = (edge.probability or 0.0) if edge else 0.0
    return Sign(
        subject=told.subject,
        predicate="origin.os",
        value=label,
        layer=Layer.ORIGIN_HOST,
        llr=mixture_llr(row["tp"], row["fp"], row["fp"] if row["b"] is None else row["b"], q),
        channel="tcp",
        basis=Basis.TOLD if why_not else Basis.DEDUCED,
        observed_at=told.observed_at if isinstance(told, Observation) else told.last_observed_at,
        support=(told.id,) if isinstance(told, Observation) else told.support,
        reason=why_not or f"The SYN-ACK of {told.subject.key} fits the signature of {label} exactly.",
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
