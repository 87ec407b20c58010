"""What receivers are told of mail that a zone's own exchanges send: check_host() on each (RFC 7208)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answers, answers_in, reading, zones_asked
from periplus.measures.spf_check import check_host
from periplus.measures.spf_macro import Message
from periplus.model import Claim, Observation, Sign, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.exchange_spf",)
RULE = f"spf_senders@{VERSION}"

_MOST_EXCHANGES = 10
_MOST_ADDRESSES = 8


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per exchange and address, where the answers suffice to tell."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "MX"):
        for record in answers[zone, "MX"].records[:_MOST_EXCHANGES]:
            host = record.rpartition(" ")[2]
            for rdtype in ("A", "AAAA"):
                yield from _checked(zone, host, rdtype, answers)


def _checked(zone: str, host: str, rdtype: str, answers: Answers) -> Iterator[Sign]:
    found = answers.get((host, rdtype))
    for address in found.records[:_MOST_ADDRESSES] if found else ():
        message = Message(address=ipaddress.ip_address(address), sender=f"postmaster@{zone}", helo=host)
        told = check_host(message, answers)
        if told.result in ("incomplete", "none"):
            continue
        value: Value = {"host": host, "address": address, "result": told.result, "by": told.reason}
        because = f", by the term {told.reason}" if told.result not in ("permerror", "temperror") else ""
        reason = f"Mail of {zone} that {host} sends from {address} gets the SPF result {told.result}"
        asked = [answers[question] for question in ((zone, "MX"), (host, rdtype), *told.consulted)]
        yield reading(
            zone,
            "zone.exchange_spf",
            value,
            asked,
            f"{reason}{because if told.reason else ''}.",
            rule=RULE,
        )
