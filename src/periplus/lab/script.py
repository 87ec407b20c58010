"""The parts of a scenario (docs/design/scenarios.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from periplus.lab.boxes import FilterPart, KernelPart, StackPart, check_filters
from periplus.lab.doors import PortsPart, check_ports
from periplus.lab.parts import Part, ScenarioError
from periplus.lab.script_checks import (
    check_addresses,
    check_network,
    check_shared_addresses,
    check_texts,
)

__all__ = ["Part", "ScenarioError", "Script", "read_script"]


class Resolver(Part, frozen=True):
    """The recursive resolver of the observer: the laboratory's own, or a program where it can be."""

    address: str
    program: Literal["", "unbound"] = ""


class VantagePart(Part, frozen=True):
    """Where the observer stands: on his machine itself, or behind what stands before it (lab/nat.py).

    `beside`: a second observer stands behind a user-mode NAT, where that program is installed.
    """

    nat: Literal["", "slirp4netns", "pasta", "haproxy", "web-proxy", "masquerade"] = ""
    beside: Literal["", "slirp4netns"] = ""


class Services(Part, frozen=True):
    """Where the public services of this world are; the keys are those of the program's settings."""

    iana_whois: str
    rdap_bootstrap_ipv4: str
    rdap_bootstrap_ipv6: str
    origin_zone_ipv4: str
    origin_zone_ipv6: str
    as_name_zone: str
    rdap_bootstrap_dns: str = ""  # empty: nobody offers RDAP for domains there
    rdap_bootstrap_asn: str = ""
    ct_search: str = ""
    itu: str = ""
    world_bank: str = ""
    apnic_users: str = ""
    ioda: str = ""
    ripestat: str = ""
    ihr: str = ""
    ooni: str = ""
    mlab: str = ""
    shodan: str = ""
    internetdb: str = ""
    ports: str = ""  # asked of the site at PROBE
    shodan_key: str = ""  # a key of a scenario is no secret
    compare: str = ""
    documents: str = ""  # addresses with blanks between


class SigningPart(Part, frozen=True):
    """The one key with which a zone is signed; a key of a scenario is no secret."""

    key: str
    algorithm: Literal["ECDSAP256SHA256", "ED25519"] = "ECDSAP256SHA256"
    inception: datetime | None = None
    expiration: datetime | None = None


class ZonePart(Part, frozen=True):
    """One copy of a zone in master-file text."""

    name: str
    servers: tuple[str, ...] = ()
    resolver: bool = True
    authenticated: bool = False
    records: str | None = None
    document: str | None = None
    signing: SigningPart | None = None


class NameServerPart(Part, frozen=True):
    """How one name server address behaves."""

    address: str
    behaviour: Literal[
        "answer", "drop", "servfail", "refused", "lame", "garbage", "truncate", "loop", "flood", "drip"
    ] = "answer"
    delay_s: float = 0.0
    chaos: dict[str, str] = msgspec.field(default_factory=dict)
    transfer: bool = False


class WhoisAnswer(Part, frozen=True):
    """The text for one query, or for every address within a prefix."""

    query: str | None = None
    prefix: str | None = None
    document: str | None = None
    text: str | None = None


class WhoisPart(Part, frozen=True):
    """One WHOIS server."""

    host: str
    addresses: tuple[str, ...]
    answer: tuple[WhoisAnswer, ...] = ()
    not_found: str = "No match.\n"
    behaviour: Literal["answer", "drop", "close", "endless"] = "answer"
    delay_s: float = 0.0


