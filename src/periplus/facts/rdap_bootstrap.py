"""Which RDAP server to ask: IANA's bootstrap registries (RFC 9224), and redirects (RFC 7480 §5.2)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from periplus.facts.content import read_head
from periplus.facts.selector import load_json
from periplus.model import Subject, SubjectKind

_MAX_SERVICES = 5000
Coverage = Callable[[list[str], str], int | None]  # how closely a service covers a key; None: not


def bootstrap_setting(subject: Subject) -> str:
    """The setting that names the registry for a subject: an address, a ZONE or an ASN."""
    match subject.kind:
        case SubjectKind.ADDRESS:
            return f"rdap_bootstrap_ipv{ipaddress.ip_address(subject.key).version}"
        case SubjectKind.ASN:
            return "rdap_bootstrap_asn"
        case _:
            return "rdap_bootstrap_dns"


def rdap_url(bootstrap: bytes, subject: Subject) -> str | None:
    """The URL to ask: of the service that covers the subject most closely, https first."""
    try:
        registry = load_json(bootstrap)
    except ValueError:
        return None
    key, path, coverage = _question(subject)
    best: tuple[int, str] | None = None
    services = registry.get("services") if isinstance(registry, dict) else None
    for service in services[:_MAX_SERVICES] if isinstance(services, list) else ():
        closeness, url = coverage(_strings(service, 0), key), _service_url(service)
        if closeness is not None and url is not None and (best is None or closeness > best[0]):
            best = closeness, url
    return f"{best[1].rstrip('/')}/{path}/{key}" if best else None


def redirect(url: str, body: bytes) -> str | None:
    """Where a registry that does not hold the object sends us to."""
    head = read_head(body)
    if head is None or head.status_code not in {301, 302, 303, 307, 308}:
        return None
    for location in head.values("location")[:1]:
        try:
            target = urljoin(url, location)
            return target if urlsplit(target).scheme in {"http", "https"} else None
        except ValueError:
            return None
    return None


def _question(subject: Subject) -> tuple[str, str, Coverage]:
    match subject.kind:
        case SubjectKind.ADDRESS:
            return subject.key, "ip", _prefix_length
        case SubjectKind.ASN:
            return subject.key.removeprefix("AS"), "autnum", _range_closeness
        case _:
            return subject.key, "domain", _labels


def _prefix_length(prefixes: list[str], address: str) -> int | None:
    """The length of the longest of a service's prefixes that holds the address."""
    lengths = []
    for prefix in prefixes:
        try:
            network = ipaddress.ip_network(prefix)
        except ValueError:
            continue
        if ipaddress.ip_address(address) in network:
            lengths.append(network.prefixlen)
    return max(lengths, default=None)


def _range_closeness(ranges: list[str], number: str) -> int | None:
    """The smaller the range `FIRST-LAST` around the number, the closer."""
    found = []
    for text in ranges:
        first, _, last = text.partition("-")
        last = last or first
        if _is_number(first) and _is_number(last) and int(first) <= int(number) <= int(last):
            found.append(int(first) - int(last))
    return max(found, default=None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _labels(zones: list[str], name: str) -> int | None:
    """The most labels of a service's zones that the name ends with (RFC 9224 §4)."""
    matching = (z.lower().strip(".") for z in zones)
    return max((z.count(".") for z in matching if z and name.endswith(f".{z}")), default=None)


def _service_url(service: Any) -> str | None:  # noqa: ANN401 - JSON is what it is
    urls = [url for url in _strings(service, 1) if url.startswith(("https://", "http://"))]
    return next(iter(sorted(urls, key=lambda url: not url.startswith("https://"))), None)


def _strings(service: Any, index: int) -> list[str]:  # noqa: ANN401
    if not isinstance(service, list) or len(service) <= index or not isinstance(service[index], list):
        return []
    return [item for item in service[index] if isinstance(item, str)]
