"""What the content security policies of a page leave open (W3C CSP Level 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField, HttpResponse
from periplus.facts.page import POLICY, PageMeta
from periplus.measures.content_policy import Fault, Policy, faults, policies
from periplus.model import Basis, Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (HttpResponse, HttpField, PageMeta)
WRITES = ("site.field_finding",)
RULE = f"content_policy@{VERSION}"
_FIELD = "Content-Security-Policy"
_ONLY = f"{_FIELD}-Report-Only"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per fault that no other policy of the same answer mends; a redirect is no page."""
    told: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        if _enforces(one) or _reports(one):
            told[one.evidence].append(one)
    for one in observations:
        if isinstance(one.fact, HttpResponse) and not 300 <= one.fact.status_code < 400:
            yield from _findings(told[one.evidence])


def _enforces(one: Observation) -> bool:
    field = isinstance(one.fact, HttpField) and one.fact.name.lower() == _FIELD.lower()
    return field or (isinstance(one.fact, PageMeta) and one.fact.name == POLICY)


def _reports(one: Observation) -> bool:
    return isinstance(one.fact, HttpField) and one.fact.name.lower() == _ONLY.lower()


def _findings(told: Sequence[Observation]) -> Iterator[Sign]:
    enforced = [one for one in told if _enforces(one)]
    reported = [one for one in told if _reports(one)]
    for fault in faults([policy for one in enforced for policy in _policies(one)]):
        yield _sign(enforced, _FIELD, fault.text, _advice(fault))
    if reported and not enforced:
        text = "The policy only reports what it would stop: no policy is enforced beside it."
        yield _sign(reported, _ONLY, text, f"{_FIELD}: (the same policy)")


def _policies(one: Observation) -> tuple[Policy, ...]:
    match one.fact:
        case HttpField(value=text):
            return policies(text)
        case PageMeta(content=text):
            return policies(text, meta=True)
        case _:
            return ()


def _advice(fault: Fault) -> str:
    return f"{_FIELD}: …; {fault.advice}" if fault.advice else ""


def _sign(told: Sequence[Observation], field: str, text: str, advice: str) -> Sign:
    return Sign(
        subject=told[0].subject,
        predicate="site.field_finding",
        value={"field": field, "finding": text, "advice": advice},
        layer=Layer.WEB_SERVER,
        channel="http-response",
        basis=Basis.WITNESSED,
        observed_at=told[0].observed_at,
        support=tuple(one.id for one in told),
        reason=text,
        rule=RULE,
    )
