"""What a zone says about mail: policies, keys, reports (RFC 7208, 7489, 8461, 8460, 6376, 7672)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from functools import cache

from periplus.facts.capture import read_protocol
from periplus.facts.dns import DnsRecord
from periplus.measures.dns_answers import Answer, Question, answers_in
from periplus.measures.spf import evaluate
from periplus.model import (
    Ask,
    Contact,
    Evidence,
    Observation,
    Reading,
    Relation,
    Subject,
    SubjectKind,
)
from periplus.signatures.tables import load

VERSION = 2
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
PREFIXES = ("_mta-sts", "_smtp._tls", "default._bimi")
_MAX_SPF_QUESTIONS = 24  # ten look-ups, two address types for some, and the record itself
_MAX_PARENTS = 5
_MAX_EXCHANGES = 10


async def fetch(subject: Subject, ask: Ask) -> None:
    """The policies at their fixed names, keys of well-known selectors, and the policy's includes."""
    names = (
        *dmarc_names(subject.key),
        *(f"{prefix}.{subject.key}" for prefix in PREFIXES),
        *(f"{selector}._domainkey.{subject.key}" for selector in selectors()),
    )
    await asyncio.gather(*(ask.dns(name=name, rdtype="TXT") for name in names))
    exchanges = await ask.dns(name=subject.key, rdtype="MX")
    await asyncio.gather(
        *(ask.dns(name=f"_25._tcp.{host}", rdtype="TLSA") for host in _hosts(exchanges))
    )
    await _fetch_policy(subject.key, ask)


def parse(evidence: Evidence) -> Iterator[Reading]:
    """The answer's header and records."""
    yield from read_protocol(evidence)


def _hosts(exchanges: Evidence) -> list[str]:
    """The exchanges of an answer, for which certificates may be pinned (RFC 7672 §2.2.3)."""
    facts = [reading.fact for reading in parse(exchanges)]
    records = [one for one in facts if isinstance(one, DnsRecord) and one.rdtype == "MX"]
    hosts = dict.fromkeys(one.data.rpartition(" ")[2] for one in records)
    return [host for host in hosts if host != "."][:_MAX_EXCHANGES]


def dmarc_names(zone: str) -> tuple[str, ...]:
    """Where a policy for the zone may stand: at the zone, or above it below a top-level domain."""
    labels = zone.split(".")
    above = [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]
    return tuple(f"_dmarc.{name}" for name in above[:_MAX_PARENTS])


@cache
def selectors() -> tuple[str, ...]:
    """The selectors that large senders are known to use."""
    return tuple(str(row["selector"]) for row in load().rows("dkim_selectors"))


async def _fetch_policy(zone: str, ask: Ask) -> None:
    """Ask what the evaluation still misses, until it misses nothing or has had its questions."""
    answers: dict[Question, Answer] = {}
    asked: set[Question] = set()
    while len(asked) < _MAX_SPF_QUESTIONS:
        missing = [one for one in evaluate(zone, answers).missing if one not in asked]
        batch = missing[: _MAX_SPF_QUESTIONS - len(asked)]
        if not batch:
            return
        asked.update(batch)
        captures = await asyncio.gather(*(ask.dns(name=name, rdtype=kind) for name, kind in batch))
        for evidence in captures:
            answers |= answers_in(Observation.of(evidence, reading) for reading in parse(evidence))
