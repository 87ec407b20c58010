"""Three ways to fuse that ask nothing of layers, channels or priors, to be measured beside ours."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

PRECISION = 0.9
LEAST = 20  # statements from which a threshold is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One statement: the weights of all signs for it, and whether it is so."""

    weights: tuple[str, ...]
    so: bool


def summed(confidences: Sequence[float]) -> float:
    """The sum, as Wappalyzer has it, but not capped: a threshold may ask for more than one pattern."""
    return math.fsum(confidences)


def noisy_or(confidences: Sequence[float]) -> float:
    """One minus the chance that all are wrong, as if each were alone (Pearl 1988)."""
    return 1 - math.prod(1 - one for one in confidences)


FUSIONS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum of confidences": summed,
    "noisy-or": noisy_or,
    "best source wins": max,
}


def precision_of(told: Sequence[Told]) -> Mapping[str, float]:
    """How often a weight's statements are so, smoothed: the confidence in its source."""
    counts: dict[str, list[int]] = {}
    for one in told:
        for weight in set(one.weights):
            row = counts.setdefault(weight, [0, 0])
            row[0] += one.so
            row[1] += 1
    return {weight: (so + 1) / (count + 2) for weight, (so, count) in counts.items()}


def threshold(scored: Sequence[tuple[float, bool]]) -> float:
    """The lowest score from which on nine of ten are so; without any, the one with the most that are.

    At least `LEAST` statements stand behind it, as far as there are so many.
    """
    ordered = sorted(scored, key=lambda row: -row[0])
    best, found, so = (0.0, math.inf), math.inf, 0
    for count, (score, is_so) in enumerate(ordered, 1):
        so += is_so
        is_last_of_its_score = count == len(ordered) or ordered[count][0] < score
        if not is_last_of_its_score or count < min(LEAST, len(ordered)):
            continue
        if so / count >= PRECISION:
            found = score
        if so / count > best[0]:
            best = (so / count, score)
    return found if found < math.inf else best[1]


def said(scored: Sequence[tuple[float, bool]], least: float) -> tuple[int, int]:
    """Of what reaches a score: how many, and how many are not so."""
    firm = [so for score, so in scored if score >= least]
    return len(firm), len(firm) - sum(firm)
