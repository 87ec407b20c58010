"""What the HSTS preload list of browsers says of a host (RFC 6797 §12.3), from a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from periplus.facts.place import pack_row
from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PreloadEntry(Fact):
    """Whether browsers ship the host as one that they reach only encrypted."""

    host: str
    listed: bool
    entry: str  # the list's entry: the host itself, or a parent with its subdomains; empty: none
    dated: str  # ISO 8601 date of the list


def read_preload_row(body: bytes, site: Subject) -> Iterator[Reading]:
    """The facts of one row of the pack `hsts`, about `site`. Nothing of other bytes."""
    try:
        document = load_json(body)
        row, table = document["row"], pack_row(document)
        dated = datetime.fromisoformat(table.dated).replace(tzinfo=UTC)
        host, entry, listed = row["host"], row["entry"], row["listed"]
    except (ValueError, TypeError, KeyError):
        return
    if isinstance(host, str) and isinstance(entry, str) and isinstance(listed, bool):
        fact = PreloadEntry(host=host, listed=listed, entry=entry, dated=table.dated)
        for said, selector in ((fact, "json:/row"), (table, "json:")):
            yield Reading(
                subject=site, fact=said, selector=selector, basis=Basis.TOLD, observed_at=dated
            )
