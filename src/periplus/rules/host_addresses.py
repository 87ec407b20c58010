"""Addresses of hosts, and the names that addresses give back (RFC 1035 §3.4.1, §3.5; RFC 3596)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryNameServer
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 2
READS = (DnsRecord, DnsAnswer, RegistryNameServer)
WRITES = ("host.address", "address.ptr")
RULE = f"host_addresses@{VERSION}"

_ADDRESS_TYPES = ("A", "AAAA")
_MAX_ALIASES = 8

Records = Mapping[tuple[str, str], Sequence[tuple[Observation, DnsRecord]]]


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Every address of every host, aliases followed, and every reverse name."""
    records: dict[tuple[str, str], list[tuple[Observation, DnsRecord]]] = defaultdict(list)
    for observation in observations:
        match observation.fact:
            case DnsRecord(name=name, rdtype=rdtype) as record:
                records[name, rdtype].append((observation, record))
            case RegistryNameServer() as server:
                yield from _glue(observation, server)
    signs = [*_forward(records), *_reverse(observations)]
    yield from signs
    yield from _empty(observations, {(sign.subject, sign.predicate) for sign in signs})


def _glue(observation: Observation, server: RegistryNameServer) -> Iterator[Sign]:
    host = Subject(kind=SubjectKind.HOST, key=server.host)
    for address in server.addresses:
        reason = f"The registry lists {address} as an address of {server.host}."
        yield _sign(host, "host.address", address, [observation], reason, channel="registry")


def _forward(records: Records) -> Iterator[Sign]:
    for name in sorted({name for name, _ in records}):
        for chain, observation, record in _addresses(name, records):
            over = f", over {', '.join(one.data for _, one in chain)}" if chain else ""
            reason = f"The name {name} resolves to {record.data}{over}."
            path = [*(one for one, _ in chain), observation]
            host = Subject(kind=SubjectKind.HOST, key=name)
            yield _sign(host, "host.address", record.data, path, reason)


def _addresses(
    name: str, records: Records
) -> Iterator[tuple[list[tuple[Observation, DnsRecord]], Observation, DnsRecord]]:
    """The address records of a name, with the aliases that lead to them (RFC 1034 §3.6.2)."""
    chain: list[tuple[Observation, DnsRecord]] = []
    for _ in range(_MAX_ALIASES):
        for rdtype in _ADDRESS_TYPES:
            for observation, record in records.get((name, rdtype), ()):
                yield chain, observation, record
        aliases = records.get((name, "CNAME"), ())
        if not aliases:
            return
        chain = [*chain, aliases[0]]
        name = aliases[0][1].data


def _reverse(observations: Sequence[Observation]) -> Iterator[Sign]:
    for observation in observations:
        fact, subject = observation.fact, observation.subject
        if isinstance(fact, DnsRecord) and fact.rdtype == "PTR" and _is_address(subject):
            reason = f"The reverse name of {subject.key} is {fact.data}."
            yield _sign(subject, "address.ptr", fact.data, [observation], reason)


def _empty(observations: Sequence[Observation], had: set[tuple[Subject, str]]) -> Iterator[Sign]:
    """What was asked and answered with nothing."""
    for observation in observations:
        fact, subject = observation.fact, observation.subject
        if not isinstance(fact, DnsAnswer) or fact.rcode not in ("NOERROR", "NXDOMAIN"):
            continue
        if fact.rdtype == "PTR" and _is_address(subject) and (subject, "address.ptr") not in had:
            reason = f"The address {subject.key} has no reverse name ({fact.rcode})."
            yield _sign(subject, "address.ptr", None, [observation], reason)
        if (
            fact.rdtype in _ADDRESS_TYPES
            and subject.kind is SubjectKind.HOST
            and not _was_tried(observation)
            and (subject, "host.address") not in had
        ):
            reason = f"The name {subject.key} has no {fact.rdtype} record ({fact.rcode})."
            yield _sign(subject, "host.address", None, [observation], reason)


def _was_tried(observation: Observation) -> bool:
    """Whether a zone was asked for a name below it that nobody named: its absence is no gap."""
    zone = observation.target
    return zone.kind is SubjectKind.ZONE and observation.subject.key != zone.key


def _is_address(subject: Subject) -> bool:
    return subject.kind is SubjectKind.ADDRESS


def _sign(
    subject: Subject,
    predicate: str,
    value: Value,
    path: Sequence[Observation],
    reason: str,
    *,
    channel: str = "",
) -> Sign:
    authoritative = all(getattr(one.fact, "authoritative", False) for one in path)
    told = any(one.basis is Basis.TOLD for one in path)
    return Sign(
        subject=subject,
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        channel=channel or ("dns-auth" if authoritative else "dns-third-party"),
        basis=Basis.TOLD if told else Basis.WITNESSED,
        observed_at=min(one.observed_at for one in path),
        support=tuple(one.id for one in path),
        reason=reason,
        rule=RULE,
        status=Status.INSUFFICIENT if value is None else None,
    )
