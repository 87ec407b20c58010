"""Who could withdraw what a country's web, or a site, rests on; and what was withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from periplus.facts.domain_form import plain
from periplus.facts.statements import NameTold, StatementTold
from periplus.facts.world import Dataset, Network, StateOwner
from periplus.measures.naming import CARRIED, REGISTERED, Naming, naming
from periplus.measures.organisations import alike
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
)
from periplus.signatures.countries import codes_by_name

VERSION = 3
READS = (
    Dataset,
    NameTold,
    StatementTold,
    Network,
    StateOwner,
    *REGISTERED,
    CARRIED,
    "zone.name_server",
    "host.address",
    "address.operator",
    "address.located_country",
    "site.edge",
    "site.certificate",
    "origin.os",
)
WRITES = ("country.leverage", "site.leverage")
RULE = f"leverage@{VERSION}"
_LIKELY = 0.55
_SPEAKING = (Status.SUPPORTED, Status.CONTESTED, Status.TOLD_ONLY, Status.PAST)
_UNION = "European Union"
_HOME = re.compile(r"(?:^|,)C=([A-Z]{2})(?=,|$)")  # of a name in the form of RFC 4514
_SUBJECT_MATTER = (
    ("cert", "certificates"),
    ("сертиф", "certificates"),
    ("licen", "software"),
    ("лиценз", "software"),
    ("technolog", "equipment"),
    ("service", "software"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of whoever documents speak of."""

    names: Naming
    vendors: Sequence[Mapping[str, Any]]
    states: Mapping[str, str]  # countries by their names
    carriers: Mapping[str, str]  # countries by the names of who holds a carrier's number

    def home(self, who: str) -> str:
        """The country of an organisation, or of a state ("Government of France"); may be empty."""
        name = plain(who)
        return (
            self.carriers.get(name)
            or self.states.get(name)
            or self.states.get(name.partition(" of ")[2], "")
        )

    def sells(self, who: str) -> str:
        """What is withdrawn when nobody says what."""
        return "transit" if plain(who) in self.carriers else "equipment"


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """What is held abroad now, as claims show it, then what documents say of withdrawing it."""
    vendors = tables.rows("vendors")
    known = _Known(
        names=naming(observations, claims, vendors),
        vendors=vendors,
        states=codes_by_name(tables.rows("countries")),
        carriers=_holders(claims),
    )
    countries = sorted(
        {one.target.key for one in observations if one.target.kind is SubjectKind.COUNTRY}
    )
    held = [*_of_sites(claims, vendors)]
    for country in countries:
        held += _of_country(country, claims)
    yield from held
    for observation in observations:
        if isinstance(observation.fact, StatementTold):
            for sign in _told(observation, observation.fact, known, as_of):
                yield sign
                yield from _of_the_same(sign, held)


def _holders(claims: Sequence[Claim]) -> Mapping[str, str]:
    """Where the holders of carriers' numbers are at home."""
    told = [c.value for c in claims if c.predicate == CARRIED and isinstance(c.value, Mapping)]
    return {plain(str(one.get("organisation"))): str(one.get("country")) for one in told}


