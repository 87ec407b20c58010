"""The parts of a scenario and their checks (docs/design/scenarios.md)."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from periplus.lab.boxes import FilterPart, KernelPart, StackPart, check_filters, check_stack
from periplus.lab.parts import (
    Part,
    ScenarioError,
    check_address,
    check_lines,
    check_prefix,
    check_text,
)

__all__ = ["Part", "ScenarioError", "Script", "read_script"]

PHP = "php-fpm"
LAND = ipaddress.ip_network("198.18.0.0/16")
"""Where routers have their addresses: half of the benchmarking block (RFC 2544)."""


class Resolver(Part, frozen=True):
    """The recursive resolver of the observer: the laboratory's own, or a program where it can be."""

    address: str
    program: Literal["", "unbound"] = ""


class VantagePart(Part, frozen=True):
    """Where the observer stands: on his machine itself, or behind a user-mode NAT on it.

    `beside`: a second observer stands behind such a NAT, where that program is installed.
    """

    nat: Literal["", "slirp4netns"] = ""
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
    """A machine that serves published addresses."""

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
    check_filters(script.filter, {part.name: part.silent for part in script.router})
    return script


def check_addresses(script: Script) -> None:
    """Addresses and prefixes must be canonical, and behaviours must belong to a server."""
    servers = {address for zone in script.zone for address in zone.servers}
    servers.add(script.resolver.address)
    for address in servers:
        check_address("zone servers", address)
    for server in script.name_server:
        if server.address not in servers:
            msg = f"name_server {server.address} stands in no zone's servers"
            raise ScenarioError(msg)
    for whois in script.whois:
        for address in whois.addresses:
            check_address(f"whois {whois.host}", address)
        for answer in whois.answer:
            check_prefix(f"whois {whois.host}", answer.prefix)
    for web in script.web:
        for address in web.addresses:
            check_address(f"web {web.hosts[0]}", address)
        for page in web.answer:
            check_prefix(f"web {web.hosts[0]}", page.prefix)


def check_texts(script: Script, documents: Mapping[str, bytes]) -> None:
    """Everything that is served has one text, and that text exists."""
    for zone in script.zone:
        check_text(f"zone {zone.name}", zone.records, zone.document, documents)
    for whois in script.whois:
        for answer in whois.answer:
            place = f"whois {whois.host} {answer.query or answer.prefix}"
            check_text(place, answer.text, answer.document, documents)
            if (answer.query is None) == (answer.prefix is None):
                msg = f"{place}: give either query or prefix"
                raise ScenarioError(msg)
    for pack in script.pack:
        check_text(f"pack {pack.name}", pack.rows, pack.document, documents)
    if len({pack.name for pack in script.pack}) < len(script.pack):
        msg = "a pack stands there twice"
        raise ScenarioError(msg)
    for copy in script.history:
        check_text(f"history {copy.date}", copy.text, copy.document, documents)
    for file in script.handed:
        check_text(f"import {file.kind}", None, file.document, documents)
    for web in script.web:
        for page in web.answer:
            place = f"web {web.hosts[0]} {page.path}"
            if page.text is not None or page.document is not None:
                check_text(place, page.text, page.document, documents)


def check_shared_addresses(script: Script) -> None:
    """Hosts behind one address share the version bounds and suites: SNI cannot change them."""
    bounds: dict[str, tuple[str, ...]] = {}
    for web in script.web:
        if not web.hosts or not web.addresses:
            msg = "a web table needs hosts and addresses"
            raise ScenarioError(msg)
        if "varnish" in web.through[:1] or (PHP in web.through and web.through[-2:] != ("nginx", PHP)):
            msg = f"web {web.hosts[0]}: varnish ends no TLS, and php-fpm stands at the end behind nginx"
            raise ScenarioError(msg)
        if web.tls is None:
            continue
        mine = (web.tls.min_version, web.tls.max_version, web.tls.suites, web.tls.order)
        for address in web.addresses:
            if bounds.setdefault(address, mine) != mine:
                msg = f"web {web.hosts[0]}: TLS versions and suites differ at {address}"
                raise ScenarioError(msg)


def check_network(script: Script) -> None:
    """Every line leads to a router that stands before it, and every machine is there once."""
    known: set[str] = set()
    for router in script.router:
        check_address(f"router {router.name}", router.address)
        if ipaddress.ip_address(router.address) not in LAND:
            msg = f"router {router.name}: {router.address} is not within {LAND}"
            raise ScenarioError(msg)
        check_lines(f"router {router.name}", [line.to for line in router.links], known)
        if known and not router.links:
            msg = f"router {router.name}: no line leads to it"
            raise ScenarioError(msg)
        known.add(router.name)
    served: set[str] = set()
    for host in script.host:
        check_lines(f"host {host.name}", [host.router], known)
        check_stack(f"host {host.name}", host.stack, host.kernel)
        if served & {host.name, *host.serves} or host.name in known:
            msg = f"host {host.name}: it, or an address that it serves, stands there twice"
            raise ScenarioError(msg)
        served |= {host.name, *host.serves}
