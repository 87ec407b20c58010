"""When the country was cut off: pictures of the signals, events with what each instrument did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from periplus.facts.outage import OutageSeries
from periplus.measures.outage_windows import windows
from periplus.measures.outages import Read, read_all
from periplus.model import Claim
from periplus.report.citing import Page
from periplus.report.draw.strips import Mark, Strip, strips
from periplus.report.event_words import hours, lost, minute
from periplus.report.inputs import Seen
from periplus.report.markup import Markup, join, table, tag
from periplus.report.result import Report
from periplus.report.routing_words import share
from periplus.report.tables import section
from periplus.report.text import count, safe

HEAD = ("What", "From", "To", "Length", "Routes", "Probes", "Traffic")
ALONE_HEAD = ("Instrument", "From", "To", "Depth", "Why no outage is claimed")
WATCHED_HEAD = ("Instrument", "Signal", "From", "To", "Samples", "Missing")
HEADING = "When it was cut off"
_MOST_PICTURES = 2

Weeks: TypeAlias = Sequence[tuple[Read, ...]]
"""Per span of weeks, each instrument's signal with its baseline."""


def _of(report: Report, predicate: str) -> list[Claim]:
    found = [c for c in report.claims if c.predicate == predicate and isinstance(c.value, Mapping)]
    return sorted(
        found, key=lambda c: str(_record(c).get("first") or _record(c).get("from")), reverse=True
    )


def _record(claim: Claim) -> Mapping[str, str | int | float | bool | None]:
    return claim.value if isinstance(claim.value, Mapping) else {}


