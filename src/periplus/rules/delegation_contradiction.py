"""Where root zone, IANA record and the zone itself differ (RFC 1034 §4.2.2; RFC 4035 §2.4)."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from periplus.facts.dated import DatedFact
from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.facts.root_zone import root_record
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 2
READS = (DatedFact, DnsAnswer, DnsRecord, RegistryAttribute, RegistryNameServer)
WRITES = ("zone.delegation_contradiction",)
RULE = f"delegation_contradiction@{VERSION}"

FRESH = timedelta(days=31)
"""A copy of the root zone that is older than this differs because time has passed."""
_NAMED = 12
_ITSELF = "the zone itself"
_WHAT = {
    "name servers": "name server",
    "addresses": "address",
    "delegation signers": "delegation signer",
}


@dataclass(slots=True)
class _Side:
    """What one source has of a zone: values by what they are, each with its observations."""

    name: str
    found: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    observed_at: list[datetime] = field(default_factory=list)

    def add(self, what: str, value: str, observation: Observation) -> None:
        self.found[what][value].add(observation.id)
        self.observed_at.append(observation.observed_at)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One finding per pair of sources and kind of difference, for top-level domains."""
    zones = {
        one.subject
        for one in observations
        if one.subject.kind is SubjectKind.ZONE and "." not in one.subject.key
    }
    for zone in sorted(zones):
        sides = [
            side
            for side in (
                _root(zone, observations, as_of),
                _record(zone, observations),
                _itself(zone, observations),
            )
            if side.found.get("name servers")
        ]
        for one, other in combinations(sides, 2):
            yield from _differences(zone, one, other)


# ---------------------------------------------------------------- the sides


def _root(zone: Subject, observations: Sequence[Observation], as_of: datetime) -> _Side:
    """The newest copy of the root zone, unless it is too old to be held against the others."""
    copies = [one for one in observations if one.subject == zone and root_record(one.fact)]
    newest = max((one.observed_at for one in copies), default=as_of)
    side = _Side(f"the root zone of {newest:%Y-%m-%d}")
    for one in copies if as_of - newest <= FRESH else ():
        record = root_record(one.fact)
        if record is not None and one.observed_at == newest:
            _add_record(side, record, one)
    return side


def _add_record(side: _Side, record: DnsRecord, observation: Observation) -> None:
    match record.rdtype:
        case "NS":
            side.add("name servers", record.data, observation)
        case "DS":
            side.add("delegation signers", _signer(record.data), observation)
        case "A" | "AAAA":
            side.add("addresses", f"{record.name} {record.data}", observation)


def _record(zone: Subject, observations: Sequence[Observation]) -> _Side:
    side = _Side("the IANA record")
    for one in observations:
        if one.subject != zone:
            continue
        match one.fact:
            case RegistryNameServer(host=host, addresses=addresses):
                side.add("name servers", host, one)
                for address in addresses:
                    side.add("addresses", f"{host} {address}", one)
            case RegistryAttribute(attribute="ds", value=value):
                side.add("delegation signers", _signer(value), one)
    return side


def _itself(zone: Subject, observations: Sequence[Observation]) -> _Side:
    """What the zone answers for itself, of questions that were answered in full."""
    whole = {
        (one.evidence, one.fact.rdtype)
        for one in observations
        if isinstance(one.fact, DnsAnswer) and one.fact.rcode == "NOERROR" and not one.fact.truncated
    }
    side = _Side(_ITSELF)
    answers = [
        (one, one.fact)
        for one in observations
        if isinstance(one.fact, DnsRecord)
        and one.fact.section == "answer"
        and (one.evidence, one.fact.rdtype) in whole
    ]
    for one, record in answers:
        if one.subject == zone and record.rdtype == "NS":
            side.add("name servers", record.data, one)
    named = dict(side.found["name servers"])
    for one, record in answers:
        if record.rdtype in {"A", "AAAA"} and record.name in named:
            _add_record(side, record, one)
            # That the host is a name server of the zone is what makes its address one to compare.
            side.found["addresses"][f"{record.name} {record.data}"] |= named[record.name]
    return side


def _signer(text: str) -> str:
    """Key tag, algorithm, digest type and digest in one form."""
    words = text.upper().split()
    return " ".join((*words[:3], "".join(words[3:])))


# ---------------------------------------------------------------- the differences


def _differences(zone: Subject, one: _Side, other: _Side) -> Iterator[Sign]:
    for what in _WHAT:
        mine, yours = _comparable(what, one, other)
        if mine.keys() != yours.keys():
            parts = [*_only(what, one, other, mine, yours), *_only(what, other, one, yours, mine)]
            support = {i for values in (mine, yours) for ids in values.values() for i in ids}
            yield _sign(zone, what, (one, other), "; ".join(parts), support)


_Values = Mapping[str, set[str]]


def _comparable(what: str, one: _Side, other: _Side) -> tuple[_Values, _Values]:
    """The values of both; of addresses only those of a host and family that both tell."""
    mine, yours = one.found[what], other.found[what]
    if what == "name servers":
        return mine, yours
    if what == "delegation signers":
        # They stand at the parent alone, so the zone itself has none to compare.
        return ({}, {}) if _ITSELF in (one.name, other.name) else (mine, yours)
    both = {_host_and_family(v) for v in mine} & {_host_and_family(v) for v in yours}
    return (
        {v: ids for v, ids in mine.items() if _host_and_family(v) in both},
        {v: ids for v, ids in yours.items() if _host_and_family(v) in both},
    )


def _host_and_family(value: str) -> tuple[str, int]:
    host, _, address = value.partition(" ")
    return host, ipaddress.ip_address(address).version


def _only(what: str, side: _Side, other: _Side, mine: _Values, yours: _Values) -> Iterator[str]:
    alone = sorted(mine.keys() - yours.keys())
    if alone:
        more = f" and {len(alone) - _NAMED} more" if len(alone) > _NAMED else ""
        noun = _WHAT[what] if len(alone) == 1 else what
        listed = ", ".join(alone[:_NAMED]) + more
        yield f"{side.name} has the {noun} {listed}, and {other.name} has not"


def _sign(zone: Subject, what: str, sides: tuple[_Side, _Side], text: str, support: set[str]) -> Sign:
    sentence = f"{text[:1].upper()}{text[1:]}."
    return Sign(
        subject=zone,
        predicate="zone.delegation_contradiction",
        value={"between": f"{sides[0].name} and {sides[1].name}: {what}", "finding": sentence},
        layer=Layer.NAMING,
        channel="registry",
        basis=Basis.DEDUCED,
        observed_at=min(min(side.observed_at) for side in sides),
        support=tuple(sorted(support)),
        reason=sentence,
        rule=RULE,
    )
