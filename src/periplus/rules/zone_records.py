"""The records at a zone's own name, and what its verification tokens tell (RFC 1035 §3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.dns import DnsRecord
from periplus.model import Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables, Value

VERSION = 2
READS = (DnsRecord,)
WRITES = ("zone.record", "zone.verification")
RULE = f"zone_records@{VERSION}"

_TYPES = frozenset(
    {
        "A", "AAAA", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "MX", "NS", "NSEC3PARAM", "SOA",
        "SRV", "SVCB", "TLSA", "TXT",
    }
)  # fmt: skip


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per record of an answer about the zone that was looked at, and per token."""
    rows = [(row, re.compile(row["pattern"])) for row in tables.rows("verifications")]
    # Who asked does not count: one answer serves a host and the zone of the same name.
    zones = {one.target.key for one in observations if one.target.kind is SubjectKind.ZONE}
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, DnsRecord) or fact.section != "answer" or fact.rdtype not in _TYPES:
            continue
        if fact.name not in zones:
            continue
        value: Value = {"type": fact.rdtype, "data": fact.data}
        reason = f"The zone {fact.name} has this {fact.rdtype} record."
        yield _sign(observation, fact, "zone.record", value, reason)
        if fact.rdtype == "TXT":
            yield from _tokens(observation, fact, rows)


def _tokens(
    observation: Observation,
    fact: DnsRecord,
    rows: Sequence[tuple[Mapping[str, Any], re.Pattern[str]]],
) -> Iterator[Sign]:
    for row, pattern in rows:
        match = pattern.match(fact.data)
        if match:
            value = {
                "service": row["service"],
                "record": fact.data,
                "tells": row["meaning"],
            }
            yield _sign(observation, fact, "zone.verification", value, row["meaning"])
            return


def _sign(observation: Observation, fact: DnsRecord, predicate: str, value: Value, reason: str) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=fact.name),
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        channel="dns-auth" if fact.authoritative else "dns-third-party",
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=reason,
        rule=RULE,
    )
