"""DNS messages (RFC 1035) and their records."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import dns.exception
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.reversename

from periplus.facts.dns_wire import (
    MalformedError,
    RawRecord,
    WireMessage,
    read_name,
    read_wire,
    u16,
    within,
)
from periplus.facts.selector import byte_range
from periplus.model import Fact, Lead, Reading, Relation, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsRecord(Fact):
    """One resource record of an answer, authority or additional section."""

    name: str  # owner, lower case, no trailing dot
    rdtype: str  # mnemonic: A, NS, TXT
    ttl_s: int
    data: str  # presentation form, names lower case without trailing dot; TXT strings joined
    section: str  # answer, authority, additional
    authoritative: bool  # the AA bit of the message

    def leads(self) -> Iterable[Lead]:
        """Name servers, mail exchanges, aliases and addresses."""
        if self.rdtype not in _LEADS:
            return ()
        relation, kind = _LEADS[self.rdtype]
        text = self.data.rpartition(" ")[2]
        subject = _subject(kind, text)
        # "." is the null MX (RFC 7505).
        return (Lead(relation=relation, subject=subject),) if subject and text != "." else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswer(Fact):
    """The header of a DNS response: what negative answers rest on."""

    name: str
    rdtype: str
    rcode: str  # NOERROR, NXDOMAIN, SERVFAIL, …
    authoritative: bool
    authenticated: bool  # AD bit, RFC 4035 §3.2.3
    truncated: bool
    answers: int  # records of the answer section


_LEADS: dict[str, tuple[Relation, SubjectKind]] = {
    "NS": (Relation.NS_OF, SubjectKind.HOST),
    "MX": (Relation.MX_OF, SubjectKind.HOST),
    "CNAME": (Relation.CNAME_OF, SubjectKind.HOST),
    "A": (Relation.RESOLVES_TO, SubjectKind.ADDRESS),
    "AAAA": (Relation.RESOLVES_TO, SubjectKind.ADDRESS),
}
_HOST_TYPES = frozenset({"A", "AAAA", "CNAME", "HTTPS", "SVCB"})
_PSEUDO_TYPES = frozenset({dns.rdatatype.OPT, dns.rdatatype.TSIG})


def addresses_in(body: bytes) -> Iterator[str]:
    """The addresses that a message answers with."""
    for reading in read_message(body):
        fact = reading.fact
        if isinstance(fact, DnsRecord) and fact.rdtype in {"A", "AAAA"} and fact.section == "answer":
            yield fact.data


def read_message(body: bytes) -> Iterator[Reading]:
    """The header fact and the records of one response; nothing of a query or of other bytes.

    A message that breaks off gives the records before the break, and no header fact: an absence
    must not rest on it.
    """
    message = read_wire(body)
    if message is None:
        return
    if message.whole:
        yield from _header_reading(body, message)
    for raw in message.records:
        yield from _record_reading(body, raw)


def _header_reading(body: bytes, message: WireMessage) -> Iterator[Reading]:
    mnemonic = mnemonic_of(message.rdtype)
    subject = owner_of(message.name, mnemonic)
    if subject is None:
        return
    fact = DnsAnswer(
        name=message.name,
        rdtype=mnemonic,
        rcode=dns.rcode.to_text(dns.rcode.Rcode.make(message.rcode)),
        authoritative=bool(body[2] & 0x04),
        authenticated=bool(body[3] & 0x20),
        truncated=bool(body[2] & 0x02),
        answers=u16(body, 6),
    )
    yield Reading(subject=subject, fact=fact, selector=byte_range(0, message.question_end))


def _record_reading(body: bytes, raw: RawRecord) -> Iterator[Reading]:
    if raw.rdclass != dns.rdataclass.IN or raw.rdtype in _PSEUDO_TYPES:
        return
    mnemonic = mnemonic_of(raw.rdtype)
    subject = owner_of(raw.owner, mnemonic)
    data = _data(body, raw)
    if subject is None or data is None:
        return
    fact = DnsRecord(
        name=raw.owner,
        rdtype=mnemonic,
        ttl_s=raw.ttl if raw.ttl < 2**31 else 0,  # RFC 2181 §8
        data=data,
        section=raw.section,
        authoritative=bool(body[2] & 0x04),
    )
    yield Reading(subject=subject, fact=fact, selector=byte_range(raw.first, raw.end))


# ---------------------------------------------------------------- presentation form


def _data(wire: bytes, raw: RawRecord) -> str | None:
    try:
        match raw.rdtype:
            case dns.rdatatype.NS | dns.rdatatype.CNAME | dns.rdatatype.PTR | dns.rdatatype.DNAME:
                return _exactly(read_name(wire, raw.first), raw.end)
            case dns.rdatatype.MX:
                preference = u16(wire, raw.first)
                return f"{preference} {_exactly(read_name(wire, raw.first + 2), raw.end)}"
            case dns.rdatatype.SOA:
                return _soa(wire, raw)
            case dns.rdatatype.TXT | dns.rdatatype.SPF:
                return joined_strings(wire[raw.first : raw.end])
            case dns.rdatatype.A | dns.rdatatype.AAAA:
                return _address(wire[raw.first : raw.end], raw.rdtype)
            case _:
                return _by_dnspython(wire[raw.first : raw.end], raw.rdtype)
    except MalformedError:
        return None


def _address(rdata: bytes, rdtype: int) -> str:
    if len(rdata) != (4 if rdtype == dns.rdatatype.A else 16):
        raise MalformedError
    return str(ipaddress.ip_address(rdata))


def _exactly(name_and_end: tuple[str, int], end: int) -> str:
    name, read_to = name_and_end
    if read_to != end:
        raise MalformedError
    return name


def _soa(wire: bytes, raw: RawRecord) -> str:
    primary, position = read_name(wire, raw.first)
    mailbox, position = read_name(wire, position)
    if position + 20 != raw.end:
        raise MalformedError
    numbers = (int.from_bytes(wire[at : at + 4]) for at in range(position, raw.end, 4))
    return " ".join((primary, mailbox, *map(str, numbers)))


def joined_strings(rdata: bytes) -> str:
    """The strings of TXT RDATA as one. MalformedError when they break off."""
    parts, position = [], 0
    while position < len(rdata):
        end = within(rdata, position + 1 + rdata[position])
        parts.append(rdata[position + 1 : end])
        position = end
    joined = b"".join(parts)
    try:
        return joined.decode()
    except UnicodeDecodeError:
        return joined.decode("latin-1")


def _by_dnspython(rdata: bytes, rdtype: int) -> str:
    # Only the RDATA is handed over: RFC 3597 §4 allows compression in the types above alone, and
    # dnspython follows pointers through a whole message as long as they lead backwards.
    try:
        known = dns.rdatatype.RdataType.make(rdtype)
        record = dns.rdata.from_wire(dns.rdataclass.IN, known, rdata, 0, len(rdata))
        text = str(record.to_text())
        return text.removesuffix(".").lower() if rdtype == dns.rdatatype.SRV else text
    except (dns.exception.DNSException, ValueError, IndexError, KeyError, OverflowError):
        raise MalformedError from None


def mnemonic_of(rdtype: int) -> str:
    """The mnemonic of a record type, `TYPE65280` when it has none."""
    return str(dns.rdatatype.to_text(dns.rdatatype.RdataType.make(rdtype)))


def owner_of(name: str, rdtype: str) -> Subject | None:
    """Whom a record of this type at a name is about; None when the name is none of ours."""
    if rdtype == "PTR":
        try:
            address = dns.reversename.to_address(dns.name.from_text(name))
            return _subject(SubjectKind.ADDRESS, str(ipaddress.ip_address(address)))
        except (dns.exception.DNSException, ValueError):
            return _subject(SubjectKind.ZONE, name)
    return _subject(SubjectKind.HOST if rdtype in _HOST_TYPES else SubjectKind.ZONE, name)


def _subject(kind: SubjectKind, key: str) -> Subject | None:
    try:
        return Subject(kind=kind, key=key)
    except ValueError:
        return None
