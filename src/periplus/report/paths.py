"""The section on the ways to servers: a picture, and a table with every hop."""

from __future__ import annotations

from collections.abc import Sequence

from periplus.model import Claim, SubjectKind
from periplus.report.citing import Page
from periplus.report.draw.lanes import Box, Lane, Step, lanes
from periplus.report.markup import Markup, join, table, tag
from periplus.report.tables import section
from periplus.report.text import date, scalar_text
from periplus.report.ways import Stop, Way, crossings, record_of, told_apart, ways
from periplus.signatures.countries import country_text

_HEAD = ("Server", "Hop", "Address", "AS", "Operator", "Place", "Round trip", "Evidence")
_CAPTION = (
    "One row per address that answered at a hop, and one per hop at which no probe was answered. "
    "Several at one hop: flows took several ways."
)
_HOW = (
    "From left to right, hop by hop. Hatched: no probe was answered. One above the other: parallel "
    "ways. Dashed line: a border between the countries in which the hops are placed."
)


def paths(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """Both, or nothing when no way was traced; `variants`: names in the sheet and widths in px."""
    found = ways(page.report.claims, page.report.addresses)
    if not found:
        return Markup("")
    of_zone = page.report.target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE)
    heading = "Ways to the name servers" if of_zone else "Ways to the servers"
    caption = f"{_HOW} As of {date(page.report.head.as_of)}."
    drawn = [_lane(page, way) for way in told_apart(found)]
    pictures = [
        Markup(
            lanes(f"paths-{name}", heading, caption, drawn, wide).replace(
                "<svg ", f'<svg class="{name}" ', 1
            )
        )
        for name, wide in variants
    ]
    rows = [row for way in found for stop in way.stops for row in _rows(page, way, stop)]
    return section(
        "paths",
        heading,
        tag("figure", tag("figcaption", caption), *pictures),
        _borders(page, found),
        join(
            [
                table(_CAPTION, _HEAD, rows[: page.bounds.rows], class_="paths"),
                page.more(len(rows), "hops"),
            ]
        ),
    )


def _borders(page: Page, found: Sequence[Way]) -> Markup:
    """Through which countries each way leads, as far as its hops could be placed."""
    rows = []
    for way in found:
        crossed = crossings(way)
        claims = [claim for stop in way.stops for claim in stop.claims]
        codes = "; ".join(f"{country_text(code)}, {_span(hops)}" for code, hops in crossed)
        networks = dict.fromkeys(str(record_of(c).get("operator") or "") for c in claims)
        if crossed:
            rows.append(
                (
                    page.cell(way.host or way.address),
                    page.cell(way.address),
                    page.cell(codes),
                    page.cell(", ".join(filter(None, networks))),
                    page.cite(page.captures_of(claims)),
                )
            )
    if not rows:
        return Markup("")
    head = ("Server", "Address", "Countries, as hops are placed", "Networks", "Evidence")
    caption = "Countries and networks in the order in which packets pass."
    made = table(caption, head, rows[: page.bounds.rows], class_="paths")
    return join([made, page.more(len(rows), "ways")])


def _span(hops: Sequence[int]) -> str:
    return f"hop {hops[0]}" if len(hops) == 1 else f"hops {hops[0]} to {hops[-1]}"


def _lane(page: Page, way: Way) -> Lane:
    server = way.round_trips.get(way.address)
    time = f", {_time(server)}" if server is not None and way.reached else ""
    far = f"{len(way.stops)} hops{time}" if way.reached else "the server did not answer"
    steps = tuple(_step(page, way, stop) for stop in way.stops)
    return Lane(name=way.host or way.address, note=f"{way.address} \u00b7 {far}", steps=steps)


def _step(page: Page, way: Way, stop: Stop) -> Step:
    crossed = record_of(way.borders[stop.hop]) if stop.hop in way.borders else {}
    border = f"{crossed.get('from')} | {crossed.get('to')}" if crossed else ""
    return Step(boxes=tuple(_box(page, way, claim) for claim in stop.claims), border=page.cell(border))


def _box(page: Page, way: Way, claim: Claim) -> Box:
    record = {key: page.cell(scalar_text(value)) for key, value in record_of(claim).items()}
    address, href = record.get("address", ""), page.links.get(claim.id, "#summary")
    if not address:
        return Box(name="", place=f"hop {record.get('hop')}", href=href, title=" ".join(claim.reasons))
    return Box(
        name=record.get("operator") or record.get("asn") or address,
        place=" \u00b7 ".join(filter(None, (record.get("asn"), record.get("country")))) or address,
        time=_time(way.round_trips.get(address)).partition(" to ")[0],
        href=href,
        title=" ".join(filter(None, (address, record.get("name")))),
    )


def _rows(page: Page, way: Way, stop: Stop) -> list[tuple[str, ...]]:
    return [_row(page, way, stop, claim) for claim in stop.claims]


def _row(page: Page, way: Way, stop: Stop, claim: Claim) -> tuple[str, ...]:
    record = {key: page.cell(scalar_text(value)) for key, value in record_of(claim).items()}
    address = record.get("address", "")
    named = f"{address} ({record['name']})" if "name" in record else address
    return (
        page.cell(way.host or way.address),
        str(stop.hop),
        page.claims([claim], [named if address else "no answer"]),
        *(record.get(key, "") for key in ("asn", "operator", "country")),
        _time(way.round_trips.get(address)) if address else "",
        page.cite(page.captures_of([claim])),
    )


def _time(claim: Claim | None) -> str:
    if claim is None or not isinstance(claim.value, int | float):
        return ""
    least, most = claim.interval or (claim.value, claim.value)
    return " to ".join(dict.fromkeys((f"{least:.1f} ms", f"{most:.1f} ms")))
