"""Which addresses are of the public Internet (RFC 6890 and the IANA special-purpose registries)."""

from __future__ import annotations

import ipaddress
from enum import Enum
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


class Kind(Enum):
    """Where an address may be used."""

    PUBLIC = "public"
    LABORATORY = "laboratory"  # documentation and benchmarking: exists only in a lab
    CLOSED = "closed"


# Our own tables: the standard library's is_global changed its answers within 3.11, and says yes to
# NAT64 and 6to4, through which an IPv4 address of any kind can be reached.
_CLOSED = {
    "0.0.0.0/8": "an unspecified address",
    "10.0.0.0/8": "a private address (RFC 1918)",
    "100.64.0.0/10": "a shared address (RFC 6598)",
    "127.0.0.0/8": "a loopback address",
    "168.63.129.16/32": "a metadata address",
    "169.254.169.254/32": "a metadata address",
    "169.254.0.0/16": "a link-local address (RFC 3927)",
    "172.16.0.0/12": "a private address (RFC 1918)",
    "192.0.0.0/24": "a protocol assignment (RFC 6890)",
    "192.88.99.0/24": "a 6to4 relay (RFC 7526)",
    "192.168.0.0/16": "a private address (RFC 1918)",
    "224.0.0.0/4": "a multicast address",
    "240.0.0.0/4": "a reserved address",
    "::/128": "an unspecified address",
    "::1/128": "a loopback address",
    "::ffff:0:0/96": "an IPv4-mapped address (RFC 4291)",
    "::ffff:0:0:0/96": "an IPv4-translated address (RFC 2765)",
    "::/96": "an IPv4-compatible address (RFC 4291)",
    "64:ff9b::/96": "a NAT64 address (RFC 6052)",
    "64:ff9b:1::/48": "a NAT64 address (RFC 8215)",
    "2001::/32": "a Teredo address (RFC 4380)",
    "2002::/16": "a 6to4 address (RFC 3056)",
    "fd00:ec2::254/128": "a metadata address",
    "fc00::/7": "a private address (RFC 4193)",
    "fe80::/10": "a link-local address (RFC 4291)",
    "fec0::/10": "a site-local address (RFC 3879)",
    "ff00::/8": "a multicast address",
}
_LABORATORY = {
    "192.0.2.0/24": "a documentation address (RFC 5737)",
    "198.51.100.0/24": "a documentation address (RFC 5737)",
    "203.0.113.0/24": "a documentation address (RFC 5737)",
    "198.18.0.0/15": "a benchmarking address (RFC 2544)",
    "2001:2::/48": "a benchmarking address (RFC 5180)",
    "2001:db8::/32": "a documentation address (RFC 3849)",
    "3fff::/20": "a documentation address (RFC 9637)",
}
_PROTOCOL = "a protocol assignment (RFC 2928)"
_NOT_UNICAST = "outside the global unicast space (RFC 4291)"


def _table(kind: Kind, rows: dict[str, str]) -> list[tuple[Network, Kind, str]]:
    return [(ipaddress.ip_network(prefix), kind, meaning) for prefix, meaning in rows.items()]


_ROWS = _table(Kind.CLOSED, _CLOSED) + _table(Kind.LABORATORY, _LABORATORY)
_ROWS.sort(key=lambda row: -row[0].prefixlen)
_PROTOCOL_ASSIGNMENTS = ipaddress.ip_network("2001::/23")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def parse_address(text: object) -> Address | None:
    """The address, or None for anything but one plain address: no zone index, no prefix."""
    if not isinstance(text, str) or "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def kind_of(address: Address) -> tuple[Kind, str]:
    """Where the address may be used, and what it is in words; the longest matching row decides."""
    for network, kind, meaning in _ROWS:
        if address in network:
            return kind, meaning
    if address in _PROTOCOL_ASSIGNMENTS:
        return Kind.CLOSED, _PROTOCOL
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return Kind.CLOSED, _NOT_UNICAST
    return Kind.PUBLIC, "a public address"
