"""What receivers are asked to do with mail that fails (RFC 7489 §6, draft-ietf-dmarc-dmarcbis)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answer, Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Status, Tables, Value

VERSION = 2
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.dmarc",)
RULE = f"dmarc@{VERSION}"

_VERSION_TAG = re.compile(r"v\s*=\s*DMARC1\s*(?:;|$)")
_POLICIES = ("none", "quarantine", "reject")


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per zone whose own policy name was asked for."""
    answers = answers_in(observations)
    # The same zones as the sender policy's: those that a run looked at for mail.
    for zone in zones_asked(observations, "TXT"):
        yield from _sign(zone, answers)


def _sign(zone: str, answers: Answers) -> Iterator[Sign]:
    consulted: list[Answer] = []
    for name in _names(zone):
        answer = answers.get((f"_dmarc.{name}", "TXT"))
        if answer is None:
            continue
        consulted.append(answer)
        records = [text for text in answer.records if _VERSION_TAG.match(text)]
        if records:
            value, reason = _read(zone, name, records)
            yield reading(zone, "zone.dmarc", value, consulted, reason, rule=RULE)
            return
    if not consulted:
        return
    if not all(answer.told for answer in consulted):
        reason = f"Whether {zone} has a DMARC policy was not answered."
        status = Status.INSUFFICIENT
        yield reading(zone, "zone.dmarc", None, consulted, reason, rule=RULE, status=status)
        return
    value = {"published": False}
    reason = f"There is no DMARC policy at _dmarc.{zone}, nor in a zone above that was asked."
    yield reading(zone, "zone.dmarc", value, consulted, reason, rule=RULE)


def _names(zone: str) -> Iterator[str]:
    while "." in zone:
        yield zone
        zone = zone.partition(".")[2]


def _read(zone: str, name: str, records: Sequence[str]) -> tuple[Value, str]:
    """The policy for `zone` that the records at `name` give (RFC 7489 §6.6.3)."""
    if len(records) > 1:
        value: Value = {"published": True, "record": records[0], "policy": "invalid", "reports": False}
        return value, f"There are {len(records)} DMARC records at _dmarc.{name}, so none of them counts."
    tags = _tags(records[0])
    policy = tags.get("p", "")
    if name != zone:
        policy = tags.get("sp", policy)  # RFC 7489 §6.3: sp is for the names below
    reports = bool(tags.get("rua"))
    policy = policy.lower()
    if policy not in _POLICIES:
        policy = "none" if reports else "invalid"  # RFC 7489 §6.6.3, step 6
    value = {
        "published": True,
        "record": records[0],
        "policy": policy,
        "subdomain_policy": tags.get("sp", policy).lower(),
        "percent": tags.get("pct", "100"),
        "non_existent": tags.get("np", tags.get("sp", policy)).lower(),
        "testing": tags.get("t", "n").lower() == "y",
        "alignment": f"dkim {_strict(tags, 'adkim')}, spf {_strict(tags, 'aspf')}",
        "reports": reports,
    }
    where = "" if name == zone else f", by the policy of {name}"
    asked = "no policy that can be read" if policy == "invalid" else f"the policy {policy!r}"
    return value, f"DMARC has {asked} for mail of {zone} that fails{where}."


def _strict(tags: Mapping[str, str], name: str) -> str:
    return "strict" if tags.get(name, "r").lower() == "s" else "relaxed"


def _tags(record: str) -> dict[str, str]:
    """Tags and values; of a tag that stands twice the first."""
    found: dict[str, str] = {}
    for part in record.split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), value.strip())
    return found
