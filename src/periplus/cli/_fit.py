"""Weights from worlds of which the truth is known, and what was said there with any weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from periplus.lab.trial import EDGE, WEB_SERVER
from periplus.measures.calibration import Look, Rates, Said, rates
from periplus.measures.fitting import (
    Moved,
    Spoken,
    Truth,
    agreements,
    at_prior,
    looks_of_sites,
    moved,
)
from periplus.model import Sign, Status
from periplus.signatures.own_word import WEIGHT as OWN_WORD

if TYPE_CHECKING:
    from periplus.cli._trial import Looked
    from periplus.model import Claim
    from periplus.signatures.tables import Tables, Weight

REWRITTEN, FIELD, OTHER_PAGE = "edge.server-rewritten", "server.name", "server.other-page"
LIKELY = 0.5
FEWEST_PRODUCTS = 2  # whose trait was seen: of one alone nothing is learnt about a kind of trait
_SAID = frozenset({Status.SUPPORTED, Status.CONTESTED, Status.TOLD_ONLY})


def truth_of(looked: Looked) -> Mapping[str, Truth]:
    """What is so of each site, by subject."""
    return {f"SITE:http://{site.name}": site.truth for site in looked.sites}


def said_in(looked: Looked, claims: Sequence[Claim]) -> Iterator[Said]:
    """What was said with a probability of the sites, and whether it is so."""
    truth = truth_of(looked)
    for claim in claims:
        known = truth.get(str(claim.subject), {}).get(claim.predicate)
        if known is not None and claim.probability is not None and claim.status in _SAID:
            so = str(claim.value) in known
            yield Said(predicate=claim.predicate, probability=claim.probability, so=so)


def spoken(signs: Sequence[Sign]) -> list[Spoken]:
    """The signs that name a value, as they are counted."""
    return [
        Spoken(
            subject=str(sign.subject),
            predicate=sign.predicate,
            value=str(sign.value),
            channel=sign.channel,
            weight=sign.weight.partition("@")[0],
            strength=sign.llr,
        )
        for sign in signs
        if sign.value is not None and sign.weight
    ]


def fitted(worlds: Sequence[Looked], tables: Tables) -> list[Moved]:
    """The rates of every weight that spoke in the worlds, by id."""
    from periplus.cli._calibrate import weights_by_statement

    could = weights_by_statement(tables)
    looks: dict[str, list[Look]] = defaultdict(list)
    predicate_of = {weight: name for (name, _), weights in could.items() for weight in weights}
    others: list[Look] = []
    values: dict[str, set[str]] = defaultdict(set)
    told = told_so = 0
    for looked in worlds:
        signs, claims = looked.judged(tables)
        truth, said = truth_of(looked), spoken(signs)
        edged = _edged(claims)
        predicate_of |= {one.weight: one.predicate for one in said}
        for one in said:
            values[one.weight].add(one.value)
        for look in looks_of_sites(truth, said, could):
            if look.weight != FIELD:
                looks[look.weight].append(look)
        plain = {subject: known for subject, known in truth.items() if subject not in edged}
        plainly = looks_of_sites(plain, said, could)
        looks[FIELD] += [look for look in plainly if look.weight == FIELD]
        others += [*_rewritten(truth, said), *_other_pages(truth, said)]
        count, so = agreements(truth, said, (EDGE, WEB_SERVER))
        told, told_so = told + count, told_so + so
    priors = {weight: tables.predicates[name].prior for weight, name in predicate_of.items()}
    own = Rates(
        weight=OWN_WORD, seen_with=told_so, with_it=told, seen_without=told - told_so, without_it=told
    )
    kinds = [weight for weight, named in values.items() if len(named) >= FEWEST_PRODUCTS]
    counts = [at_prior(looks[weight], priors[weight] or 0.5) for weight in kinds if looks[weight]]
    found = [_moved(one, tables, priors[one.weight]) for one in counts if one is not None]
    found += [_moved(one, tables, None) for one in [*rates(others), own]]
    return sorted(found, key=lambda one: one.weight)


def unfitted(tables: Tables) -> Tables:
    """The tables as an expert wrote them: weights of an earlier fit have seen the held-out products."""
    weights = {
        name: replace(one, tp=one.expert_tp, fp=one.expert_fp or one.fp, n=0, origin="expert")
        if one.expert_tp
        else one
        for name, one in tables.weights.items()
    }
    return _with(tables, weights)


def reweighed(found: Sequence[Rates], tables: Tables) -> Tables:
    """The tables with weights of these rates, those of them that were seen often enough."""
    from periplus.cli._calibrate import enough

    weights = dict(tables.weights)
    for one in found:
        if enough(one, weights[one.weight]):
            tp, fp = round(one.tp, 4), round(one.fp, 4)
            weights[one.weight] = replace(weights[one.weight], tp=tp, fp=fp, n=one.n, origin="lab")
    return _with(tables, weights)


def _with(tables: Tables, weights: Mapping[str, Weight]) -> Tables:
    rows = [asdict(one) for one in weights.values()]
    return replace(tables, weights=weights, tables={**tables.tables, "weights": rows})


def _moved(found: Rates, tables: Tables, prior: float | None) -> Moved:
    weight = tables.weights[found.weight]
    return moved(found, (weight.tp, weight.fp), prior)


def _edged(claims: Sequence[Claim]) -> set[str]:
    """The sites of which an edge is at least as likely as not."""
    return {
        str(one.subject) for one in claims if one.predicate == EDGE and (one.probability or 0) >= LIKELY
    }


def _rewritten(truth: Mapping[str, Truth], said: Sequence[Spoken]) -> Iterator[Look]:
    """Of each Server field that names a web server: whether it is another's, and an edge is there."""
    for one in said:
        if one.weight == FIELD and one.subject in truth:
            known = truth[one.subject]
            yield Look(weight=REWRITTEN, seen=one.value not in known[WEB_SERVER], so=bool(known[EDGE]))


def _other_pages(truth: Mapping[str, Truth], said: Sequence[Spoken]) -> Iterator[Look]:
    """Of each web server that a Server field names: whether an error page is another's."""
    given = {(one.subject, one.value) for one in said if one.weight == OTHER_PAGE}
    named = {(one.subject, one.value) for one in said if one.weight == FIELD} | given
    for subject, value in sorted(named):
        if subject in truth:
            so = value in truth[subject][WEB_SERVER]
            yield Look(weight=OTHER_PAGE, seen=(subject, value) in given, so=so)
