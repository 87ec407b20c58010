"""Answers with their signatures, as RRsets that can be checked (RFC 4035 §5.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

from periplus.facts.dnssec import SignedAnswer, WireRecord
from periplus.model import Observation

Question: TypeAlias = tuple[str, str]
"""A name, lower case without trailing dot, and a record type."""
Rdata: TypeAlias = Any  # dns.rdata.Rdata, whose subclasses carry fields that its type does not tell
MOST_RDATA_BYTES = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Rrset:
    """Records of one owner and type, and the signatures that came with them."""

    name: dns.name.Name
    rdtype: str
    ttl_s: int
    records: tuple[Rdata, ...]
    signatures: tuple[Rdata, ...]
    ids: tuple[str, ...]  # observations of the records and of their signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was answered to one question that asked for signatures."""

    question: Question
    rcode: str
    at: datetime
    header_id: str
    answer: tuple[Rrset, ...] = ()
    authority: tuple[Rrset, ...] = ()

    @property
    def heard(self) -> bool:
        """Whether it says what there is or is not."""
        return self.rcode in ("NOERROR", "NXDOMAIN")

    @property
    def asked(self) -> Rrset | None:
        """The RRset of the asked name and type."""
        return self.of(self.question[1])

    def of(self, rdtype: str) -> Rrset | None:
        """The RRset of the asked name and another type."""
        name = named(self.question[0])
        return next((one for one in self.answer if one.name == name and one.rdtype == rdtype), None)

    @property
    def ids(self) -> tuple[str, ...]:
        """The header and all records."""
        sets = (*self.answer, *self.authority)
        return tuple(dict.fromkeys((self.header_id, *(i for one in sets for i in one.ids))))


def named(text: str) -> dns.name.Name:
    """The absolute name of a text; the root for what is none."""
    try:
        return dns.name.from_text(text, dns.name.root)
    except (dns.exception.DNSException, ValueError):
        return dns.name.root


def plain(name: dns.name.Name) -> str:
    """A name in lower case without trailing dot; `.` for the root."""
    return str(name.to_text(omit_final_dot=True)).lower()


@dataclass(slots=True)
class _Capture:
    header: Observation | None = None
    records: list[Observation] = field(default_factory=list)


def told_in(observations: Iterable[Observation]) -> dict[Question, Told]:
    """The answer to each question; of several, the last that tells, else the last."""
    captures: dict[str, _Capture] = defaultdict(_Capture)
    for observation in observations:
        if isinstance(observation.fact, SignedAnswer):
            captures[observation.evidence].header = observation
        elif isinstance(observation.fact, WireRecord):
            captures[observation.evidence].records.append(observation)
    found: dict[Question, Told] = {}
    for capture in captures.values():
        if capture.header is None or not isinstance(capture.header.fact, SignedAnswer):
            continue
        told = _told(capture.header, capture.header.fact, capture.records)
        if told.heard or told.question not in found:
            found[told.question] = told
    return found


def _told(seen: Observation, header: SignedAnswer, records: Sequence[Observation]) -> Told:
    return Told(
        question=(header.name, header.rdtype),
        rcode=header.rcode,
        at=seen.observed_at,
        header_id=seen.id,
        answer=_rrsets(one for one in records if _section(one) == "answer"),
        authority=_rrsets(one for one in records if _section(one) == "authority"),
    )


def _section(observation: Observation) -> str:
    return observation.fact.section if isinstance(observation.fact, WireRecord) else ""


def _rrsets(records: Iterable[Observation]) -> tuple[Rrset, ...]:
    held: dict[tuple[str, str], list[tuple[str, int, Rdata]]] = defaultdict(list)
    signatures: dict[tuple[str, str], list[tuple[str, int, Rdata]]] = defaultdict(list)
    for observation in records:
        fact = observation.fact
        rdata = rdata_of(fact) if isinstance(fact, WireRecord) else None
        if rdata is None or not isinstance(fact, WireRecord):
            continue
        entry = (observation.id, fact.ttl_s, rdata)
        if fact.rdtype == "RRSIG":
            covered = str(dns.rdatatype.to_text(rdata.type_covered))
            signatures[fact.name, covered].append(entry)
        else:
            held[fact.name, fact.rdtype].append(entry)
    return tuple(_rrset(key, held[key], signatures.get(key, [])) for key in held)


def _rrset(
    key: tuple[str, str],
    records: Sequence[tuple[str, int, Rdata]],
    signatures: Sequence[tuple[str, int, Rdata]],
) -> Rrset:
    return Rrset(
        name=named(key[0]),
        rdtype=key[1],
        ttl_s=min(ttl for _, ttl, _ in records),
        # RFC 4034 §6.3: duplicates count once.
        records=tuple(dict.fromkeys(rdata for _, _, rdata in records)),
        signatures=tuple(rdata for _, _, rdata in signatures),
        ids=tuple(identity for identity, _, _ in (*records, *signatures)),
    )


def rdata_of(fact: WireRecord) -> Rdata | None:
    """The record's data; None when it cannot be read."""
    try:
        wire = bytes.fromhex(fact.rdata)
        kind = dns.rdatatype.from_text(fact.rdtype)
        return dns.rdata.from_wire(dns.rdataclass.IN, kind, wire, 0, len(wire))
    except (dns.exception.DNSException, ValueError, IndexError, KeyError, OverflowError):
        return None


def listed(told: Mapping[Question, Told], questions: Iterable[Question]) -> tuple[Told, ...]:
    """The answers to these questions, as far as there are any."""
    return tuple(told[question] for question in questions if question in told)
