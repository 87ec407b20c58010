"""Who runs a host that a page embeds, by a table of third parties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParty(Fact):
    """A row of the table for one host."""

    host: str
    name: str  # the service
    company: str
    category: str  # as the table calls it: ad, analytics, cdn …
    table: str  # how a sentence begins that tells what the table says


def read_party(body: bytes, *, host: str, about: Subject) -> Iterator[Reading]:
    """The row about a host that a site embeds: told, dated as the table. Nothing of other bytes."""
    try:
        document = load_json(body)
        row, dated = document["row"], datetime.fromisoformat(document["date"]).replace(tzinfo=UTC)
        name, company, category = (str(row[key]) for key in ("name", "company", "category"))
        table = f"The table {document['pack']} of {document['date']} ({document['attribution']})"
    except (ValueError, TypeError, KeyError):
        return
    if document.get("kind") != "third-parties" or not name:
        return
    fact = ThirdParty(host=host, name=name, company=company, category=category, table=table)
    yield Reading(subject=about, fact=fact, selector="json:/row", basis=Basis.TOLD, observed_at=dated)
