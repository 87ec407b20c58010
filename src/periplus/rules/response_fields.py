"""Security-related response fields and what they mean (RFC 9110 §5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import HttpField
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 1
READS = (HttpField,)
WRITES = ("site.field",)
RULE = f"response_fields@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per field line that the table knows, with the first meaning that fits."""
    rows = tables.rows("fields")
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, HttpField):
            continue
        known = (row for row in rows if row["field"].lower() == fact.name.lower())
        row = next((row for row in known if re.search(row["pattern"], fact.value)), None)
        if row is not None:
            value = {
                "field": row["field"],  # one spelling: field names have no case (RFC 9110 §5.1)
                "value": fact.value,
                "meaning": row["meaning"],
                "obsolete": row["obsolete"],
            }
            obsolete = " (obsolete)" if row["obsolete"] else ""
            reason = f"The response sends {fact.name}: {fact.value}{obsolete}."
            yield _sign(observation, value, reason)


def _sign(observation: Observation, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate="site.field",
        value=value,
        layer=Layer.WEB_SERVER,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
