"""The one name for each organisation that documents, registers and tables speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from periplus.facts.organisations import STATE
from periplus.facts.statements import NameTold, StatementTold
from periplus.facts.world import Network, StateOwner
from periplus.measures.organisations import alike, same, words_of
from periplus.model import Claim, Observation, Status

REGISTERED = (
    "zone.manager",
    "zone.administrative_contact",
    "zone.technical_contact",
    "asn.holder",
)
"""Predicates whose values name organisations as registers do."""
CARRIED = "network.carrier"


@dataclass(frozen=True, slots=True)
class Naming:
    """Names joined: what to call an organisation, and whether a name is known to be one's."""

    chosen: Mapping[str, str]
    sure: frozenset[str]  # chosen names of which at least one form is surely an organisation's

    def of(self, name: str, country: str) -> str:
        """The organisation's name; empty when nothing but a capital says that it is one."""
        if name == STATE:
            return f"{STATE} ({country})" if country else STATE
        chosen = self.chosen.get(name, name)
        return chosen if chosen in self.sure else ""


def naming(
    observations: Sequence[Observation],
    claims: Sequence[Claim],
    vendors: Iterable[Mapping[str, Any]],
) -> Naming:
    """The names of documents, joined with those of registers, tables and makers."""
    told = [one.fact for one in observations if isinstance(one.fact, NameTold)]
    said = [one.fact for one in observations if isinstance(one.fact, StatementTold)]
    names = {name for fact in said for name in (fact.who, fact.whom) if name and name != STATE}
    formed = {n for f in said if f.formed for n in (f.who, f.whom) if n} | {f.name for f in told}
    pairs = [(fact.name, fact.alias) for fact in told]
    about = {*names, *(name for pair in pairs for name in pair)}
    known = _near(about, [*registered(claims), *_in_tables(observations)])
    carriers = _near(about, _carriers(claims, "name"))
    holders = _near(about, _carriers(claims, "organisation"))
    for row in vendors:
        near = _near(about, [row["name"], *row["aliases"]])
        if near:
            pairs += [(row["name"], alias) for alias in row["aliases"]]
            known.append(row["name"])
    chosen = same([*about, *carriers], pairs, list(dict.fromkeys(known)))
    surely = {*formed, *known, *carriers, *(alias for _, alias in pairs)}
    surely |= {name for name in about if any(alike(name, holder) for holder in holders)}
    return Naming(chosen, frozenset(chosen.get(name, name) for name in surely))


def registered(claims: Iterable[Claim]) -> list[str]:
    """The organisations of registers, present ones before past."""
    found = [
        (REGISTERED.index(c.predicate), c.status is Status.PAST, str(c.value))
        for c in claims
        if c.predicate in REGISTERED and isinstance(c.value, str)
    ]
    return list(dict.fromkeys(name for _, _, name in sorted(found, key=lambda f: (f[1], f[0], f[2]))))


def _in_tables(observations: Iterable[Observation]) -> list[str]:
    found = {one.fact.organisation for one in observations if isinstance(one.fact, StateOwner | Network)}
    return sorted(found - {""})


def _carriers(claims: Iterable[Claim], key: str) -> list[str]:
    found = {
        str(c.value[key])
        for c in claims
        if c.predicate == CARRIED and isinstance(c.value, Mapping) and c.value.get(key)
    }
    return sorted(found)


def _near(about: Iterable[str], names: Iterable[str]) -> list[str]:
    """The names that begin like one that is told: a country's tables hold thousands."""
    begins = {words[0][:4] for name in about if (words := words_of(name))}
    return [name for name in names if (words := words_of(name)) and words[0][:4] in begins]
