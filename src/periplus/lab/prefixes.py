"""Which prefix of a scenario answers for an address (RFC 4632 §5.1: the longest)."""

from __future__ import annotations

import ipaddress

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(text: str) -> Network | None:
    """The address or prefix that a query names, host bits allowed; None when it names none."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def covers(prefix: str, inner: Network) -> bool:
    """Whether `prefix` holds all of `inner`."""
    outer = ipaddress.ip_network(prefix)
    if isinstance(outer, ipaddress.IPv4Network):
        return isinstance(inner, ipaddress.IPv4Network) and inner.subnet_of(outer)
    return isinstance(inner, ipaddress.IPv6Network) and inner.subnet_of(outer)


def prefix_length(prefix: str) -> int:
    """The length in bits, for choosing the most specific answer."""
    return ipaddress.ip_network(prefix).prefixlen
