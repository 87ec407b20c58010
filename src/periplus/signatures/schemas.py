"""Which keys the rows of each table have, and of which kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# table: (required, optional) keys. Tables not named here are data of other rooms (countries).
_SIGNATURE = {
    "where": str,
    "pattern": str,
    "predicate": str,
    "value": str,
    "layer": str,
    "weight": str,
    "citation": str,
}
SCHEMAS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "edges": (_SIGNATURE, {"reason": str}),
    "servers": (_SIGNATURE, {"reason": str}),
    "technologies": (_SIGNATURE, {"reason": str}),
    "trackers": (
        {"name": str, "owner": str, "category": str, "citation": str},
        {"host": str, "path": str, "code": str, "id": str, "note": str},
    ),
    "technology_categories": ({"category": str, "predicate": str, "citation": str}, {}),
    "globals": (
        {"pattern": str, "tells": str, "citation": str},
        {"predicate": str, "value": str, "layer": str, "weight": str, "note": str},
    ),
    "hosts": ({"host": str, "owner": str, "citation": str}, {}),
    "cookies": (
        {"pattern": str, "purpose": str, "meaning": str, "guarded": bool, "citation": str},
        {},
    ),
    "fields": ({"field": str, "pattern": str, "meaning": str, "obsolete": bool, "citation": str}, {}),
    "verifications": ({"pattern": str, "service": str, "meaning": str, "citation": str}, {}),
    "dkim_selectors": ({"selector": str, "sender": str, "citation": str}, {}),
    "field_faults": (
        {"field": str, "pattern": str, "finding": str, "advice": str, "citation": str},
        {},
    ),
    "error_pages": (
        {
            "pattern": str,
            "predicate": str,
            "value": str,
            "layer": str,
            "weight": str,
            "citation": str,
        },
        {},
    ),
    "block_pages": ({"where": str, "pattern": str, "tells": str, "citation": str}, {}),
    "services": ({"service": str, "when": str, "pattern": str, "citation": str}, {}),
    "probes": ({"name": str, "ports": list, "say": str, "citation": str}, {}),
    "ports": ({"port": int, "service": str, "citation": str}, {}),
    "missing": (
        {"field": str, "advice": str, "meaning": str, "https_only": bool, "citation": str},
        {"instead": str},
    ),
    "dnssec_algorithms": (
        {"number": int, "name": str, "checked": bool, "citation": str},
        {"against": str},
    ),
    "dnssec_digests": (
        {"number": int, "name": str, "checked": bool, "citation": str},
        {"against": str},
    ),
    "trust_anchors": (
        {
            "zone": str,
            "key": str,
            "key_tag": int,
            "algorithm": int,
            "digest_type": int,
            "digest": str,
            "valid_from": str,
            "citation": str,
        },
        {},
    ),
    "lifecycle": (
        {"product": str, "version": str, "citation": str},
        {"ended_on": str, "latest": bool},
    ),
    "provider_regions": (
        {"provider": str, "region": str, "country": str, "citation": str},
        {"city": str},
    ),
}
