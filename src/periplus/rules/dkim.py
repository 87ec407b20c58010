"""Signing keys for mail at the selectors that large senders use (RFC 6376 §3.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answer, Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Status, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.dkim_selector",)
RULE = f"dkim@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Each selector that answers; when none does, that a key may stand under another name."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "TXT"):
        yield from _signs(zone, answers, tables.rows("dkim_selectors"))


def _signs(zone: str, answers: Answers, rows: Sequence[Mapping[str, Any]]) -> Iterator[Sign]:
    name = "zone.dkim_selector"
    asked = [(row, answers.get((f"{row['selector']}._domainkey.{zone}", "TXT"))) for row in rows]
    had = [(row, answer) for row, answer in asked if answer is not None]
    keys = [(row, answer, key) for row, answer in had if (key := _key(row["selector"], answer))]
    for row, answer, key in keys:
        reason = f"The selector {row['selector']} of {zone} holds a key; it is used by {row['sender']}."
        yield reading(zone, name, key, [answer], reason, rule=RULE)
    if had and not keys:
        reason = (
            f"None of {len(had)} well-known selectors of {zone} holds a key; "
            "one may stand under another name."
        )
        rests_on = [answer for _, answer in had]
        yield reading(zone, name, None, rests_on, reason, rule=RULE, status=Status.INSUFFICIENT)


def _key(selector: str, answer: Answer) -> Value:
    """What the first record with a key says; None when there is none."""
    for record in answer.records:
        parts = [part.partition("=") for part in record.split(";")]
        tags = {name.strip(): value.strip() for name, _, value in parts}
        if "p" in tags and tags.get("v", "DKIM1") == "DKIM1":
            # An empty key is a revoked one (RFC 6376 §3.6.1); t=y is a test.
            return {
                "selector": selector,
                "key_type": tags.get("k", "rsa"),
                "revoked": not tags["p"],
                "testing": "y" in tags.get("t", "").split(":"),
            }
    return None
