"""Services at well-known names of a zone, and whether any name is answered (RFC 2782, RFC 4592)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.service", "zone.wildcard")
RULE = f"zone_services@{VERSION}"

_SHOWN = 8


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per service that is told, and one on the name that nobody made."""
    answers = answers_in(observations)
    names = {row["name"]: row["service"] for row in tables.rows("service_names")}
    for zone in zones_asked(observations, "TXT"):
        wild = _wildcard(zone, answers)
        yield from wild
        for name, service in names.items():
            yield from _service(zone, name, service, answers)


def _service(zone: str, name: str, service: str, answers: Answers) -> Iterator[Sign]:
    answer = answers.get((f"{name}.{zone}", "SRV"))
    for record in answer.records[:_SHOWN] if answer else ():
        parts = record.split(" ")
        if answer is None or len(parts) != 4:
            continue
        offered = parts[3] not in ("", ".")  # RFC 2782: a dot says that there is none
        value: Value = {
            "service": service,
            "name": name,
            "offered": offered,
            "target": parts[3] if offered else None,
            "port": int(parts[2]),
        }
        where = f"at {parts[3]} port {parts[2]}" if offered else "nowhere"
        reason = f"The zone {zone} says that its {service} is found {where}."
        yield reading(zone, "zone.service", value, [answer], reason, rule=RULE)


def _wildcard(zone: str, answers: Answers) -> list[Sign]:
    name = f"{hashlib.sha256(zone.encode()).hexdigest()[:20]}.{zone}"
    answer = answers.get((name, "A"))
    if answer is None or not answer.told:
        return []
    value: Value = {"answers": bool(answer.records), "data": ", ".join(answer.records[:_SHOWN])}
    reason = f"A name below {zone} that nobody made is not answered: there is no wildcard."
    if answer.records:
        reason = f"A name below {zone} that nobody made is answered, {answer.records[0]}: a wildcard."
    return [reading(zone, "zone.wildcard", value, [answer], reason, rule=RULE)]
