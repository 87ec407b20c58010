"""What the user tells of organisations: their word alone, under a predicate of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.told import UserTold
from periplus.model import Claim, Layer, Observation, Sign, Status, Tables

VERSION = 1
READS = (UserTold,)
WRITES = ("organisation.told",)
RULE = f"told_by_user@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading per statement; PAST when its end lies before the judgement."""
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, UserTold):
            continue
        other = f" {fact.other}" if fact.other else ""
        source = f", from {fact.source}" if fact.source else ", without a source"
        sign = Sign.on(
            observation,
            predicate="organisation.told",
            value={"says": fact.says, "other": fact.other, "source": fact.source},
            layer=Layer.SOCIETY,
            channel="analyst",
            reason=f"The user tells: {observation.subject.key} {fact.says}{other}{source}.",
            rule=RULE,
        )
        ended = bool(fact.until) and fact.until < as_of.date().isoformat()
        yield replace(sign, status=Status.PAST) if ended else sign
