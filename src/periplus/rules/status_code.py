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
    """One reading per site: a redirect counts only where no page follows on the same site."""
    answers = [(one, one.fact) for one in observations if isinstance(one.fact, HttpResponse)]
    with_page = {one.subject for one, fact in answers if not _is_redirect(fact)}
    for observation, fact in answers:
        if _is_redirect(fact) and observation.subject in with_page:
            continue
        phrase = f" {fact.reason}" if fact.reason else ""
        reason = f"{fact.url} answered with {fact.status_code}{phrase}."
        yield _sign(observation, fact.status_code, reason)


def _is_redirect(response: HttpResponse) -> bool:
    return 300 <= response.status_code < 400


def _sign(observation: Observation, value: int, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate="site.status_code",
        value=value,
        layer=Layer.APPLICATION,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
