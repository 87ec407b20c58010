"""How the number of one claim came about: what counted, what did not, what would move it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from periplus.measures.fusion import (
    LLR_CAP,
    SHOWN,
    Statement,
    cap_of,
    channels_of,
    competing,
    effective,
    masses,
    statements,
)
from periplus.model import Predicate, Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One sign; `llr` after cap, age and what it was derived from."""

    sign: Sign
    llr: float
    counted: bool  # the strongest of its channel, in its direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The parts of a fused claim's probability; of a reading only its signs."""

    prior: float | None
    others: float  # mass of all that competes with it: 1 - prior for an inference
    cap: float  # what the signs for it allow at most
    channels: Mapping[str, tuple[float, float]]  # the strongest for and against
    weighed: tuple[Weighed, ...]  # strongest first
    left_out: tuple[Sign, ...]  # about another layer

    def with_sign(self, channel: str, llr: float) -> float:
        """The probability if one more, witnessed sign spoke so on a channel. ValueError for readings."""
        if self.prior is None:
            raise ValueError("A reading has no probability.")
        channels = dict(self.channels)
        pro, contra = channels.get(channel, (0.0, 0.0))
        bounded = max(-LLR_CAP, min(LLR_CAP, llr))
        channels[channel] = (max(pro, bounded), min(contra, bounded))
        evidence = math.fsum(sorted(part for pair in channels.values() for part in pair))
        mass = self.prior * math.exp(evidence)
        return max(SHOWN[0], min(SHOWN[1], mass / (mass + self.others)))


def account(
    signs: Iterable[Sign], predicates: Mapping[str, Predicate], as_of: datetime, claim: str
) -> Account:
    """The account of the claim with that id, as `fuse` judges the same signs.

    KeyError when they make no such claim; ValueError as `fuse`.
    """
    found = statements(signs, predicates, as_of)
    own = next((one for one in found if one.id == claim), None)
    if own is None:
        raise KeyError(claim)
    fused = own.predicate.prior is not None
    channels = channels_of(own, as_of) if fused else {}
    return Account(
        prior=own.predicate.prior,
        others=_others(own, found, as_of) if fused else 0.0,
        cap=cap_of(own),
        channels=channels,
        weighed=tuple(_weighed(own, channels, as_of)),
        left_out=own.ignored,
    )


def _others(own: Statement, found: Sequence[Statement], as_of: datetime) -> float:
    for group in competing(found):
        if own in group:
            named, something_else = masses(group, as_of)
            return math.fsum(sorted([*named, something_else])) - named[group.index(own)]
    return 1 - (own.predicate.prior or 0.0)


def _weighed(
    own: Statement, channels: Mapping[str, tuple[float, float]], as_of: datetime
) -> Iterator[Weighed]:
    open_to = {(name, llr) for name, pair in channels.items() for llr in pair if llr}
    for sign in own.counted:
        llr = effective(sign, own.predicate, as_of)
        counted = (sign.channel, llr) in open_to
        open_to.discard((sign.channel, llr))  # of equals, the first
        yield Weighed(sign=sign, llr=llr, counted=counted)