def _vendor(name: str, vendors: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The row of a maker by its name, an alias or a product."""
    return next(
        (
            row
            for row in vendors
            if any(alike(name, one) for one in (row["name"], *row["aliases"]))
            or name in row.get("products", ())
        ),
        None,
    )


# ---------------------------------------------------------------- what claims show


def _of_sites(claims: Sequence[Claim], vendors: Sequence[Mapping[str, Any]]) -> Iterator[Sign]:
    for claim in claims:
        if claim.subject.kind is not SubjectKind.SITE or claim.status not in _SPEAKING:
            continue
        if claim.probability is not None and claim.probability < _LIKELY:
            continue
        row = _vendor(_maker(claim), vendors) or _issuer(claim)
        if row is None:
            continue
        what = {"site.edge": "edge", "origin.os": "operating system"}.get(claim.predicate, row["what"])
        yield _held("site.leverage", claim.subject, (row["name"], row["country"], what), [claim])


def _maker(claim: Claim) -> str:
    if isinstance(claim.value, Mapping):
        return str(claim.value.get("issuer_organisation") or "")
    return str(claim.value or "")


def _issuer(claim: Claim) -> Mapping[str, Any] | None:
    """Whoever issued a certificate says in it where they are at home: no table must know them."""
    if claim.predicate != "site.certificate" or not isinstance(claim.value, Mapping):
        return None
    home = _HOME.search(str(claim.value.get("issuer") or ""))
    if not _maker(claim) or home is None or claim.value.get("issuer") == claim.value.get("subject"):
        return None
    return {"name": _maker(claim), "country": home[1], "what": "certificates"}


def _of_country(country: str, claims: Sequence[Claim]) -> Iterator[Sign]:
    subject = Subject(kind=SubjectKind.COUNTRY, key=country)
    for claim in claims:
        if claim.predicate == CARRIED and isinstance(claim.value, Mapping):
            home = str(claim.value.get("country") or "")
            name = str(claim.value.get("name") or claim.value.get("carrier"))
            if home != country and claim.status in _SPEAKING:
                yield _held("country.leverage", subject, (name, home, "transit"), [claim])
    by_host: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.predicate == "host.address":
            by_host.setdefault(claim.subject.key, []).append(claim)
    for claim in claims:
        # Only of the country's own zone: other zones of the run may be anybody's.
        if claim.predicate == "zone.name_server" and "." not in claim.subject.key:
            for address in by_host.get(str(claim.value), ()):
                yield from _of_server(subject, claim, address, claims)


def _of_server(
    subject: Subject, server: Claim, address: Claim, claims: Sequence[Claim]
) -> Iterator[Sign]:
    about = [c for c in claims if c.subject.key == str(address.value) and c.status in _SPEAKING]
    places = [c for c in about if c.predicate == "address.located_country"]
    place = max(places, key=lambda c: (c.probability or 0.0, c.id), default=None)
    operator = next((c for c in about if c.predicate == "address.operator"), None)
    if place is None or operator is None or (place.probability or 0.0) < _LIKELY:
        return
    if place.value != subject.key and server.status is not Status.PAST:
        what = (str(operator.value), str(place.value), "name servers")
        yield _held("country.leverage", subject, what, [server, address, operator, place])


def _held(predicate: str, subject: Subject, held: tuple[str, str, str], claims: Sequence[Claim]) -> Sign:
    """A dependence that follows from claims; as sure and as present as they are."""
    who, country, what = held
    past = any(claim.status is Status.PAST for claim in claims)
    told = any(claim.basis is Basis.TOLD for claim in claims)
    state = "ended" if past else "told" if told else "in force"
    shown = "; ".join(dict.fromkeys(reason for claim in claims for reason in claim.reasons[:1]))
    return Sign(
        subject=subject,
        predicate=predicate,
        value={"who": who, "country": country, "what": what, "measure": "", "state": state},
        layer=Layer.SOCIETY,
        channel="text" if told else "analyst",
        basis=Basis.TOLD if told else Basis.DEDUCED,
        observed_at=max(claim.last_observed_at for claim in claims),
        support=tuple(dict.fromkeys(one for claim in claims for one in claim.support)),
        reason=f"{who} could withdraw {what}: {shown}",
        rule=RULE,
        status=Status.PAST if past else None,
    )


# ---------------------------------------------------------------- what documents say


def _told(
    observation: Observation,
    fact: StatementTold,
    known: _Known,
    as_of: datetime,
) -> Iterator[Sign]:
    home = observation.target.key if observation.target.kind is SubjectKind.COUNTRY else ""
    if not home or not (fact.kind == "measure" or fact.word in ("supplies", "partner of")):
        return
    who, row = _withdrawer(fact, known, home)
    at_home = "EU" if who == _UNION else fact.home or known.home(who)
    country = row["country"] if row else at_home
    if not who or country == home or (fact.kind != "measure" and not country):
        return
    over = fact.until is not None and fact.until > as_of.year
    ended = fact.state == "ended" and not over
    law = "told" if fact.state == "possible" or fact.kind != "measure" else "in force"
    about = _matter(fact.what) or (row["what"] if row else known.sells(who))
    measure = fact.word if fact.kind == "measure" else ""
    yield Sign(
        subject=Subject(kind=SubjectKind.COUNTRY, key=home),
        predicate="country.leverage",
        value={
            "who": who,
            "country": country,
            "what": about,
            "measure": measure,
            "state": "ended" if ended else law,
        },
        layer=Layer.SOCIETY,
        channel="text",
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=fact.cited,
        rule=RULE,
        status=Status.PAST if ended else None,
    )


def _withdrawer(fact: StatementTold, known: _Known, home: str) -> tuple[str, Mapping[str, Any] | None]:
    if not fact.who:  # a law that prohibits names nobody: its issuer does
        return (_UNION, None) if "(EU)" in fact.document else ("", None)
    for name in (fact.who, fact.whom) if fact.word == "partner of" else (fact.who,):
        row = _vendor(name, known.vendors)
        if row:
            return row["name"], row
    return known.names.of(fact.who, home), None


def _matter(what: str) -> str:
    text = what.casefold()
    known = ("certificates", "edge", "operating system", "software", "equipment", "cloud", "transit")
    return next(
        (word for begin, word in _SUBJECT_MATTER if text.startswith(begin)), text * (text in known)
    )


def _of_the_same(told: Sign, held: Sequence[Sign]) -> Iterator[Sign]:
    """A site that rests on whoever withdraws: the same measure beside it."""
    if not isinstance(told.value, Mapping) or not told.value["measure"]:
        return
    for sign in held:
        value = sign.value if isinstance(sign.value, Mapping) else {}
        if sign.predicate == "site.leverage" and value["who"] == told.value["who"]:
            yield replace(
                told,
                subject=sign.subject,
                predicate="site.leverage",
                value={**told.value, "what": value["what"]},
                support=(*told.support, *sign.support),
            )
