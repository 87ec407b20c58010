"""Registration data: WHOIS (RFC 3912), RDAP (RFC 9083), the IANA root database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from periplus.model import Fact, Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAttribute(Fact):
    """One value that a registry keeps of a zone, prefix or AS number.

    `attribute` is one of: holder, address, country, name (netname, as-name), prefix, status,
    created, changed, whois-server, registration-information, ds, origin, descr, handle, source.
    Dates are ISO 8601.
    """

    attribute: str
    value: str


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
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOrigin(Fact):
    """Which AS announces a prefix, as a route object or an origin service says."""

    prefix: str
    asn: int
    country: str | None = None  # as the service gives it: registered, not located

    def leads(self) -> Iterable[Lead]:
        """The AS."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class AsName(Fact):
    """The registered name of an AS."""

    asn: int
    name: str
    country: str | None
