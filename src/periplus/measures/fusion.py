"""Signs to claims: strongest per channel, words of ICD 203 (docs/design/judging.md)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from periplus.model import (
    CHANNELS,
    Basis,
    Claim,
    Ignored,
    Layer,
    Predicate,
    Shape,
    Sign,
    Status,
    Subject,
    Value,
    canonical,
    claim_id,
)

LLR_CAP = 5.0  # one channel never says more than about 150 : 1
SHOWN = (0.01, 0.99)
TOLD_ONLY_CAP = 0.80
CONTESTED_AT = 1.5  # about 4.5 : 1, on both sides
SOMETHING_ELSE = 0.3  # least prior mass of "a value nobody has named"
WORDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even"),
    (0.80, "likely"),
    (0.95, "very likely"),
)
_BASES = (Basis.WITNESSED, Basis.DEDUCED, Basis.TOLD)  # best first


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the signs about it, in an order that no input order can change."""

    predicate: Predicate
    subject: Subject
    value: Value
    layer: Layer
    counted: tuple[Sign, ...]  # strongest first
    ignored: tuple[Sign, ...]  # about another layer

    @property
    def id(self) -> str:
        return claim_id(self.subject, self.predicate.name, self.value, self.layer)

    @property
    def support_for(self) -> list[Sign]:
        return [sign for sign in self.counted if sign.llr > 0]


def fuse(
    signs: Iterable[Sign], predicates: Mapping[str, Predicate], as_of: datetime
) -> tuple[Claim, ...]:
    """All claims that the signs make, sorted by subject, predicate, value and layer.

    ValueError with one sentence for an unregistered predicate or channel, a wrong layer or
    subject, a likelihood ratio that is no number, a sign without support.
    """
    found = statements(signs, predicates, as_of)
    shares = _exclusive_shares(found, as_of)
    return tuple(_claim(statement, shares, as_of) for statement in found)


def statements(
    signs: Iterable[Sign], predicates: Mapping[str, Predicate], as_of: datetime
) -> list[Statement]:
    """The signs by what they state, in the order of `fuse`; ValueError as there."""
    groups: dict[tuple[Subject, str, str, Layer], list[Sign]] = defaultdict(list)
    for sign in signs:
        _check(sign, predicates)
        groups[sign.subject, sign.predicate, canonical(sign.value), sign.layer].append(sign)
    return [
        _statement(predicates[predicate], groups[subject, predicate, value, layer], as_of)
        for subject, predicate, value, layer in sorted(groups)
    ]


def mixture_llr(tp: float, fp: float, b: float, q: float) -> float:
    """The log likelihood ratio about the origin, of a trait that another box may show.

    q: probability that an edge or NAT answers; b: how often such an answer shows the trait whatever
    the origin is; tp, fp: how often it does with and without the origin being so. All in [0, 1];
    ValueError otherwise, or when a rate that is divided by is 0. Uncapped: `fuse` caps.
    """
    if not all(0.0 <= rate <= 1.0 for rate in (tp, fp, b, q)):
        raise ValueError("The rates of a mixture lie between 0 and 1.")
    above, below = q * b + (1 - q) * tp, q * b + (1 - q) * fp
    if above == 0 or below == 0:
        raise ValueError("A trait that is never shown has no likelihood ratio.")
    return math.log(above / below)


def word(probability: float) -> str:
    """The estimative word of ICD 203 for a probability."""
    return next((text for below, text in WORDS if probability < below), "almost certain")


# ---------------------------------------------------------------- signs


def _check(sign: Sign, predicates: Mapping[str, Predicate]) -> None:
    what = f"A sign of {sign.rule or 'an unnamed rule'}"
    predicate = predicates.get(sign.predicate)
    if predicate is None:
        raise ValueError(f"{what} uses the predicate {sign.predicate!r}, which is not registered.")
    if sign.layer is not predicate.layer:
        raise ValueError(
            f"{what} puts {sign.predicate} on the layer {sign.layer}; it speaks about {predicate.layer}."
        )
    if sign.subject.kind is not predicate.subject:
        raise ValueError(
            f"{what} says {sign.predicate} of {sign.subject}; it speaks about a {predicate.subject}."
        )
    channel, colon, source = sign.channel.partition(":")
    if channel not in CHANNELS or (colon and not source):
        raise ValueError(f"{what} uses the channel {sign.channel!r}, which is not on the list.")
    if not math.isfinite(sign.llr):
        raise ValueError(f"{what} has a likelihood ratio that is not a number.")
    if not sign.support:
        raise ValueError(f"{what} about {sign.subject} rests on no observation.")


