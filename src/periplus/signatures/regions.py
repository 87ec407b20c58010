"""Where a provider's region stands, by the name that its published ranges give it."""

from __future__ import annotations

from dataclasses import dataclass

from periplus.model import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region: its country (ISO 3166-1 alpha-2), and its city when the provider names one."""

    country: str
    city: str | None
    citation: str


def region_of(tables: Tables, provider: str, region: str | None) -> Region | None:
    """The row of a provider's region, case aside; None for an unknown one, and for GLOBAL."""
    wanted = provider.lower(), (region or "").lower()
    for row in tables.rows("provider_regions"):
        if (row["provider"], row["region"]) == wanted:
            return Region(country=row["country"], city=row.get("city"), citation=row["citation"])
    return None
