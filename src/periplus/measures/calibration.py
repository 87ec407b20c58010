"""How often what is said with a probability is so: Brier (1950), log loss, calibration error, rates."""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10
SMALLEST = 500  # statements below which a calibration is an anecdote
BASE_RATES = (0.2, 0.8)  # outside, always saying yes or no would look calibrated
_COLUMNS = ("subject", "predicate", "value", "so")
_ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is known of one statement; `subject` as KIND:key."""

    subject: str
    predicate: str
    value: str
    so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A probability that was given to a statement of which the truth is known."""

    predicate: str
    probability: float
    so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Whether a weight's trait was seen where the truth of what it tells of is known."""

    weight: str
    seen: bool
    so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Statements of like probability: the least and the most, their mean, how many, how many are so."""

    first: float
    last: float
    mean: float
    count: int
    so: int

    @property
    def share(self) -> float:
        """How many of them are so, 0 to 1."""
        return self.so / self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often a trait is seen with (`tp`) and without (`fp`) what it tells of; counts and smoothed."""

    weight: str
    seen_with: int
    with_it: int
    seen_without: int
    without_it: int

    @property
    def n(self) -> int:
        """Statements looked at."""
        return self.with_it + self.without_it

    @property
    def tp(self) -> float:
        """Seen with it; Laplace's rule of succession, so never 0 or 1."""
        return (self.seen_with + 1) / (self.with_it + 2)

    @property
    def fp(self) -> float:
        """Seen without it; smoothed as `tp`."""
        return (self.seen_without + 1) / (self.without_it + 2)


def read_labels(text: str) -> list[Label]:
    """Rows `subject,predicate,value,so` of a CSV file, so being yes or no. ValueError with the line."""
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise ValueError(f"the first line of the labels must be {','.join(_COLUMNS)}")
    found = []
    for row in reader:
        if None in row or None in row.values() or row["so"].strip().lower() not in _ANSWERS:
            raise ValueError(
                f"line {reader.line_num} of the labels is not subject,predicate,value,yes|no"
            )
        so = _ANSWERS[row["so"].strip().lower()]
        found.append(
            Label(subject=row["subject"], predicate=row["predicate"], value=row["value"], so=so)
        )
    return found


def brier(said: Sequence[Said]) -> float:
    """The mean squared distance between probability and truth, 0 (best) to 1. ValueError for none."""
    return math.fsum(sorted((one.probability - one.so) ** 2 for one in _some(said))) / len(said)


def log_loss(said: Sequence[Said]) -> float:
    """The mean of -ln of the probability given to what is so. ValueError for none."""
    given = (one.probability if one.so else 1 - one.probability for one in _some(said))
    return math.fsum(sorted(-math.log(max(p, 1e-12)) for p in given)) / len(said)


def bins(said: Sequence[Said], most: int = BINS) -> list[Bin]:
    """The statements by probability, in about equally large bins; equal probabilities stay together."""
    ordered = sorted(_some(said), key=lambda one: one.probability)
    alike: dict[float, list[Said]] = defaultdict(list)
    for one in ordered:
        alike[one.probability].append(one)
    found: list[list[Said]] = []
    done = 0
    for group in alike.values():
        if not found or done >= len(ordered) * len(found) / most:
            found.append([])
        found[-1] += group
        done += len(group)
    return [_bin(one) for one in found]


def _bin(said: Sequence[Said]) -> Bin:
    return Bin(
        first=said[0].probability,
        last=said[-1].probability,
        mean=math.fsum(one.probability for one in said) / len(said),
        count=len(said),
        so=sum(one.so for one in said),
    )


def expected_error(said: Sequence[Said], most: int = BINS) -> float:
    """The expected calibration error: |share - mean| of the bins, weighed by their size."""
    total = len(said)
    return math.fsum(one.count / total * abs(one.share - one.mean) for one in bins(said, most))


def rates(looks: Iterable[Look]) -> list[Rates]:
    """Counts per weight, by id."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for look in looks:
        row = counts[look.weight]
        place = 0 if look.so else 2
        row[place] += look.seen
        row[place + 1] += 1
    return [
        Rates(weight=name, seen_with=a, with_it=b, seen_without=c, without_it=d)
        for name, (a, b, c, d) in sorted(counts.items())
    ]


def doubts(said: Sequence[Said]) -> list[str]:
    """Why these statements calibrate little: too few of them, or too one-sided."""
    found = []
    if len(said) < SMALLEST:
        found.append(f"{len(said)} statements are few: below {SMALLEST} the numbers move by chance")
    share = sum(one.so for one in said) / len(said) if said else 0.0
    if said and not BASE_RATES[0] <= share <= BASE_RATES[1]:
        found.append(f"{share:.0%} of the statements are so: outside 20 to 80% little is tested")
    return found


def _some(said: Sequence[Said]) -> Sequence[Said]:
    if not said:
        raise ValueError("nothing was said of what is labelled")
    return said
