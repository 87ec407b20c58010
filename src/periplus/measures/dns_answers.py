"""Questions and what was answered to them, from the records that were read (RFC 1035 §4.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeGuard

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.model import Basis, Fact, Layer, Observation, Sign, Status, Subject, SubjectKind, Value

Question = tuple[str, str]
"""A name, lower case without trailing dot, and a record type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was answered to one question."""

    rcode: str  # NOERROR, NXDOMAIN, SERVFAIL, …
    records: tuple[str, ...] = ()  # data of the answer's records of that type, aliases followed
    authoritative: bool = False
    authenticated: bool = False  # the resolver says that it has validated
    zone: str | None = None  # owner of the SOA in a negative answer: the zone that speaks (RFC 2308)
    observed_at: datetime | None = None
    support: tuple[str, ...] = ()  # observation ids: header, records, SOA
    record_ids: tuple[str, ...] = ()  # of `records`, in their order

    @property
    def told(self) -> bool:
        """Whether it says what there is or is not."""
        return self.rcode in ("NOERROR", "NXDOMAIN")


Answers = Mapping[Question, Answer]


@dataclass(slots=True)
class _Capture:
    header: Observation | None = None
    records: list[Observation] = field(default_factory=list)


def answers_in(observations: Iterable[Observation]) -> dict[Question, Answer]:
    """The answer to each question; of several, the last that tells, else the last.

    A message without a whole header is no answer: an absence must not rest on it.
    """
    captures: dict[str, _Capture] = defaultdict(_Capture)
    for observation in observations:
        if isinstance(observation.fact, DnsAnswer):
            captures[observation.evidence].header = observation
        elif isinstance(observation.fact, DnsRecord):
            captures[observation.evidence].records.append(observation)
    found: dict[Question, Answer] = {}
    for capture in captures.values():
        if capture.header is None or not isinstance(capture.header.fact, DnsAnswer):
            continue
        header = capture.header.fact
        answer = _answer(capture.header, header, capture.records)
        question = (header.name, header.rdtype)
        if answer.told or question not in found:
            found[question] = answer
    return found


def _answer(seen: Observation, header: DnsAnswer, records: Iterable[Observation]) -> Answer:
    data: list[str] = []
    ids: list[str] = []
    zone: str | None = None
    zone_ids: list[str] = []
    for one in records:
        fact = one.fact
        if not isinstance(fact, DnsRecord):
            continue
        if fact.section == "answer" and fact.rdtype == header.rdtype:
            data.append(fact.data)
            ids.append(one.id)
        elif fact.section == "authority" and fact.rdtype == "SOA":
            zone = fact.name
            zone_ids.append(one.id)
    return Answer(
        rcode=header.rcode,
        records=tuple(data),
        authoritative=header.authoritative,
        authenticated=header.authenticated,
        zone=zone,
        observed_at=seen.observed_at,
        support=(seen.id, *ids, *zone_ids),
        record_ids=tuple(ids),
    )


def zones_asked(observations: Iterable[Observation], rdtype: str) -> tuple[str, ...]:
    """The zones that a run looked at, by name, as far as a question of this type was asked of them.

    Who asked does not count: one answer serves a host and the zone of the same name.
    """
    seen = list(observations)
    targets = {one.target.key for one in seen if one.target.kind is SubjectKind.ZONE}
    asked = {fact.name for one in seen if _is_question(fact := one.fact, rdtype)}
    return tuple(sorted(targets & asked))


def _is_question(fact: Fact, rdtype: str) -> TypeGuard[DnsAnswer]:
    return isinstance(fact, DnsAnswer) and fact.rdtype == rdtype


def reading(
    zone: str,
    predicate: str,
    value: Value,
    answers: Iterable[Answer],
    reason: str,
    *,
    rule: str,
    status: Status | None = None,
) -> Sign:
    """The sign for what these answers say of a zone. ValueError when there are none."""
    rests_on = [answer for answer in answers if answer.observed_at is not None]
    if not rests_on:
        raise ValueError(f"{predicate} of {zone} rests on no answer")
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=zone),
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        channel="dns-auth" if all(one.authoritative for one in rests_on) else "dns-third-party",
        basis=Basis.WITNESSED,
        observed_at=min(one.observed_at for one in rests_on if one.observed_at),
        support=tuple(dict.fromkeys(identity for one in rests_on for identity in one.support)),
        reason=reason,
        rule=rule,
        status=status,
    )
