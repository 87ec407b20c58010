"""Whether initial sequence numbers can be guessed (RFC 6528), and what that excludes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.scan import SequenceTest
from periplus.measures.isn import NAT_BELOW, RANDOM_FROM, predictability
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (SequenceTest,)
WRITES = ("address.isn_predictability",)
RULE = f"sequence_numbers@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One quantity per test: the tool's index, or ours when it tells none."""
    for observation in observations:
        test = observation.fact
        if not isinstance(test, SequenceTest):
            continue
        ours = predictability(test.values)
        index = test.predictability_index
        if index is None and ours is not None:
            index = ours.index
        if index is None:
            continue
        sign = Sign.on(
            observation,
            predicate="address.isn_predictability",
            value=index,
            layer=Layer.NETWORK,
            channel="scan-db",
            reason=f"{test.tool}, from {test.vantage}: {_meaning(index)}",
            rule=RULE,
        )
        yield replace(
            sign,
            unit="SP = round(8·log2 of the deviation of the ISN rates)",
            interval=ours.interval if ours else None,
            n=len(test.values) or None,
            denominator="sequence numbers of consecutive connections",
        )


def _meaning(index: int) -> str:
    if index >= RANDOM_FROM:
        return (
            "the numbers cannot be predicted, and nothing finer can be said of so few; the counter of a "
            f"user-mode NAT stays below {NAT_BELOW}, so none answered on that path."
        )
    if index < NAT_BELOW:
        return "the numbers follow a simple rule, as those of a user-mode NAT do."
    return "the numbers stray less than random ones do."
