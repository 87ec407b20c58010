"""Protective fields that the front page does not send (OWASP HTTP Headers Cheat Sheet)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.http import HttpField, HttpResponse
from periplus.facts.page import POLICY, PageMeta
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 2
READS = (HttpResponse, HttpField, PageMeta)
WRITES = ("site.missing_field",)
RULE = f"missing_fields@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per field of the table and page; a redirect is no page."""
    sent: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for observation in observations:
        if isinstance(observation.fact, HttpField):
            sent[observation.evidence][observation.fact.name.lower()].append(observation.fact.value)
        elif isinstance(observation.fact, PageMeta) and observation.fact.name == POLICY:
            # CSP3 §3.3: an element cannot say who may frame the page, so its text is not looked at.
            sent[observation.evidence]["content-security-policy"].append("")
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, HttpResponse) or 300 <= fact.status_code < 400:
            continue
        for row in tables.rows("missing"):
            if _is_missing(row, fact, sent[observation.evidence]):
                reason = f"{fact.url} answered without {row['field']}: {_lower(row['meaning'])}"
                yield _sign(observation, {"field": row["field"], "advice": row["advice"]}, reason)


def _is_missing(row: Mapping[str, Any], response: HttpResponse, fields: Mapping[str, list[str]]) -> bool:
    # RFC 6797 §8.1: browsers ignore the field on an unencrypted response.
    if row["https_only"] and not response.url.startswith("https:"):
        return False
    if row["field"].lower() in fields:
        return False
    policies = fields.get("content-security-policy", [])
    return not any("instead" in row and re.search(row["instead"], text) for text in policies)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _sign(observation: Observation, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate="site.missing_field",
        value=value,
        layer=Layer.WEB_SERVER,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