def _statement(predicate: Predicate, signs: Sequence[Sign], as_of: datetime) -> Statement:
    def strongest_first(sign: Sign) -> tuple[float, str, str, str, tuple[str, ...], str]:
        strength = -abs(effective(sign, predicate, as_of))
        at = sign.observed_at.isoformat()
        return strength, sign.rule, sign.reason, sign.channel, sign.support, f"{at} {sign!r}"

    ordered = sorted(signs, key=strongest_first)
    first = ordered[0]
    return Statement(
        predicate=predicate,
        subject=first.subject,
        value=first.value,
        layer=first.layer,
        counted=tuple(s for s in ordered if s.status is not Status.UNSUPPORTED),
        ignored=tuple(s for s in ordered if s.status is Status.UNSUPPORTED),
    )


def effective(sign: Sign, predicate: Predicate, as_of: datetime) -> float:
    """A sign's llr: capped, faded by age, and not above what it was derived from."""
    llr = max(-LLR_CAP, min(LLR_CAP, sign.llr))
    if predicate.half_life_days is not None:
        age_days = max(0.0, (as_of - sign.observed_at).total_seconds() / 86_400)
        llr *= 0.5 ** (age_days / predicate.half_life_days)
    if sign.ceiling is not None and llr > 0 and predicate.prior is not None:
        # Alone, a derived sign lifts the prior at most to the probability of its parent.
        llr = min(llr, max(0.0, _logit(min(sign.ceiling, SHOWN[1])) - _logit(predicate.prior)))
    return llr


def _logit(probability: float) -> float:
    bounded = max(1e-9, min(1 - 1e-9, probability))
    return math.log(bounded / (1 - bounded))


# ---------------------------------------------------------------- numbers


def channels_of(statement: Statement, as_of: datetime) -> dict[str, tuple[float, float]]:
    """Per channel: the strongest for (≥ 0) and the strongest against (≤ 0)."""
    strongest: dict[str, tuple[float, float]] = {}
    for sign in statement.counted:
        llr = effective(sign, statement.predicate, as_of)
        pro, contra = strongest.get(sign.channel, (0.0, 0.0))
        strongest[sign.channel] = (max(pro, llr), min(contra, llr))
    return strongest


def _evidence(statement: Statement, as_of: datetime) -> float:
    return math.fsum(sorted(part for pair in channels_of(statement, as_of).values() for part in pair))


def _prior(statement: Statement) -> float:
    prior = statement.predicate.prior
    if prior is None:
        raise ValueError(f"The predicate {statement.predicate.name} is fused and has no prior.")
    return prior


def _probability(statement: Statement, shares: Mapping[str, float], as_of: datetime) -> float:
    if statement.predicate.shape is Shape.EXCLUSIVE:
        probability = shares[statement.id]
    else:
        logit = _logit(_prior(statement)) + _evidence(statement, as_of)
        probability = max(SHOWN[0], min(SHOWN[1], 1 / (1 + math.exp(-logit))))
    return round(min(probability, cap_of(statement)), 4)


def cap_of(statement: Statement) -> float:
    """What the signs for the statement allow at most."""
    pro = statement.support_for
    told_only = all(sign.basis is Basis.TOLD for sign in pro)
    ceilings = [sign.ceiling for sign in pro if sign.ceiling is not None]
    derived_only = bool(pro) and len(ceilings) == len(pro)
    return min(TOLD_ONLY_CAP if told_only else 1.0, max(ceilings) if derived_only else 1.0)


def masses(group: Sequence[Statement], as_of: datetime) -> tuple[list[float], float]:
    """Of values that compete: the mass of each, and of something else that nobody has named."""
    named = [_prior(one) * math.exp(_evidence(one, as_of)) for one in group]
    return named, max(SOMETHING_ELSE, 1 - math.fsum(_prior(one) for one in group))


def competing(found: Iterable[Statement]) -> list[list[Statement]]:
    """The statements of exclusive predicates, by what they are about."""
    rivals: dict[tuple[Subject, str, Layer], list[Statement]] = defaultdict(list)
    for one in found:
        if one.predicate.shape is Shape.EXCLUSIVE and _is_judged(one):
            rivals[one.subject, one.predicate.name, one.layer].append(one)
    return list(rivals.values())


