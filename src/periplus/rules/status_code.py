"""What the front page answers with (RFC 9110 §15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpResponse
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (HttpResponse,)
WRITES = ("site.status_code",)
RULE = f"status_code@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per response."""
    for observation in observations:
        if isinstance(observation.fact, HttpResponse):
            code = observation.fact.status_code
            phrase = f" {observation.fact.reason}" if observation.fact.reason else ""
            reason = f"{observation.fact.url} answered with {code}{phrase}."
            yield _sign(observation, code, reason)


def _sign(observation: Observation, value: int, reason: str) -> Sign:
    return Sign(
        subject=observation.subject,
        predicate="site.status_code",
        value=value,
        layer=Layer.APPLICATION,
        channel="http-response",
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=reason,
        rule=RULE,
    )
