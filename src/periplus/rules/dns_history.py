"""Which records a name had before, as services and our own earlier cases saw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeGuard

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.dns_history import DnsSeen
from periplus.measures.dns_answers import Answers, answers_in
from periplus.model import Claim, Fact, Layer, Observation, Sign, Status, Subject, Tables

VERSION = 1
READS = (DnsSeen, DnsRecord, DnsAnswer)
WRITES = ("host.dns_history", "host.dns_since")
RULE = f"dns_history@{VERSION}"

# Passive DNS sees a busy name every few weeks: what it has not seen for half a year is gone.
CURRENT = timedelta(days=180)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading per record and span, PAST when it is answered no more, and since when."""
    answers = answers_in(observations)
    now = {(o.fact.name, o.fact.rdtype, o.fact.data) for o in observations if _answers(o.fact)}
    oldest: dict[Subject, tuple[str, Observation]] = {}
    for told in observations:
        if not isinstance(told.fact, DnsSeen):
            continue
        yield _seen(told, told.fact, _Today(answers, now), as_of)
        since = (told.fact.first_on or told.fact.last_on or as_of.date()).isoformat()
        oldest[told.subject] = min(
            oldest.get(told.subject, (since, told)), (since, told), key=lambda one: (one[0], one[1].id)
        )
    for subject, (since, told) in sorted(oldest.items()):
        yield Sign.on(
            told,
            predicate="host.dns_since",
            value=since,
            layer=Layer.NAMING,
            channel="archive",
            reason=f"The oldest record of {subject.key} that was handed over is of {since}.",
            rule=RULE,
        )


def _answers(fact: Fact) -> TypeGuard[DnsRecord]:
    return isinstance(fact, DnsRecord) and fact.section == "answer"


@dataclass(frozen=True, slots=True)
class _Today:
    """What is answered now."""

    answers: Answers
    records: AbstractSet[tuple[str, str, str]]  # owner, type, data

    def tells(self, name: str, rdtype: str) -> bool:
        # An alias stands in the answer to any question about its name (RFC 1034 §3.6.2).
        asked = self.answers.get((name, "A" if rdtype == "CNAME" else rdtype))
        return asked is not None and asked.told


def _seen(told: Observation, fact: DnsSeen, today: _Today, as_of: datetime) -> Sign:
    name = told.subject.key
    first, last = fact.first_on, fact.last_on
    span = " to ".join(dict.fromkeys(str(day) for day in (first, last) if day))
    standing, past = "", as_of - told.observed_at > CURRENT
    if today.tells(name, fact.rdtype):
        past = (name, fact.rdtype, fact.data) not in today.records
        standing = ", and is answered no more" if past else ", and is answered still"
    sign = Sign.on(
        told,
        predicate="host.dns_history",
        value={
            "type": fact.rdtype,
            "data": fact.data,
            "first_on": first.isoformat() if first else None,
            "last_on": last.isoformat() if last else None,
        },
        layer=Layer.NAMING,
        channel="archive",
        reason=f"The {fact.rdtype} record {fact.data} of {name} was seen, {span}{standing}.",
        rule=RULE,
    )
    return replace(sign, status=Status.PAST) if past else sign
