"""Certificates that a zone's exchanges pin in the DNS (DANE for SMTP, RFC 7672)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answer, Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Status, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.exchange_dane",)
RULE = f"mail_dane@{VERSION}"

_MOST_EXCHANGES = 10
_USABLE = ("2", "3")  # RFC 7672 §3.1: DANE-TA and DANE-EE; PKIX usages are undefined for SMTP


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per exchange whose TLSA records were asked for."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "MX"):
        for record in answers[zone, "MX"].records[:_MOST_EXCHANGES]:
            yield from _of(zone, record.rpartition(" ")[2], answers)


def _of(zone: str, host: str, answers: Answers) -> Iterator[Sign]:
    exchanges = answers[zone, "MX"]
    answer = answers.get((f"_25._tcp.{host}", "TLSA"))
    if answer is None:
        return
    name, rests_on = "zone.exchange_dane", [exchanges, answer]
    if not answer.told:
        reason = f"Whether {host} pins its certificate was not answered."
        yield reading(zone, name, None, rests_on, reason, rule=RULE, status=Status.INSUFFICIENT)
        return
    value: Value = {"host": host, "published": bool(answer.records)}
    reason = f"The exchange {host} pins no certificate at _25._tcp.{host}."
    if answer.records:
        usable = [one for one in answer.records if one.partition(" ")[0] in _USABLE]
        secure = _is_secure(exchanges, answer)
        value = {
            "host": host,
            "published": True,
            "record": answer.records[0],
            "records": len(answer.records),
            "usable": len(usable),
            "authenticated": secure,
        }
        reason = f"The exchange {host} pins its certificate{_but(usable=bool(usable), secure=secure)}."
    yield reading(zone, name, value, rests_on, reason, rule=RULE)


def _is_secure(exchanges: Answer, answer: Answer) -> bool:
    # RFC 7672 §2.2: both the way to the exchange and its records must be proven.
    return exchanges.authenticated and answer.authenticated


def _but(*, usable: bool, secure: bool) -> str:
    if not usable:
        return ", by usages that senders of mail do not use"
    return "" if secure else ", but the resolver vouches not for the way there, so senders pass over it"
