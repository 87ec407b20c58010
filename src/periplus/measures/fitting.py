"""Rates of weights where the truth is known, at the share of true ones that judging assumes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from periplus.measures.calibration import Look, Rates, rates

Z95 = 1.959964
EXPERT = 20  # statements that an expert's rates stand for
_MOST = 0.99  # a rate is below 1
Truth = Mapping[str, Collection[str]]
"""What is so of a subject, by predicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A sign as far as it is counted: of what, through which channel, by which weight, how strongly."""

    subject: str
    predicate: str
    value: str
    channel: str
    weight: str
    strength: float  # its log likelihood ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Rates):
    """Counts that move an expert's rates, which stand for `EXPERT` statements of their own.

    With a prior, `without_it` is as many false statements as it stands for.
    """

    expert_tp: float
    expert_fp: float
    prior: float | None = None

    @property
    def tp(self) -> float:
        """Seen with it."""
        if self.prior is None:
            return (self.seen_with + EXPERT * self.expert_tp) / (self.with_it + EXPERT)
        so = self._expert_so()
        return (self.seen_with + so) / (self.with_it + so / self.expert_tp)

    @property
    def fp(self) -> float:
        """Seen without it; with a prior, such that a sign alone brings it to the share that is so."""
        if self.prior is None:
            return (self.seen_without + EXPERT * self.expert_fp) / (self.without_it + EXPERT)
        so = self._expert_so()
        wrong = (self.seen_without + EXPERT - so) / (self.seen_with + so)
        return min(_MOST, wrong * self.tp * self.prior / (1 - self.prior))

    def _expert_so(self) -> float:
        """Of the expert's statements, how many his rates make so."""
        if self.prior is None:
            return 0.0
        odds = self.prior / (1 - self.prior) * self.expert_tp / self.expert_fp
        return EXPERT * odds / (1 + odds)


def at_prior(looks: Iterable[Look], prior: float) -> Rates | None:
    """One weight against as many false statements as the prior stands for; None without any look.

    How many false statements a site could have been charged with has no number of its own. With
    this many, a sign alone brings the prior to the share of its statements that are so.
    """
    rows = rates(looks)
    if not rows:
        return None
    (found,) = rows
    against = max(found.seen_without, round(found.with_it * (1 - prior) / prior))
    return replace(found, without_it=against)


def moved(found: Rates, expert: tuple[float, float], prior: float | None) -> Moved:
    """The counts with an expert's tp and fp to start from."""
    return Moved(
        weight=found.weight,
        seen_with=found.seen_with,
        with_it=found.with_it,
        seen_without=found.seen_without,
        without_it=found.without_it,
        expert_tp=expert[0],
        expert_fp=expert[1],
        prior=prior,
    )


def deciding(spoken: Iterable[Spoken]) -> list[Spoken]:
    """The strongest for each statement in each channel: fusing signs hears no others."""
    strongest: dict[tuple[str, str, str, str], Spoken] = {}
    for one in spoken:
        key = (one.subject, one.predicate, one.value, one.channel)
        known = strongest.get(key)
        if one.strength > 0 and (
            known is None or (one.strength, known.weight) > (known.strength, one.weight)
        ):
            strongest[key] = one
    return list(strongest.values())


def several(spoken: Iterable[Spoken]) -> set[tuple[str, str, str]]:
    """The statements of which more than one channel speaks, for or against."""
    channels: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in spoken:
        channels[one.subject, one.predicate, one.value].add(one.channel)
    return {statement for statement, ways in channels.items() if len(ways) > 1}


def looks_of_sites(
    truth: Mapping[str, Truth],
    spoken: Iterable[Spoken],
    could: Mapping[tuple[str, str], Collection[str]],
) -> Iterator[Look]:
    """For each true statement which weights could speak of it, and did; and each that spoke falsely.

    Statements of which several channels speak are left out: what they are worth together has a
    measure of its own (`agreements`), and here each is to be worth what it is alone.
    """
    said: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    left_out = several(spoken := list(spoken))
    for sign in deciding(spoken):
        statement = (sign.subject, sign.predicate, sign.value)
        if sign.predicate in truth.get(sign.subject, {}) and statement not in left_out:
            said[sign.subject, sign.predicate, sign.value].add(sign.weight)
    for subject, known in truth.items():
        for predicate, values in known.items():
            for value in set(values) - {v for s, p, v in left_out if (s, p) == (subject, predicate)}:
                spoke = said.pop((subject, predicate, value), set())
                for weight in sorted(spoke | set(could.get((predicate, value), ()))):
                    yield Look(weight=weight, seen=weight in spoke, so=True)
    for _, spoke in sorted(said.items()):
        for weight in sorted(spoke):
            yield Look(weight=weight, seen=True, so=False)


def agreements(
    truth: Mapping[str, Truth], spoken: Iterable[Spoken], predicates: Collection[str]
) -> tuple[int, int]:
    """Statements that one host tells in two ways, and how many of them are so."""
    channels: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for sign in spoken:
        if sign.strength > 0 and sign.predicate in predicates and sign.subject in truth:
            channels[sign.subject, sign.predicate, sign.value].add(sign.channel)
    told = [key for key, ways in channels.items() if len(ways) > 1]
    return len(told), sum(
        value in truth[subject].get(predicate, ()) for subject, predicate, value in told
    )


def wilson(so: int, count: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927); 0 to 1 of nothing."""
    if not count:
        return 0.0, 1.0
    share, z2 = so / count, Z95 * Z95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)
