"""Which networks a country's users are on, by an estimate from advertisements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.users import NetworkUsers
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (NetworkUsers,)
WRITES = ("network.user_share",)
RULE = f"user_estimates@{VERSION}"
_MOST = 20


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The shares of the largest networks, each from its row."""
    about = {row["name"]: row["about"] for row in tables.rows("sources")}
    told = [(one, one.fact) for one in observations if isinstance(one.fact, NetworkUsers)]
    told.sort(key=lambda pair: (-pair[1].percent, pair[0].subject.key))
    for one, fact in told[:_MOST]:
        seen = "" if fact.samples is None else f", from {fact.samples:,} advertisements shown"
        name = fact.name or one.subject.key
        sign = Sign.on(
            one,
            predicate="network.user_share",
            value=round(fact.percent / 100, 4),
            layer=Layer.ROUTING,
            channel=f"archive:{fact.source}",
            reason=f"{name} has {fact.percent:.1f}% of the users of {fact.country}{seen}: an estimate "
            f"of {about[fact.source]}.",
            rule=RULE,
        )
        yield replace(
            sign,
            unit="share",
            n=fact.samples,
            denominator="advertisements shown to users of the network",
        )