def _exclusive_shares(found: Iterable[Statement], as_of: datetime) -> dict[str, float]:
    """The probability of each competing value, by the id of its statement."""
    shares: dict[str, float] = {}
    for group in competing(found):
        named, something_else = masses(group, as_of)
        total = math.fsum(sorted([*named, something_else]))
        shown = _within_bounds([mass / total for mass in named])
        shares.update((one.id, share) for one, share in zip(group, shown, strict=True))
    return shares


def _within_bounds(shares: Sequence[float]) -> list[float]:
    """Shares lifted to what is shown at least, their sum kept at what is shown at most."""
    floor = min(SHOWN[0], SHOWN[1] / len(shares))
    excess = [max(0.0, share - floor) for share in shares]
    room, wanted = SHOWN[1] - floor * len(shares), math.fsum(sorted(excess))
    scale = min(1.0, room / wanted) if wanted > 0 else 1.0
    return [floor + part * scale for part in excess]


# ---------------------------------------------------------------- claims


def _is_judged(statement: Statement) -> bool:
    """Whether there is anything to weigh: a value, and a sign that does not say INSUFFICIENT."""
    signs = statement.counted + statement.ignored
    return statement.value is not None and any(s.status is not Status.INSUFFICIENT for s in signs)


def _status(statement: Statement, as_of: datetime) -> Status:
    if not _is_judged(statement):
        return Status.INSUFFICIENT
    if statement.predicate.shape in (Shape.READING, Shape.QUANTITY):
        return _standing(statement, statement.counted)
    if statement.ignored and not statement.support_for:
        return Status.UNSUPPORTED
    if _is_contested(statement, as_of):
        return Status.CONTESTED
    return _standing(statement, statement.support_for)


def _standing(statement: Statement, speaking: Sequence[Sign]) -> Status:
    """How a statement stands on the signs that speak for it."""
    current = [s for s in speaking if s.status not in (Status.PAST, Status.INSUFFICIENT)]
    if not current:
        past = any(sign.status is Status.PAST for sign in speaking)
        unreached = Status.UNSUPPORTED if statement.ignored else Status.INSUFFICIENT
        return Status.PAST if past else unreached
    told_only = all(sign.basis is Basis.TOLD for sign in speaking)
    return Status.TOLD_ONLY if told_only else Status.SUPPORTED


def _is_contested(statement: Statement, as_of: datetime) -> bool:
    channels = channels_of(statement, as_of)
    pro = {name for name, (llr, _) in channels.items() if llr >= CONTESTED_AT}
    contra = {name for name, (_, llr) in channels.items() if llr <= -CONTESTED_AT}
    return any(one != other for one in pro for other in contra)


def _claim(statement: Statement, shares: Mapping[str, float], as_of: datetime) -> Claim:
    shape = statement.predicate.shape
    fused = shape in (Shape.INFERENCE, Shape.EXCLUSIVE)
    probability = _probability(statement, shares, as_of) if fused and _is_judged(statement) else None
    signs = statement.counted or statement.ignored
    speaking = (statement.support_for if fused else None) or signs
    channels = channels_of(statement, as_of) if fused else {sign.channel: (1.0, 0.0) for sign in signs}
    quantity = signs[0]
    return Claim(
        id=statement.id,
        subject=statement.subject,
        predicate=statement.predicate.name,
        value=statement.value,
        layer=statement.layer,
        shape=shape,
        status=_status(statement, as_of),
        basis=min((sign.basis for sign in speaking), key=_BASES.index),
        probability=probability,
        word=None if probability is None else word(probability),
        unit=quantity.unit,
        interval=quantity.interval,
        n=quantity.n,
        denominator=quantity.denominator,
        groups_for=tuple(sorted(name for name, (llr, _) in channels.items() if llr > 0)),
        groups_against=tuple(sorted(name for name, (_, llr) in channels.items() if llr < 0)),
        first_observed_at=min(sign.observed_at for sign in signs),
        last_observed_at=max(sign.observed_at for sign in signs),
        support=tuple(sorted({name for sign in signs for name in sign.support})),
        reasons=tuple(dict.fromkeys(sign.reason for sign in signs)),
        weights=tuple(sorted({sign.weight for sign in signs if sign.weight})),
        ignored=tuple(dict.fromkeys(map(_ignored, statement.ignored))),
    )


def _ignored(sign: Sign) -> Ignored:
    return Ignored(reason=sign.reason, rule=sign.rule, support=sign.support)
