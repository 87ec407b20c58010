"""Response fields that say too much, or protect less than it seems (OWASP HTTP Headers Cheat Sheet)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField
from periplus.model import Basis, Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (HttpField,)
WRITES = ("site.field_finding",)
RULE = f"field_findings@{VERSION}"
_SHOWN = 120
_ORIGIN, _CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per row of the table that fits a field, and fields that cannot stand together."""
    rows = tables.rows("field_faults")
    answers: dict[str, dict[str, Observation]] = defaultdict(dict)
    for one in observations:
        if not isinstance(one.fact, HttpField):
            continue
        answers[one.evidence].setdefault(one.fact.name.lower(), one)
        for row in rows:
            fits = row["field"].lower() == one.fact.name.lower()
            if fits and re.search(row["pattern"], one.fact.value):
                text = row["finding"].replace("{value}", one.fact.value[:_SHOWN])
                yield _sign([one], row["field"], text, row["advice"])
    for fields in answers.values():
        yield from _credentials(fields.get(_ORIGIN), fields.get(_CREDENTIALS))


def _credentials(origin: Observation | None, allowed: Observation | None) -> Iterator[Sign]:
    """Fetch Standard §3.3.5: with credentials, the origin must be named."""
    if origin is None or allowed is None:
        return
    both = [one.fact.value.strip() for one in (origin, allowed) if isinstance(one.fact, HttpField)]
    if both[0] == "*" and both[1].lower() == "true":
        text = "Browsers refuse Access-Control-Allow-Origin: * with credentials: one origin is meant."
        yield _sign(
            [origin, allowed],
            "Access-Control-Allow-Origin",
            text,
            "Access-Control-Allow-Origin: https://the-one-that-asks.example",
        )


def _sign(seen: Sequence[Observation], field: str, text: str, advice: str) -> Sign:
    return Sign(
        subject=seen[0].subject,
        predicate="site.field_finding",
        value={"field": field, "finding": text, "advice": advice},
        layer=Layer.WEB_SERVER,
        channel="http-response",
        basis=Basis.WITNESSED,
        observed_at=seen[0].observed_at,
        support=tuple(one.id for one in seen),
        reason=text if text.endswith(".") else f"{text}.",
        rule=RULE,
    )
