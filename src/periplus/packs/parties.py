"""Hosts that pages embed: the entity behind each, its company and its trade (Third Party Web)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property

from periplus.packs.container import Container, PackError


class Parties:
    """An open pack of third parties."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no such list."""
        if container.about.kind != "third-parties":
            raise PackError(f"the pack {container.path} holds no third parties")
        self.about = container.about
        self.digest = container.digest
        self._container = container

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, Mapping[str, str]] = {}
        for name in self._container.names:
            for pattern, row in _rows(self._container.section(name).tobytes()):
                found.setdefault(pattern, row)
        return found

    def lookup(self, host: str) -> Mapping[str, object] | None:
        """The row of a host name, else of the nearest name above it that stands for all below."""
        labels = host.lower().rstrip(".").split(".")
        wider = (f"*.{'.'.join(labels[at:])}" for at in range(len(labels)))
        for pattern in (".".join(labels), *wider):
            if pattern in self._rows:
                return {"host": pattern, **self._rows[pattern]}
        return None


def _rows(content: bytes) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError):
        return
    for entry in entries if isinstance(entries, list) else ():
        domains = entry.get("domains") if isinstance(entry, dict) else None
        row = {key: _text(entry, key) for key in ("name", "company", "category")} if domains else {}
        for domain in domains if isinstance(domains, list) and row["name"] else ():
            if isinstance(domain, str):
                yield domain.lower(), row


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""
