"""Who runs a host, and which service a request is for, by the tables of hosts and trackers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

_compiled = lru_cache(maxsize=1024)(re.compile)


def owner_of(host: str, hosts: Mapping[str, str]) -> str | None:
    """The owner of the nearest name at or above a host; `hosts`: name to owner."""
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((hosts[name] for name in names if name in hosts), None)


def service_of(rows: Iterable[Mapping[str, Any]], url: str) -> Mapping[str, Any] | None:
    """The first row of the tracker table that a request's address fits."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").removesuffix(".")
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    for row in rows:
        if "host" not in row or not _compiled(row["host"]).fullmatch(host):
            continue
        if "path" not in row or _compiled(row["path"]).search(rest):
            return row
    return None


def ids_in(row: Mapping[str, Any], url: str) -> Sequence[str]:
    """The account ids that an address of the service holds."""
    return tuple(dict.fromkeys(_compiled(row["id"]).findall(url))) if "id" in row else ()
