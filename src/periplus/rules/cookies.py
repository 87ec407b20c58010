"""The cookies that the front page sets, and what they are for (RFC 6265 §5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import SetCookie
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value
from periplus.signatures.matching import first_fit

VERSION = 1
READS = (SetCookie,)
WRITES = ("site.cookie",)
RULE = f"cookies@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per cookie; the purpose is told by the first row that fits its name."""
    rows = tables.rows("cookies")
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, SetCookie):
            continue
        row = first_fit(rows, fact.name)
        value = {
            "name": fact.name,
            "secure": fact.secure,
            "http_only": fact.http_only,
            "same_site": fact.same_site,
            "lifetime_s": fact.lifetime_s,
            "purpose": row["purpose"] if row else "unknown",
        }
        meaning = f" {row['meaning']}" if row else ""
        yield _sign(observation, value, f"The front page sets the cookie {fact.name}.{meaning}")


def _sign(observation: Observation, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate="site.cookie",
        value=value,
        layer=Layer.APPLICATION,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
