"""What a state can cut off by the networks that it owns: K_state, and the quotes it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.world import Dataset, StateOwner
from periplus.measures.country import DENOMINATOR, country, grounds_of, network_list
from periplus.measures.cut import Share, share
from periplus.model import Basis, Claim, Layer, Observation, Scalar, Sign, Tables

VERSION = 1
READS = (Dataset, StateOwner, "country.outage")
WRITES = ("network.state_owned", "country.state_cut")
RULE = f"state_cut@{VERSION}"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per owned network; then what all of the country's own state together cut."""
    owners = [one for one in observations if isinstance(one.fact, StateOwner)]
    for observation in owners:
        yield _owned(observation)
    for observation in observations:
        if isinstance(observation.fact, Dataset):
            yield from _cut(observation, observation.fact, owners, _precedent(observation, claims))


def _owned(observation: Observation) -> Sign:
    fact = observation.fact
    if not isinstance(fact, StateOwner):
        raise TypeError(fact)
    value: dict[str, Scalar] = {
        "owner": fact.owner,
        "organisation": fact.organisation,
        "quote": fact.quote,
        "language": fact.language,
        "source": fact.source,
        "url": fact.url,
    }
    quoted = f": “{fact.quote}” ({fact.source})" if fact.quote else ", without a quote"
    return Sign.on(
        observation,
        predicate="network.state_owned",
        value=value,
        layer=Layer.SOCIETY,
        channel="text",
        reason=f"A table of state-owned networks lists {fact.organisation} under {fact.owner}{quoted}.",
        rule=RULE,
    )


def _precedent(observation: Observation, claims: Sequence[Claim]) -> Claim | None:
    """The longest time for which the country was cut off before, by whomever."""
    cuts = [
        (hours, claim.id, claim)
        for claim in claims
        if claim.predicate == "country.outage"
        and claim.subject == observation.subject
        and isinstance(claim.value, Mapping)
        and claim.value.get("class") in ("route cut", "traffic cut")
        and isinstance(hours := claim.value.get("hours"), float)
    ]
    return max(cuts)[2] if cuts else None


def _told(precedent: Claim | None) -> str:
    if precedent is None or not isinstance(precedent.value, Mapping):
        return ""
    return (
        f"{precedent.value['class']} of {precedent.value['hours']:g} hours, {precedent.value['first']}"
    )


def _reason(dataset: Dataset, parts: Share, networks: int, precedent: Claim | None) -> str:
    before = f" It was cut off before: {_told(precedent)}." if precedent else ""
    own = "1 network" if networks == 1 else f"{networks} networks"
    return (
        f"By the {own} that the tables call its own, {dataset.country} cuts off "
        f"{parts.cut:.1%} of the IPv4 space of domestic networks: {parts.own:.1%} of these networks, "
        f"{parts.others:.1%} of others, {parts.isolated:.1%} without any known way out before. "
        f"Read from {grounds_of(dataset)}.{before}"
    )


def _cut(
    observation: Observation,
    dataset: Dataset,
    owners: Sequence[Observation],
    precedent: Claim | None,
) -> Iterator[Sign]:
    found = country(dataset)
    if found is None or not found.networks.total:
        return
    own = [
        (one, one.fact.asn)
        for one in owners
        if isinstance(one.fact, StateOwner)
        and one.fact.owner == dataset.country
        and one.fact.asn in found.networks.place
    ]
    if not own:
        return
    asns = tuple(sorted({asn for _, asn in own}))
    parts = share(found.networks, [found.networks.place[asn] for asn in asns])
    span = found.interval(asns)
    value: dict[str, Scalar] = {
        "networks": network_list(asns),
        "definition": found.definition,
        "cut": round(parts.cut, 4),
        "own": round(parts.own, 4),
        "others": round(parts.others, 4),
        "isolated": round(parts.isolated, 4),
        "precedent": _told(precedent) or None,
        **({} if span is None else {"low": span[0], "high": span[1]}),
    }
    sign = Sign.on(
        observation,
        predicate="country.state_cut",
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=_reason(dataset, parts, len(asns), precedent),
        rule=RULE,
    )
    before = precedent.support if precedent else ()
    yield replace(
        sign,
        # That the state owns them is told, so what follows from it is told too.
        basis=Basis.TOLD,
        support=tuple(dict.fromkeys([observation.id, *(one.id for one, _ in own), *before])),
        unit="share of IPv4 addresses",
        denominator=DENOMINATOR,
        interval=span,
    )
