"""What documents say of organisations, and the legal basis of a cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from periplus.facts.statements import NameTold, StatementTold
from periplus.facts.world import Network, StateOwner
from periplus.measures.naming import CARRIED, REGISTERED, Naming, naming
from periplus.model import (
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

VERSION = 3
READS = (NameTold, StatementTold, Network, StateOwner, *REGISTERED, CARRIED)
WRITES = (
    "organisation.role",
    "organisation.relation",
    "organisation.power",
    "organisation.service",
    "organisation.alias",
    "country.cable",
    "country.legal_basis",
)
RULE = f"organisations@{VERSION}"
_BASES = frozenset({"restrict access", "cut traffic", "carry cross-border traffic"})


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement of one document as a claim would have it."""

    predicate: str
    subject: Subject
    value: Value
    observation: Observation
    fact: StatementTold
    joined: tuple[str, ...] = ()  # by which its names are those of the claim


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading for each thing said, PAST where the latest document that tells says so."""
    names = naming(observations, claims, tables.rows("vendors"))
    aliases = _told_aliases(observations, names)
    said = [
        replace(one, joined=_joined(one.fact, names, aliases))
        for observation in observations
        if isinstance(observation.fact, StatementTold)
        for one in _said(observation, observation.fact, names)
    ]
    yield from _signs(said, as_of)
    shown = {one.subject.key for one in said} | {
        str(one.value.get("other")) for one in said if isinstance(one.value, Mapping)
    }
    yield from _aliases(observations, names, shown)
    yield from _registries(claims, names)


def _said(observation: Observation, fact: StatementTold, names: Naming) -> Iterator[_Said]:
    country = observation.target.key if observation.target.kind is SubjectKind.COUNTRY else ""
    who, whom = names.of(fact.who, country), names.of(fact.whom, country) if fact.whom else ""
    if fact.kind == "cable" and country and fact.what:
        about = Subject(kind=SubjectKind.COUNTRY, key=country)
        value: Value = {"cable": fact.what, "operator": who}
        yield _Said("country.cable", about, value, observation, fact)
    if not who or fact.state == "possible" or (fact.whom and not whom) or who == whom:
        return
    subject = Subject(kind=SubjectKind.ORGANISATION, key=who)
    if fact.kind in ("role", "power", "service"):
        yield _Said(f"organisation.{fact.kind}", subject, fact.word, observation, fact)
    elif fact.kind == "relation" and whom:
        value = {"relation": fact.word, "other": whom}
        yield _Said("organisation.relation", subject, value, observation, fact)
    if fact.kind == "power" and fact.law and fact.word in _BASES and country:
        about = Subject(kind=SubjectKind.COUNTRY, key=country)
        value = {"organisation": who, "power": fact.word, "document": fact.document}
        yield _Said("country.legal_basis", about, value, observation, fact)


def _told_aliases(
    observations: Sequence[Observation], names: Naming
) -> Mapping[str, list[tuple[NameTold, str]]]:
    """What documents tell of an organisation's other names, by the name chosen for it."""
    found: dict[str, list[tuple[NameTold, str]]] = defaultdict(list)
    for one in observations:
        if isinstance(one.fact, NameTold):
            chosen = names.chosen.get(one.fact.name, one.fact.name)
            if names.chosen.get(one.fact.alias) == chosen:
                found[chosen].append((one.fact, one.id))
    return found


def _joined(
    fact: StatementTold, names: Naming, aliases: Mapping[str, list[tuple[NameTold, str]]]
) -> tuple[str, ...]:
    """The observations without which a statement's names would not be those that were chosen."""
    found: list[str] = []
    for name in filter(None, (fact.who, fact.whom)):
        chosen = names.chosen.get(name, name)
        if chosen != name:
            told = aliases.get(chosen, [])
            direct = [one for alias, one in told if name in (alias.name, alias.alias)]
            found += direct or [one for _, one in told]
    return tuple(dict.fromkeys(found))


def _signs(said: Sequence[_Said], as_of: datetime) -> Iterator[Sign]:
    grouped: dict[tuple[str, Subject, str], list[_Said]] = defaultdict(list)
    for one in said:
        grouped[one.predicate, one.subject, repr(one.value)].append(one)
    for (predicate, subject, _), group in grouped.items():
        past = _is_past([one.fact for one in group], as_of)
        for one in group:
            sign = Sign.on(
                one.observation,
                subject=subject,
                predicate=predicate,
                value=one.value,
                layer=Layer.SOCIETY,
                channel="text",
                reason=one.fact.cited,
                rule=RULE,
            )
            sign = replace(sign, support=(*sign.support, *one.joined))
            yield replace(sign, status=Status.PAST) if past else sign


def _is_past(facts: Sequence[StatementTold], as_of: datetime) -> bool:
    """Whether the latest document that speaks of it says that it has ended."""
    ended = [fact.dated for fact in facts if _has_ended(fact, as_of)]
    holds = [fact.dated for fact in facts if not _has_ended(fact, as_of)]
    return bool(ended) and (not holds or max(ended) >= max(holds))


def _has_ended(fact: StatementTold, as_of: datetime) -> bool:
    return fact.state == "ended" and (fact.until is None or fact.until <= as_of.year)


def _aliases(observations: Sequence[Observation], names: Naming, shown: set[str]) -> Iterator[Sign]:
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, NameTold):
            continue
        chosen = names.chosen.get(fact.name, fact.name)
        for other in (fact.name, fact.alias):
            if chosen in shown and other != chosen and names.chosen.get(other) == chosen:
                yield Sign.on(
                    observation,
                    subject=Subject(kind=SubjectKind.ORGANISATION, key=chosen),
                    predicate="organisation.alias",
                    value=other,
                    layer=Layer.SOCIETY,
                    channel="text",
                    reason=f"A document calls {fact.name} also {fact.alias}.",
                    rule=RULE,
                )


def _registries(claims: Sequence[Claim], names: Naming) -> Iterator[Sign]:
    """Who manages a top-level zone is its registry: the root's own register says so."""
    for claim in claims:
        if claim.predicate != "zone.manager" or "." in claim.subject.key:
            continue
        if not isinstance(claim.value, str) or claim.status is Status.INSUFFICIENT:
            continue
        chosen = names.chosen.get(claim.value, claim.value)
        yield Sign(
            subject=Subject(kind=SubjectKind.ORGANISATION, key=chosen),
            predicate="organisation.role",
            value="registry",
            layer=Layer.SOCIETY,
            channel="registry",
            basis=claim.basis,
            observed_at=claim.last_observed_at,
            support=claim.support,
            reason=f"By the register of the root zone, {claim.value} manages .{claim.subject.key}.",
            rule=RULE,
            status=Status.PAST if claim.status is Status.PAST else None,
        )