class TlsPart(Part, frozen=True):
    """The certificate and the handshake of a web server."""

    names: tuple[str, ...] = ()
    common_name: str | None = None
    key: Literal["EC P-256", "EC P-384", "RSA 2048", "RSA 4096", "Ed25519"] = "EC P-256"
    not_before: datetime | None = None
    not_after: datetime | None = None
    issuer_country: str = "US"
    issuer_organisation: str = "Laboratory"
    issuer: str = "Laboratory Issuing CA"
    root_organisation: str = "Laboratory"
    root: str = "Laboratory Root CA"
    chain: Literal["full", "leaf", "self-signed", "untrusted"] = "full"
    scts: int = 0
    min_version: Literal["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] = "TLSv1.2"
    max_version: Literal["TLSv1.2", "TLSv1.3"] = "TLSv1.3"
    suites: str = "ECDHE+AESGCM"
    order: Literal["server", "client"] = "server"


class WebAnswer(Part, frozen=True):
    """One HTTP response, by path or by prefix below a path."""

    path: str
    prefix: str | None = None
    host: str | None = None
    status: int = 200
    reason: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    cookies: tuple[str, ...] = ()
    document: str | None = None
    text: str | None = None
    framing: Literal["length", "chunked", "close"] = "length"
    coding: Literal["", "gzip"] = ""
    behaviour: Literal["answer", "drop", "close", "endless", "truncate"] = "answer"
    delay_s: float = 0.0


class WebPart(Part, frozen=True):
    """One HTTP service: a site, an RDAP server, a document server."""

    hosts: tuple[str, ...]
    addresses: tuple[str, ...]
    plain: Literal["redirect", "same", "none"] = "redirect"
    behaviour: Literal["answer", "drop", "close"] = "answer"
    through: tuple[Literal["nginx", "haproxy", "varnish", "php-fpm"], ...] = ("nginx",)
    tls: TlsPart | None = None
    answer: tuple[WebAnswer, ...] = ()


class ScopePart(Part, frozen=True):
    """What the owner of the site lets the observer probe: one name and its addresses, no more."""

    authorised_by: str
    names: tuple[str, ...]
    prefixes: tuple[str, ...]


class PackPart(Part, frozen=True):
    """A dated table that the observer has on disk: lines, or a provider's own JSON."""

    name: Literal["as", "country", "city", "providers", "root", "hsts"]
    date: date
    licence: str
    attribution: str = ""
    document: str | None = None
    rows: str | None = None


class WorldTablePart(Part, frozen=True):
    """A public table about networks that the observer has on disk, under a publisher's file name."""

    file: str
    document: str | None = None
    text: str | None = None


class RoutePart(Part, frozen=True):
    """The AS paths by which a collector's peers reach a prefix; each begins with its peer."""

    prefix: str
    paths: tuple[str, ...]


class RoutingPart(Part, frozen=True):
    """A route collector's table: of routers with BIRD where they can be staged, else written as MRT."""

    at: datetime
    peers: tuple[tuple[str, int], ...]
    route: tuple[RoutePart, ...]
    bird: bool = False


class HistoryPart(Part, frozen=True):
    """A dated copy of a record of the root zone database that the observer has on disk."""

    date: date
    document: str | None = None
    text: str | None = None


class ImportPart(Part, frozen=True):
    """A file of another tool that the observer has on disk, for one of the two cases."""

    kind: str
    document: str
    case: Literal["country", "site"] = "site"
    vantage: str | None = None
    about: str | None = None


class LinkPart(Part, frozen=True):
    """A line from a router to one that stands before it."""

    to: str
    delay_ms: float = 0.0


class RouterPart(Part, frozen=True):
    """A machine that forwards; the first is the observer's gateway. `asn`: for whom it speaks BGP."""

    name: str
    address: str
    links: tuple[LinkPart, ...] = ()
    silent: bool = False
    asn: int | None = None


class HostPart(Part, frozen=True):
    """A machine that serves published addresses; `router` may be the vantage: nothing is between."""

    name: str
    router: str
    serves: tuple[str, ...]
    delay_ms: float = 0.0
    stack: StackPart | None = None
    kernel: KernelPart | None = None


class Script(Part, frozen=True):
    """A whole scenario."""

    format: Literal[1]
    title: str
    as_of: datetime
    country: str
    site: str
    resolver: Resolver
    services: Services
    scope: ScopePart | None = None
    zone: tuple[ZonePart, ...] = ()
    name_server: tuple[NameServerPart, ...] = ()
    whois: tuple[WhoisPart, ...] = ()
    web: tuple[WebPart, ...] = ()
    ports: tuple[PortsPart, ...] = ()
    pack: tuple[PackPart, ...] = ()
    history: tuple[HistoryPart, ...] = ()
    world: tuple[WorldTablePart, ...] = ()
    routing: RoutingPart | None = None
    vantage: VantagePart = VantagePart()
    handed: tuple[ImportPart, ...] = msgspec.field(default=(), name="import")
    router: tuple[RouterPart, ...] = ()
    host: tuple[HostPart, ...] = ()
    filter: tuple[FilterPart, ...] = ()


def read_script(tree: Mapping[str, Any], documents: Mapping[str, bytes]) -> Script:
    """The checked parts of a tree. ScenarioError names the place of the first fault."""
    try:
        script = msgspec.convert(dict(tree), Script)
    except msgspec.ValidationError as error:
        raise ScenarioError(str(error)) from None
    if script.as_of.utcoffset() is None:
        msg = "as_of has no time zone: write 2022-11-19T09:00:00Z"
        raise ScenarioError(msg)
    check_addresses(script)
    check_texts(script, documents)
    check_shared_addresses(script)
    check_network(script)
    check_ports(script.ports)
    check_filters(script.filter, {part.name: part.silent for part in script.router})
    return script
