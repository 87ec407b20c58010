"""Ranges that providers publish, from the JSON shapes in use, as lines of a provider pack."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from periplus.packs.container import PackError

_PREFIX_KEYS = ("ip_prefix", "ipv6_prefix", "ipv4Prefix", "ipv6Prefix")
_CATEGORIES = ("cdn", "waf", "cloud")


def lines(document: bytes, origin: str) -> Iterator[bytes]:
    """`prefix,provider,category,service,region`, one per range; PackError when it is no such JSON.

    Read are a list under `prefixes` (and `ipv6_prefixes`) with service and region, and a map of
    categories (cdn, waf, cloud) to providers to prefixes. These lines are ours, the JSON is not.
    """
    try:
        content = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise PackError(f"{origin} is not JSON: {error}") from error
    if isinstance(content, dict) and isinstance(content.get("prefixes"), list):
        return _listed(content, origin)
    if isinstance(content, dict) and any(isinstance(content.get(c), dict) for c in _CATEGORIES):
        return _mapped(content)
    raise PackError(f"{origin} holds neither a list of prefixes nor a map of providers")


def _listed(content: Mapping[str, Any], origin: str) -> Iterator[bytes]:
    provider = _house(content, origin)
    found = [*content["prefixes"], *(content.get("ipv6_prefixes") or [])]
    rows = [row for row in found if isinstance(row, dict)]
    # A range stands under the name of the whole house and under its service; the service says more.
    for row in sorted(rows, key=lambda row: row.get("service") == "AMAZON"):
        prefix = next((row[key] for key in _PREFIX_KEYS if key in row), "")
        region = row.get("region") or row.get("scope") or ""
        yield _line(prefix, provider, "cloud", row.get("service") or "", region)


def _house(content: Mapping[str, Any], origin: str) -> str:
    # Neither list names its house; each dates itself under a key of its own.
    if "createDate" in content:
        return "aws"
    return "gcp" if "creationTime" in content else origin.partition(".")[0]


def _mapped(content: Mapping[str, Any]) -> Iterator[bytes]:
    for category in _CATEGORIES:
        providers = content.get(category)
        for provider, prefixes in sorted(providers.items()) if isinstance(providers, dict) else ():
            for prefix in prefixes if isinstance(prefixes, list) else ():
                yield _line(prefix, provider, category, "", "")


def _line(*cells: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([str(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "replace")
