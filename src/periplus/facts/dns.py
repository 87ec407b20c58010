"""DNS messages (RFC 1035) and their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from periplus.model import Fact, Lead, Relation, Subject, SubjectKind


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
        raise NotImplementedError


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
