"""What a scenario's parts must be beside one another."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING

from periplus.lab.boxes import check_stack
from periplus.lab.parts import (
    VANTAGE,
    ScenarioError,
    check_address,
    check_lines,
    check_prefix,
    check_text,
)

if TYPE_CHECKING:
    from periplus.lab.script import Script

PHP = "php-fpm"
LAND = ipaddress.ip_network("198.18.0.0/16")
"""Where routers have their addresses: half of the benchmarking block (RFC 2544)."""


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
        check_lines(f"host {host.name}", [host.router], {*known, VANTAGE})
        check_stack(f"host {host.name}", host.stack, host.kernel)
        if served & {host.name, *host.serves} or host.name in known:
            msg = f"host {host.name}: it, or an address that it serves, stands there twice"
            raise ScenarioError(msg)
        served |= {host.name, *host.serves}
