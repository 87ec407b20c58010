"""DNS through time: the imported history of names as a picture and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from periplus.model import Claim, Status
from periplus.report.citing import Page
from periplus.report.draw.timeline import Span, timeline
from periplus.report.markup import Markup, table, tag
from periplus.report.tables import section
from periplus.report.text import safe

_HEADING = "DNS through time"
_MOST_BARS = 24
_FIRST_TYPES = ("A", "AAAA", "CNAME")
HEAD = ("Name", "Record", "First seen", "Last seen", "Today")


def rows(claims: Sequence[Claim]) -> list[tuple[Claim, tuple[str, ...]]]:
    """The history of each name, addresses first, oldest first."""
    found = [(claim, _cells(claim)) for claim in _history(claims)]
    return sorted(found, key=lambda one: (one[1][0], _order(one[0]), one[1][2] or one[1][3], one[1][1]))


def _history(claims: Sequence[Claim]) -> list[Claim]:
    return [c for c in claims if c.predicate == "host.dns_history" and isinstance(c.value, Mapping)]


def _cells(claim: Claim) -> tuple[str, ...]:
    value = claim.value if isinstance(claim.value, Mapping) else {}
    days = (str(value.get(key) or "") for key in ("first_on", "last_on"))
    today = "no more" if claim.status is Status.PAST else "still, or not asked"
    return (claim.subject.key, f"{value.get('type')} {value.get('data')}", *days, today)


def _order(claim: Claim) -> int:
    kind = claim.value.get("type") if isinstance(claim.value, Mapping) else None
    return _FIRST_TYPES.index(str(kind)) if kind in _FIRST_TYPES else len(_FIRST_TYPES)


def through_time(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """The section; empty where no history was handed over."""
    found = rows(page.report.claims)[: page.bounds.rows]
    if not found:
        return Markup("")
    until = page.report.head.as_of.date()
    caption = (
        "What services and earlier cases saw at these names, from the first to the last day; told, not "
        f"witnessed. Grey: no more answered. Addresses as of {until}; a gap is a time nobody looked."
    )
    spans = [_span(page, claim, cells) for claim, cells in found[:_MOST_BARS]]
    drawn = [
        Markup(
            timeline(f"history-{name}", _HEADING, caption, spans, until, wide).replace(
                "<svg ", f'<svg class="{name}" ', 1
            )
        )
        for name, wide in variants
    ]
    body = [
        (*(page.claims([c], [cells[0]]), *map(page.cell, cells[1:])), page.cite(page.captures_of([c])))
        for c, cells in found
    ]
    return section(
        "history",
        _HEADING,
        tag("figure", tag("figcaption", caption), *drawn),
        table("The history that was handed over.", (*HEAD, "Evidence"), body),
        page.more(len(_history(page.report.claims)), "records"),
    )


def _span(page: Page, claim: Claim, cells: Sequence[str]) -> Span:
    first, last = (date.fromisoformat(day) for day in (cells[2] or cells[3], cells[3] or cells[2]))
    return Span(
        label=safe(cells[1]),
        note=f"{first} to {last}",
        first=first,
        last=last,
        past=claim.status is Status.PAST,
        href=page.links.get(claim.id, ""),
        title=safe(f"{cells[0]} {cells[1]}, {first} to {last}"),
    )
