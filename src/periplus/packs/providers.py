"""Ranges that providers publish, from the shapes in use, as lines of a provider pack."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from periplus.packs.container import PackError

_PREFIX_KEYS = ("ip_prefix", "ipv6_prefix", "ipv4Prefix", "ipv6Prefix")
_CATEGORIES = ("cdn", "waf", "cloud")
_CDN_KEYS = {
    ("addresses", "ipv6_addresses"): "fastly",
    ("ipv4_cidrs", "ipv6_cidrs"): "cloudflare",
}
_TEXT_HOUSES = {"ips-v4": "cloudflare", "ips-v6": "cloudflare"}
# A range stands under the name of the whole house and under its service; the service says more.
_WHOLE_HOUSES = ("AMAZON", "AzureCloud")


def lines(document: bytes, origin: str) -> Iterator[bytes]:
    """`prefix,provider,category,service,region`, one per range; PackError when it is no such file.

    Read are lists of prefixes with service and region (AWS, Google), service tags (Azure), regions
    (Oracle), plain lists of a CDN (Fastly, Cloudflare), and a map of categories (cdn, waf, cloud) to
    providers to prefixes; what is no JSON is a list of one prefix a line, of the provider that the
    file's name tells. These lines are ours, the files are not.
    """
    if document.lstrip()[:1] not in (b"{", b"["):
        return _plain(document, origin)
    try:
        content = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise PackError(f"{origin} is not JSON: {error}") from error
    found = _shaped(content, origin) if isinstance(content, dict) else None
    if found is None:
        raise PackError(f"{origin} holds neither a list of prefixes nor a map of providers")
    return found


def _shaped(content: Mapping[str, Any], origin: str) -> Iterator[bytes] | None:
    if isinstance(content.get("prefixes"), list):
        return _listed(content, origin)
    if isinstance(content.get("values"), list) and "cloud" in content:
        return _tagged(content["values"])
    if isinstance(content.get("regions"), list):
        return _by_region(content["regions"])
    if any(isinstance(content.get(category), dict) for category in _CATEGORIES):
        return _mapped(content)
    inner = content.get("result", content)
    for keys, provider in _CDN_KEYS.items():
        if isinstance(inner, dict) and all(isinstance(inner.get(key), list) for key in keys):
            return _of_cdn([prefix for key in keys for prefix in inner[key]], provider)
    return None


def _listed(content: Mapping[str, Any], origin: str) -> Iterator[bytes]:
    """A list of rows with service and region: AWS (`region`), Google (`scope`)."""
    provider = _house(content, origin)
    rows = [*_rows(content["prefixes"]), *_rows(content.get("ipv6_prefixes"))]
    for row in sorted(rows, key=lambda row: row.get("service") in _WHOLE_HOUSES):
        prefix = next((row[key] for key in _PREFIX_KEYS if key in row), "")
        region = row.get("region") or row.get("scope") or ""
        yield _line(prefix, provider, "cloud", row.get("service") or "", region)


def _house(content: Mapping[str, Any], origin: str) -> str:
    # Neither list names its house; each dates itself under a key of its own.
    if "createDate" in content:
        return "aws"
    return "gcp" if "creationTime" in content else _stem(origin)


def _tagged(values: Sequence[object]) -> Iterator[bytes]:
    """Azure's service tags: a tag has the prefixes of one service, or of one region, or of both."""
    tags = []
    for value in _rows(values):
        properties = value.get("properties")
        if isinstance(properties, dict):
            service = properties.get("systemService") or str(value.get("name") or "").partition(".")[0]
            region = properties.get("region") or ""
            tags.append((service in _WHOLE_HOUSES, not region, service, region, properties))
    # A tag without region holds its regions' prefixes again.
    for _, _, service, region, properties in sorted(tags, key=lambda tag: tag[:2]):
        for prefix in _list(properties.get("addressPrefixes")):
            yield _line(prefix, "azure", "cloud", service, region)


def _by_region(regions: Sequence[object]) -> Iterator[bytes]:
    """Oracle's regions, each with prefixes and what they are for."""
    for region in _rows(regions):
        for row in _rows(region.get("cidrs")):
            service = " ".join(str(tag) for tag in _list(row.get("tags")))
            yield _line(row.get("cidr", ""), "oracle", "cloud", service, region.get("region") or "")


def _mapped(content: Mapping[str, Any]) -> Iterator[bytes]:
    for category in _CATEGORIES:
        providers = content.get(category)
        for provider, prefixes in sorted(providers.items()) if isinstance(providers, dict) else ():
            for prefix in _list(prefixes):
                yield _line(prefix, provider, category, "", "")


def _of_cdn(prefixes: Sequence[object], provider: str) -> Iterator[bytes]:
    for prefix in prefixes:
        yield _line(prefix, provider, "cdn", "", "")


def _plain(document: bytes, origin: str) -> Iterator[bytes]:
    """One prefix a line; of a geofeed (RFC 8805) its first cell."""
    provider = _TEXT_HOUSES.get(_stem(origin), _stem(origin))
    for row in document.decode("utf-8", "replace").splitlines():
        prefix = row.partition("#")[0].partition(",")[0].strip()
        if prefix:
            yield _line(prefix, provider, "cdn" if provider in _TEXT_HOUSES.values() else "", "", "")


def _stem(origin: str) -> str:
    return origin.rpartition("/")[2].partition(".")[0]


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _rows(found: object) -> list[dict[str, Any]]:
    return [row for row in _list(found) if isinstance(row, dict)]


def _line(*cells: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([str(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "replace")
