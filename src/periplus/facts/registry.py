"""Registration data: WHOIS (RFC 3912), RDAP (RFC 9083), the IANA root database."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from periplus.model import Fact, Lead, Relation, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAttribute(Fact):
    """One value that a registry keeps of a zone, prefix or AS number.

    `attribute` is one of: domain, holder, address, country, name (netname, as-name), prefix, status,
    created, changed, expires, registrar, dnssec (signed, unsigned), whois-server,
    registration-information, ds, origin, descr, handle, source.
    Dates are ISO 8601; an address is one value, its lines joined by comma; a prefix is CIDR, or
    FIRST - LAST when the block is not one prefix.
    """

    attribute: str
    value: str

    def leads(self) -> Iterable[Lead]:
        """The top-level domain that a root database record is about."""
        if self.attribute != "domain" or "." in self.value:
            return ()
        return _lead(Relation.TLD_OF, SubjectKind.ZONE, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryContact(Fact):
    """Who stands in a role. Natural persons never leave the evidence: `person` says one was there."""

    role: str  # administrative, technical, abuse, registrant, …  (RFC 9083 §10.2.4)
    organisation: str | None
    person: bool  # the registry names a natural person, or gives a mailbox or number


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryNameServer(Fact):
    """A name server that a registry lists for a zone, with its glue addresses."""

    host: str
    addresses: tuple[str, ...]  # canonical, IPv4 first

    def leads(self) -> Iterable[Lead]:
        """The host, and its addresses."""
        yield from _lead(Relation.NS_OF, SubjectKind.HOST, self.host)
        for address in self.addresses:
            yield from _lead(Relation.RESOLVES_TO, SubjectKind.ADDRESS, address)


def glue(texts: Iterable[str]) -> tuple[str, ...]:
    """The canonical addresses among these texts, IPv4 first; what is no address is passed over."""
    addresses = []
    for text in texts:
        try:
            addresses.append(ipaddress.ip_address(text))
        except ValueError:
            continue
    ordered = sorted(addresses, key=lambda address: (address.version, int(address)))
    return tuple(map(str, ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOrigin(Fact):
    """Which AS announces a prefix, as a route object or an origin service says."""

    prefix: str
    asn: int
    country: str | None = None  # as the service gives it: registered, not located

    def leads(self) -> Iterable[Lead]:
        """The AS."""
        return _lead(Relation.ORIGINATES, SubjectKind.ASN, f"AS{self.asn}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsName(Fact):
    """The registered name of an AS."""

    asn: int
    name: str
    country: str | None


def _lead(relation: Relation, kind: SubjectKind, key: str) -> Iterable[Lead]:
    try:
        return (Lead(relation=relation, subject=Subject(kind=kind, key=key)),)
    except ValueError:
        return ()


# ---------------------------------------------------------------- blocks of addresses

_MAX_PREFIXES = 64  # any IPv4 range is at most 62 prefixes; IPv6 blocks are registered as one
_SHORT_CIDR = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})/(\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A registered block of addresses: what it is called, and the prefixes it is made of."""

    text: str  # CIDR, or FIRST - LAST
    subjects: tuple[Subject, ...]  # PREFIX

    @classmethod
    def of(cls, text: str) -> Block | None:
        """The block of `FIRST - LAST`, a CIDR, or a CIDR without trailing zeros (200.57.128/19)."""
        first, dash, last = (part.strip() for part in text.partition("-"))
        try:
            if dash:
                return cls.between(first, last)
            network = ipaddress.ip_network(_padded(first), strict=False)
        except ValueError:
            return None
        return cls(text=str(network), subjects=(_prefix(str(network)),))

    @classmethod
    def between(cls, first: str, last: str) -> Block | None:
        """The block from one address to another, both in it; None when that is no block."""
        try:
            start, end = ipaddress.ip_address(first), ipaddress.ip_address(last)
            # TypeError for mixed versions, ValueError for a range that runs backwards.
            ranges = ipaddress.summarize_address_range(start, end)
            networks = [str(network) for network in islice(ranges, _MAX_PREFIXES + 1)]
        except (ValueError, TypeError):
            return None
        if len(networks) > _MAX_PREFIXES:
            return None
        text = networks[0] if len(networks) == 1 else f"{start} - {end}"
        return cls(text=text, subjects=tuple(map(_prefix, networks)))


def _padded(cidr: str) -> str:
    short = _SHORT_CIDR.fullmatch(cidr)
    if short is None:
        return cidr
    octets = short[1].split(".")
    return ".".join(octets + ["0"] * (4 - len(octets))) + f"/{short[2]}"


def _prefix(key: str) -> Subject:
    return Subject(kind=SubjectKind.PREFIX, key=key)


# ---------------------------------------------------------------- dates

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)", re.ASCII)


def iso_date(text: str) -> tuple[str, int, int] | None:
    """The last date in a value, as ISO 8601, and where it stands: `text[first:end]`.

    The last: a `changed` line of old RPSL starts with a mailbox.
    """
    found = None
    for found in _ISO.finditer(text):  # noqa: B007 - the last one
        pass
    if found is not None:
        return found[0], *found.span()
    for found in _COMPACT.finditer(text):  # noqa: B007
        pass
    if found is None or not ("01" <= found[2] <= "12" and "01" <= found[3] <= "31"):
        return None
    return f"{found[1]}-{found[2]}-{found[3]}", *found.span()
