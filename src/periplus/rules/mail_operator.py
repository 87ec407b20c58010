"""Who runs a zone's mail, by the names of its exchanges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.mail_operator",)
RULE = f"mail_operator@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per exchange: a service of the table, the zone itself, or another name."""
    rows = [(re.compile(row["pattern"]), row["operator"]) for row in tables.rows("mail_operators")]
    answers = answers_in(observations)
    for zone in zones_asked(observations, "MX"):
        answer = answers[zone, "MX"]
        for record, identity in zip(answer.records, answer.record_ids, strict=True):
            host = record.rpartition(" ")[2]
            if host == ".":
                continue
            service = next((name for pattern, name in rows if pattern.search(host)), "")
            own = host == zone or host.endswith(f".{zone}")
            value: Value = {"host": host, "operator": service, "own_name": own}
            reason = f"The exchange {host} of {zone} has a name {_whose(zone, service, own=own)}."
            told = reading(zone, "zone.mail_operator", value, [answer], reason, rule=RULE)
            yield replace(told, support=(identity,))


def _whose(zone: str, service: str, *, own: bool) -> str:
    if service:
        return f"of {service}"
    return f"below {zone}; who runs it stands with its address" if own else "of another zone"
