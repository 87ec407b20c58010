"""One RRset against the keys of its zone, with bounded work (RFC 4035 §5.3, CVE-2023-50387)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import dns.dnssec
import dns.exception
import dns.name
import dns.node
import dns.rdataset
import dns.rrset
from cryptography.exceptions import UnsupportedAlgorithm

from periplus.measures.signed_answers import Rdata, Rrset

MOST_CHECKS_PER_SET = 8  # BIND and Unbound allow 16 and 8 for an answer since KeyTrap
MOST_CHECKS = 96  # of one zone's whole chain
MOST_SIGNATURES = 64  # looked at per RRset, checked or not
ZONE_KEY, REVOKED, ENTRY = 0x0100, 0x0080, 0x0001  # RFC 4034 §2.1.1, RFC 5011 §7

# What can be wrong with a signature, the most telling last.
FAULTS = (
    "missing",
    "unknown key",
    "unchecked algorithm",
    "not yet valid",
    "expired",
    "wrong",
    "too many",
)

_TOO_MANY = "more signatures and keys were to be tried than is safe, and the rest was left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An algorithm or a digest type as the IANA registry has it."""

    number: int
    name: str
    checked: bool
    against: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What can be checked."""

    algorithms: Mapping[int, Kind]
    digests: Mapping[int, Kind]

    def algorithm(self, number: int) -> Kind:
        """The algorithm of a number; one that nobody registered is not checked."""
        unknown = Kind(number=number, name=f"algorithm {number}", checked=False)
        return self.algorithms.get(number, unknown)

    def digest(self, number: int) -> Kind:
        """The digest type of a number; one that nobody registered is not checked."""
        unknown = Kind(number=number, name=f"digest type {number}", checked=False)
        return self.digests.get(number, unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The outcome for one RRset: the signature that holds, or why none does."""

    fault: str = ""  # one of FAULTS; empty: a signature holds
    why: str = ""  # a clause, as in `the signature by key 5 expired on 2024-01-01`
    signature: Rdata | None = None
    expanded_from: dns.name.Name | None = None  # the wildcard that the answer was made from

    @property
    def holds(self) -> bool:
        """Whether a signature holds."""
        return not self.fault


@dataclass(slots=True)
class Checker:
    """Checks signatures, and counts: hostile zones make each one costly and many of them."""

    known: Known
    left: int = MOST_CHECKS
    spent: dict[str, int] = field(default_factory=dict)

    def check(self, rrset: Rrset, zone: dns.name.Name, keys: Sequence[Rdata], at: datetime) -> Checked:
        """Whether one of the keys of `zone` has signed the RRset for the time `at`."""
        worst = Checked(fault="missing", why=f"no signature came with the {rrset.rdtype} records")
        budget = MOST_CHECKS_PER_SET
        by_tag = _by_tag(keys)
        for signature in rrset.signatures[:MOST_SIGNATURES]:
            early = self._early(rrset, signature, zone, by_tag, at)
            if early is not None:
                worst = _worse(worst, early)
                continue
            for key in by_tag[signature.key_tag, signature.algorithm]:
                if budget <= 0 or self.left <= 0:
                    return Checked(fault="too many", why=_TOO_MANY)
                budget, self.left = budget - 1, self.left - 1
                if _verifies(rrset, signature, key, at):
                    return Checked(signature=signature, expanded_from=_wildcard(rrset, signature))
            why = f"the signature by key {signature.key_tag} does not fit the records"
            worst = _worse(worst, Checked(fault="wrong", why=why, signature=signature))
        return worst

    def _early(
        self,
        rrset: Rrset,
        signature: Rdata,
        zone: dns.name.Name,
        by_tag: Mapping[tuple[int, int], Sequence[Rdata]],
        at: datetime,
    ) -> Checked | None:
        """What is wrong without any arithmetic; None when it must be tried."""
        tag = signature.key_tag
        if signature.signer != zone or signature.labels > len(rrset.name.labels) - 1:
            why = f"the signature names {signature.signer} as its signer"
            return Checked(fault="unknown key", why=why, signature=signature)
        if (tag, signature.algorithm) not in by_tag:
            why = f"the signature is by key {tag}, which the zone does not publish"
            return Checked(fault="unknown key", why=why, signature=signature)
        algorithm = self.known.algorithm(signature.algorithm)
        if not algorithm.checked:
            why = f"the signature uses {algorithm.name}, which is not checked here"
            return Checked(fault="unchecked algorithm", why=why, signature=signature)
        if at > moment(signature.expiration):
            why = f"the signature by key {tag} expired on {day(signature.expiration)}"
            return Checked(fault="expired", why=why, signature=signature)
        if at < moment(signature.inception):
            why = f"the signature by key {tag} is not valid before {day(signature.inception)}"
            return Checked(fault="not yet valid", why=why, signature=signature)
        return None


def _by_tag(keys: Sequence[Rdata]) -> dict[tuple[int, int], list[Rdata]]:
    found: dict[tuple[int, int], list[Rdata]] = {}
    for key in keys:
        if usable(key):
            found.setdefault((key_tag(key), int(key.algorithm)), []).append(key)
    return found


def _worse(one: Checked, other: Checked) -> Checked:
    return max(one, other, key=lambda checked: FAULTS.index(checked.fault))


def usable(key: Rdata) -> bool:
    """Whether a key may sign a zone (RFC 4034 §2.1.1, RFC 5011 §2.1)."""
    return bool(key.flags & ZONE_KEY) and not key.flags & REVOKED and key.protocol == 3


def key_tag(key: Rdata) -> int:
    """The tag of a key (RFC 4034 Appendix B)."""
    return int(dns.dnssec.key_id(key))


def _verifies(rrset: Rrset, signature: Rdata, key: Rdata, at: datetime) -> bool:
    records = dns.rrset.from_rdata_list(rrset.name, rrset.ttl_s, list(rrset.records))
    keys: dict[dns.name.Name, dns.node.Node | dns.rdataset.Rdataset] = {
        signature.signer: dns.rdataset.from_rdata_list(0, [key])
    }
    try:
        dns.dnssec.validate_rrsig(
            records, signature, keys, None, at.timestamp(), dns.dnssec.allow_all_policy
        )
    except (dns.exception.DNSException, UnsupportedAlgorithm, ValueError, TypeError, ArithmeticError):
        return False  # what a hostile key holds reaches the arithmetic
    return True


def _wildcard(rrset: Rrset, signature: Rdata) -> dns.name.Name | None:
    """The wildcard whose signature an expanded answer carries (RFC 4035 §5.3.4)."""
    labels = len(rrset.name.labels) - 1
    if rrset.name.is_wild() or signature.labels >= labels:
        return None
    return dns.name.Name((b"*", *rrset.name.labels[labels - signature.labels :]))


def moment(seconds: int) -> datetime:
    """The time of an RRSIG field (RFC 4034 §3.1.5)."""
    return datetime.fromtimestamp(seconds, UTC)


def day(seconds: int) -> str:
    """The time of an RRSIG field to the minute."""
    return moment(seconds).strftime("%Y-%m-%d %H:%M UTC")