def rows(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """Events, the latest first; blocking has no signals beside its share."""
    found = []
    for claim in _of(report, "country.outage"):
        said = _record(claim)
        last = "goes on" if said.get("ongoing") else minute(said.get("last"))
        parts = [lost(said.get(kind)) for kind in ("routes", "probes", "traffic")]
        kind = str(said.get("class"))
        if kind == "filtering":
            kind = f"filtering: {share(said.get('depth'))} of measurements"
        span = (minute(said.get("first")), last, hours(said.get("hours")))
        found.append((claim, (kind, *span, *parts)))
    return found


def alone(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """Drops that no second instrument bears out."""
    return [
        (
            claim,
            (
                str(said.get("source")),
                minute(said.get("first")),
                minute(said.get("last")),
                share(said.get("depth")),
                " ".join(claim.reasons),
            ),
        )
        for claim in _of(report, "country.uncorroborated_drop")
        for said in (_record(claim),)
    ]


def watched(report: Report) -> list[tuple[Claim, tuple[str, ...]]]:
    """What each instrument covered."""
    keys = ("source", "signal", "from", "until", "samples", "missing")
    return [
        (claim, tuple(minute(_record(claim).get(key)) for key in keys))
        for claim in _of(report, "country.signal")
    ]


def outages(page: Page, variants: Sequence[tuple[str, float]], weeks: Weeks) -> Markup:
    """The section; empty where no instrument was read. `weeks`: of this report."""
    report = page.report
    events, lonely, seen = rows(report), alone(report), watched(report)
    if not events and not seen:
        return Markup("")
    said = "No outage is claimed: no two instruments fell together." if not events else ""
    return section(
        "outages",
        HEADING,
        tag("p", said) if said else "",
        *_figures(page, variants, weeks),
        _table(page, "What two instruments bear out, times in UTC. Why is not told.", HEAD, events),
        _table(page, "Fell alone, or as on a quiet day: no outage is claimed.", ALONE_HEAD, lonely),
        _called(page),
        _watched(page, seen),
    )


def _table(
    page: Page, caption: str, head: Sequence[str], found: Sequence[tuple[Claim, Sequence[str]]]
) -> Markup:
    if not found:
        return Markup("")
    body = [
        (page.claims([c], cells[:1]), *map(page.cell, cells[1:]), page.cite(page.captures_of([c])))
        for c, cells in found[: page.bounds.rows]
    ]
    return join([table(caption, (*head, "Evidence"), body), page.more(len(found), "rows")])


def _watched(page: Page, found: Sequence[tuple[Claim, Sequence[str]]]) -> Markup:
    if not found:
        return Markup("")
    what = f"What was watched: {count(len(found), 'series', 'series')}"
    made = _table(page, "A missing sample is a gap, no zero.", WATCHED_HEAD, found)
    return tag("details", tag("summary", what), made)


def _called(page: Page) -> Markup:
    """What services call outages by rules of their own; told only."""
    told = _of(page.report, "country.told_outage")
    if not told:
        return Markup("")
    shown = told[:6]
    texts = [f"{_record(c).get('source')} {minute(_record(c).get('first'))}" for c in shown]
    more = f" and {len(told) - len(shown)} more" if len(told) > len(shown) else ""
    return tag(
        "p",
        f"Services call {count(len(told), 'span')} an outage by rules of their own (told only): ",
        page.claims(shown, texts),
        f"{more}.",
        class_="note",
    )


# ---------------------------------------------------------------- pictures


def _figures(page: Page, variants: Sequence[tuple[str, float]], weeks: Weeks) -> list[Markup]:
    """The weeks of the deepest outages, else the latest weeks."""
    marks = [mark for claim in _of(page.report, "country.outage") if (mark := _mark(page, claim))]
    found = []
    for read in weeks:
        first_s, end_s = _span(read)
        inside = [m for m in marks if m.first_s < end_s and m.end_s > first_s]
        found.append((bool(inside), first_s, read, inside))
    found.sort(key=lambda one: (one[0], one[1]), reverse=True)
    with_events = [one for one in found if one[0]] or found[:1]
    return [
        _figure(number, one[2], one[3], variants)
        for number, one in enumerate(with_events[:_MOST_PICTURES])
    ]


def weeks_of(report: Report) -> Weeks:
    """What the instruments saw, with what is usual; it takes a while, so once per report."""
    facts = [(one, fact) for one in report.series if (fact := _fact(one)) is not None]
    return [read_all(window.signals) for window in windows(facts)]


def _fact(one: Seen) -> OutageSeries | None:
    told = {key: value for key, value in one.fact.items() if key != "type"}
    try:
        return OutageSeries(**{**told, "values": tuple(told["values"])})
    except (TypeError, KeyError):
        return None


def _span(reads: Sequence[Read]) -> tuple[int, int]:
    return (
        min(read.grid.start_s for read in reads),
        max(read.grid.at(len(read.grid.values)) for read in reads),
    )


def _mark(page: Page, claim: Claim) -> Mark | None:
    said = _record(claim)
    try:
        first, last = (
            int(datetime.strptime(str(said.get(key)), "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC).timestamp())
            for key in ("first", "last")
        )
    except ValueError:
        return None
    if said.get("class") == "filtering":
        return None  # it lasts for months, and stands in the matrix
    goes_on = ", goes on" if said.get("ongoing") else ""
    return Mark(
        name=safe(f"{said.get('class')}, {hours(said.get('hours'))}{goes_on}"),
        first_s=first,
        end_s=last,
        href=page.links.get(claim.id, ""),
        title=safe(" ".join(claim.reasons)),
    )


def _figure(
    number: int, reads: Sequence[Read], marks: Sequence[Mark], variants: Sequence[tuple[str, float]]
) -> Markup:
    first, end = (f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d}" for second in _span(reads))
    caption = (
        f"What each instrument saw from {first} to {end}. Line: the signal; shade: what is usual at "
        "that hour. A break in the line: nothing was recorded. Hatched: two instruments were down."
    )
    found = [_strip(read) for read in reads]
    drawn = [
        Markup(
            strips(f"signals{number}-{name}", HEADING, caption, found, marks, wide).replace(
                "<svg ", f'<svg class="{name}" ', 1
            )
        )
        for name, wide in variants
    ]
    return tag("figure", tag("figcaption", caption), *drawn)


def _strip(read: Read) -> Strip:
    seconds = [read.grid.at(i) for i in range(len(read.grid.values))]
    spread = min(read.least, 1.0)
    low = [
        (s, None if u is None else u * (1 - spread)) for s, u in zip(seconds, read.usual, strict=True)
    ]
    high = [
        (s, None if u is None else u * (1 + spread)) for s, u in zip(seconds, read.usual, strict=True)
    ]
    return Strip(
        label=safe(read.signal.source),
        note=safe(read.signal.kind),
        values=list(zip(seconds, read.grid.values, strict=True)),
        low=low,
        high=high,
    )
