"""The names of drawn sites as a scenario: a zone, an address for each, and leave to probe them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from periplus.lab.hall import Endpoint
from periplus.lab.scenario import Scenario
from periplus.lab.trial import DrawnSite

BLOCKS = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737
_FIRST, _LAST = 100, 250
MOST = len(BLOCKS) * (_LAST - _FIRST)
HTTP = 80
EMPTY: Mapping[str, Any] = {
    "format": 1,
    "country": "ZZ",
    "services": {
        "iana_whois": "whois.iana.example",
        "rdap_bootstrap_ipv4": "https://rdap.example/ipv4.json",
        "rdap_bootstrap_ipv6": "https://rdap.example/ipv6.json",
        "origin_zone_ipv4": "origin.example",
        "origin_zone_ipv6": "origin6.example",
        "as_name_zone": "as.example",
    },
}
"""Of a world in which nothing is known of anybody."""
_START = datetime(2024, 5, 1, 9, tzinfo=UTC)


def published(sites: Sequence[DrawnSite]) -> Mapping[str, str]:
    """The address of each site, by name. ValueError for more than there are."""
    if len(sites) > MOST:
        msg = f"a world has room for {MOST} sites, not {len(sites)}"
        raise ValueError(msg)
    room = _LAST - _FIRST
    return {
        site.name: f"{BLOCKS[number // room]}.{_FIRST + number % room}"
        for number, site in enumerate(sites)
    }


def connections(
    sites: Sequence[DrawnSite], endpoints: Mapping[str, Endpoint]
) -> Mapping[Endpoint, Endpoint]:
    """Where the published endpoint of each site really is."""
    return {(address, HTTP): endpoints[name] for name, address in published(sites).items()}


def scenario(sites: Sequence[DrawnSite]) -> Scenario:
    """A world in which nothing but the sites' names is known."""
    addresses = published(sites)
    records = "\n".join(f"{name}. A {address}" for name, address in addresses.items())
    tree = {
        **EMPTY,
        "title": "Drawn sites",
        "as_of": _START,
        "site": f"http://{sites[0].name}/",
        "resolver": {"address": "192.0.2.53"},
        "zone": [{"name": ".", "records": records}],
    }
    return Scenario.of("trial", tree, {})
