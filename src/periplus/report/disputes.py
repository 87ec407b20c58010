"""Contradictions: what stands against a claim is printed beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from periplus.model import Claim, Status, Subject
from periplus.report.addresses import SPEAKING, best
from periplus.report.inputs import Term
from periplus.report.text import date, listed
from periplus.report.words import certainty, sentence, subject_name, value_of

# A record of one value: two current ones are two sources that disagree.
SINGLE_VALUED = (
    "zone.manager",
    "zone.administrative_contact",
    "zone.technical_contact",
    "zone.created",
    "zone.changed",
    "address.registered_country",
    "site.tls_version",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One contradiction: a heading, and what each side says."""

    heading: str
    text: str
    claims: tuple[str, ...]  # ids
    captures: tuple[int, ...]  # numbers in the ledger


def disputes(
    claims: Sequence[Claim], terms: Mapping[str, Term], trail: Mapping[str, tuple[int, ...]]
) -> tuple[Dispute, ...]:
    """Contested and unsupported claims, sources that disagree, and what rules found at odds."""
    found = chain(
        (_contested(c, terms) for c in claims if c.status is Status.CONTESTED),
        (_unsupported(c, terms) for c in claims if c.status is Status.UNSUPPORTED),
        _disagreeing(claims, terms),
        _misplaced(claims),
        (_found(c, terms) for c in claims if c.predicate.endswith("_contradiction")),
    )
    return tuple(
        Dispute(
            heading=heading, text=text, claims=tuple(c.id for c in sides), captures=_union(sides, trail)
        )
        for heading, text, sides in found
    )


def _union(claims: Iterable[Claim], trail: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for c in claims for number in trail.get(c.id, ())}))


def _contested(claim: Claim, terms: Mapping[str, Term]) -> tuple[str, str, list[Claim]]:
    sides = []
    if claim.groups_for:
        sides.append(f"For it: {listed(list(claim.groups_for))}.")
    if claim.groups_against:
        sides.append(f"Against it: {listed(list(claim.groups_against))}.")
    text = " ".join((*sides, *claim.reasons, sentence(claim, terms.get(claim.predicate))))
    return f"Contested: {value_of(claim)}", text, [claim]


def _unsupported(claim: Claim, terms: Mapping[str, Term]) -> tuple[str, str, list[Claim]]:
    reasons = claim.reasons or (sentence(claim, terms.get(claim.predicate)),)
    return f"{value_of(claim)} is not supported", " ".join(reasons), [claim]


def _found(claim: Claim, terms: Mapping[str, Term]) -> tuple[str, str, list[Claim]]:
    """A contradiction that is a claim itself: a rule read statements that cannot go together."""
    reasons = claim.reasons or (sentence(claim, terms.get(claim.predicate)),)
    return f"At odds: {value_of(claim)}", " ".join(reasons), [claim]


def _disagreeing(
    claims: Sequence[Claim], terms: Mapping[str, Term]
) -> Iterable[tuple[str, str, list[Claim]]]:
    grouped: dict[tuple[Subject, str], list[Claim]] = {}
    for claim in claims:
        if claim.predicate in SINGLE_VALUED and claim.status in SPEAKING and claim.value is not None:
            grouped.setdefault((claim.subject, claim.predicate), []).append(claim)
    for (subject, predicate), sides in grouped.items():
        if len(sides) > 1:
            label = terms[predicate].label if predicate in terms else predicate
            told = [f"{value_of(c)} (seen {date(c.last_observed_at)})" for c in sides]
            text = f"{label} of {subject_name(subject)}: one source says {' another '.join(told)}."
            yield "Sources disagree", text, sides


def _misplaced(claims: Sequence[Claim]) -> Iterable[tuple[str, str, list[Claim]]]:
    by_subject: dict[Subject, dict[str, list[Claim]]] = {}
    for claim in claims:
        if claim.predicate in ("address.registered_country", "address.located_country"):
            by_subject.setdefault(claim.subject, {}).setdefault(claim.predicate, []).append(claim)
    for subject, found in by_subject.items():
        registered = best(found.get("address.registered_country", ()))
        located = best(found.get("address.located_country", ()))
        if registered and located and registered.value != located.value:
            word = certainty(located)
            text = (
                f"The registry keeps {value_of(registered)} for the block around {subject.key}; "
                f"the signs of place say {value_of(located)}" + (f", {word}." if word else ".")
            )
            yield "Registered here, answers there", text, [located, registered]
