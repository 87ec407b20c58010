"""Hosts behind an edge, as its persistence cookies encode them (F5 article K6917)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from periplus.facts.http import SetCookie
from periplus.model import Basis, Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (SetCookie,)
WRITES = ("site.backend",)
RULE = f"backend@{VERSION}"

# NetScaler sets service address and port off by fixed numbers where its cookie is not encrypted.
_NETSCALER_ADDRESS, _NETSCALER_PORT = 0x03081E11, 0x3630


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per cookie that tells a backend; what it tells passes through the edge."""
    for one in observations:
        if not isinstance(one.fact, SetCookie):
            continue
        for product, name, decode in _FORMS:
            if re.fullmatch(name, one.fact.name, re.IGNORECASE):
                backend = decode(one.fact.value)
                if backend is not None:
                    yield _sign(one, one.fact.name, product, backend)
                    break


def _sign(one: Observation, name: str, product: str, backend: str) -> Sign:
    return Sign(
        subject=one.subject,
        predicate="site.backend",
        value=backend,
        layer=Layer.BEHIND,
        channel="http-response",
        basis=Basis.DEDUCED,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=(
            f"The cookie {name} keeps the visitor at one host behind {product}, and its value encodes "
            f"{backend}: what stands behind the edge tells this of itself to every visitor."
        ),
        rule=RULE,
    )


def big_ip(value: str) -> str | None:
    """The host of an unencrypted BIG-IP cookie, in each of its four forms."""
    if found := re.fullmatch(r"(\d{1,10})\.(\d{1,5})\.0000", value, re.ASCII):
        address, port = int(found[1]), int(found[2])
        if address > 0xFFFFFFFF or port > 0xFFFF:
            return None
        return _shown(address.to_bytes(4, "little"), int.from_bytes(port.to_bytes(2, "little")))
    if found := re.fullmatch(r"vi([0-9a-f]{32})\.(\d{1,5})", value, re.IGNORECASE | re.ASCII):
        port = int(found[2])
        swapped = int.from_bytes(port.to_bytes(2, "little")) if port <= 0xFFFF else 0
        return _shown(bytes.fromhex(found[1]), swapped)
    if found := re.fullmatch(r"rd\d{1,5}o([0-9a-f]{32})o(\d{1,5})", value, re.IGNORECASE | re.ASCII):
        return _shown(bytes.fromhex(found[1]), int(found[2]))
    return None


def netscaler(value: str) -> str | None:
    """The service of a NetScaler cookie that is not encrypted."""
    found = re.fullmatch(r"f{8}([0-9a-f]{8})[0-9a-f]{24}([0-9a-f]{4})", value, re.IGNORECASE)
    if found is None:
        return None
    address = int(found[1], 16) ^ _NETSCALER_ADDRESS
    return _shown(address.to_bytes(4), int(found[2], 16) ^ _NETSCALER_PORT)


def _route(value: str) -> str | None:
    """The worker's name that Apache's balancer and servlet containers put behind a dot."""
    found = re.fullmatch(r"[^.]{0,128}\.([A-Za-z0-9_-]{1,40})", value, re.ASCII)
    return found[1] if found else None


def _shown(address: bytes, port: int) -> str | None:
    """`address:port`; None for what no host behind an edge can have."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = (
        ipaddress.IPv4Address(address) if len(address) == 4 else ipaddress.IPv6Address(address)
    )
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if not port or found.is_unspecified or found.is_multicast or found.is_loopback:
        return None
    return f"[{found}]:{port}" if found.version == 6 else f"{found}:{port}"


_FORMS: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("F5 BIG-IP", "BIGipServer.+", big_ip),
    ("Citrix NetScaler", "NSC_.+", netscaler),
    ("Apache's balancer", "ROUTEID|BALANCEID", _route),
    ("a servlet container's balancer", "JSESSIONID", _route),
)
