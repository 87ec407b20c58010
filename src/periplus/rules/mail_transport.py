"""Mail exchanges, and what protects the way to them (RFC 5321 §5, 7505, 8461, 8460)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answer, Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Status, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.mail_exchange", "zone.mta_sts", "zone.tls_reporting", "zone.bimi")
RULE = f"mail_transport@{VERSION}"

# prefix of the name, beginning of the record, what it is called, tag that is shown
_TEXTS = {
    "zone.mta_sts": ("_mta-sts", r"v=STSv1\s*(?:;|$)", "MTA-STS record", "id"),
    "zone.tls_reporting": ("_smtp._tls", r"v=TLSRPTv1\s*(?:;|$)", "TLS reporting record", "rua"),
    "zone.bimi": ("default._bimi", r"v=BIMI1\s*(?:;|$)", "BIMI record", "l"),
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Exchanges of every zone whose exchanges were asked for, and the records beside them."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "MX"):
        yield from _exchanges(zone, answers[zone, "MX"])
        for predicate in _TEXTS:
            yield from _text(zone, predicate, answers)


def _exchanges(zone: str, answer: Answer) -> Iterator[Sign]:
    name = "zone.mail_exchange"
    if not answer.told:
        reason = f"The mail exchanges of {zone} were not answered."
        yield reading(zone, name, None, [answer], reason, rule=RULE, status=Status.INSUFFICIENT)
    elif not answer.records:
        # RFC 5321 §5.1: mail then goes to the host itself.
        reason = f"The zone {zone} has no MX record."
        yield reading(zone, name, {"published": False}, [answer], reason, rule=RULE)
    for record in answer.records:
        preference, _, host = record.partition(" ")
        value: Value = {"published": True, "host": host, "preference": int(preference)}
        told = f"The zone {zone} has its mail delivered to {host}."
        if host == ".":
            told = f"The zone {zone} says that it takes no mail (null MX)."
        yield reading(zone, name, value, [answer], told, rule=RULE)


def _text(zone: str, predicate: str, answers: Answers) -> Iterator[Sign]:
    prefix, pattern, called, tag = _TEXTS[predicate]
    answer = answers.get((f"{prefix}.{zone}", "TXT"))
    if answer is None:
        return
    where = f"{prefix}.{zone}"
    records = [text for text in answer.records if re.match(pattern, text)]
    value: Value = {"published": False}
    status = None
    reason = f"There is no {called} at {where}."
    if not answer.told:
        value, status = None, Status.INSUFFICIENT
        reason = f"Whether a record stands at {where} was not answered."
    elif len(records) > 1:
        reason = f"There are {len(records)} records at {where} where one is allowed, so none counts."
    elif records:
        value = {"published": True, "record": records[0], tag: _tag(records[0], tag)}
        reason = f"There is the {called} of {zone} at {where}."
    yield reading(zone, predicate, value, [answer], reason, rule=RULE, status=status)


def _tag(record: str, name: str) -> str:
    parts = (part.partition("=") for part in record.split(";"))
    return next((value.strip() for key, _, value in parts if key.strip() == name), "")
