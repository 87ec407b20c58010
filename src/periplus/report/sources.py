"""Sources of a report: who was asked, how often, when, and under which terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from periplus.report.inputs import Capture, Licence, Seen

_KINDS = {
    "dns": "DNS",
    "whois": "WHOIS",
    "https": "HTTPS",
    "http": "HTTP",
    "browser+https": "browser, HTTPS",
    "browser+http": "browser, HTTP",
    "tls": "TLS",
    "pack": "table on this disk",
    "record": "dated records on this disk",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One party that was asked by one protocol."""

    name: str
    kind: str
    captures: tuple[int, ...]  # numbers in the ledger
    first_at: datetime | None  # None: a table that was only looked up
    last_at: datetime | None
    licence: str


def sources(captures: Sequence[Capture], licences: Sequence[Licence]) -> tuple[Source, ...]:
    """One row per party and protocol, then the licensed tables that no capture names."""
    grouped: dict[tuple[str, str], list[Capture]] = {}
    for capture in captures:
        grouped.setdefault(_party(capture.source), []).append(capture)
    terms = {licence.source: _terms(licence) for licence in licences}
    rows = [
        Source(
            name=name,
            kind=kind,
            captures=tuple(c.number for c in found),
            first_at=min(c.captured_at for c in found),
            last_at=max(c.captured_at for c in found),
            licence=terms.pop(name, ""),
        )
        for (name, kind), found in sorted(grouped.items())
    ]
    rows += [
        Source(name=name, kind="table", captures=(), first_at=None, last_at=None, licence=text)
        for name, text in sorted(terms.items())
    ]
    return tuple(rows)


def table_licences(seen: Sequence[Seen]) -> list[Licence]:
    """The terms of every table that a row was taken from, with its date, owner and caution."""
    told: dict[str, Licence] = {}
    for one in seen:
        fact = one.fact
        if fact.get("type") == "PackRow":
            parts = (fact.get("source"), f"data of {fact.get('dated')}", fact.get("attribution"))
            note = "; ".join(str(part) for part in (*parts, fact.get("caution")) if part)
            name = str(fact.get("pack"))
            told[name] = Licence(source=name, licence=str(fact.get("licence") or ""), note=note)
    return [told[name] for name in sorted(told)]


def _terms(licence: Licence) -> str:
    return "; ".join(filter(None, (licence.licence, licence.note)))


def _party(uri: str) -> tuple[str, str]:
    # urlsplit raises on a bracket that does not close; a URI that others wrote may hold one.
    try:
        parts = urlsplit(uri)
        party, scheme = parts.netloc, parts.scheme
    except ValueError:
        party, scheme = "", ""
    return party or uri, _KINDS.get(scheme, scheme)
