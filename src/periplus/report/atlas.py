"""The section with a map: where the name servers answer, over which countries one comes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from periplus.measures.fusion import WORDS
from periplus.model import Claim, SubjectKind
from periplus.report.citing import Page
from periplus.report.draw.atlas import Chart, Course, Marked, atlas
from periplus.report.markup import Markup, tag
from periplus.report.tables import section
from periplus.report.text import count, date, listed
from periplus.report.ways import crossings, record_of, told_apart, ways
from periplus.report.words import value_of
from periplus.signatures.countries import country_text

_SURE = (*(word for _, word in WORDS), "almost certain")
_READ = 3  # the shade of a place that is read, not weighed
_PREDICATES = ("address.located_country", "address.registered_country")
_HEADING = "Where the name servers answer, and the way there"
_MOST_CABLES = 40


def world_map(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """The map; nothing without outlines, or when no place is known of a country's servers."""
    report = page.report
    if report.outlines is None or report.target.kind not in (SubjectKind.COUNTRY, SubjectKind.ZONE):
        return Markup("")
    found: dict[str, list[Claim]] = {}
    for row in report.addresses:
        claim = next((c for name in _PREDICATES if (c := row.best(name))), None)
        if claim is not None:
            found.setdefault(str(claim.value), []).append(claim)
    shapes = report.outlines.shapes
    if not any(code in shapes for code in found):
        return Markup("")
    traced, cables = _traced(page), _cables(page)
    marked = [_marked(page, code, claims) for code, claims in sorted(found.items())]
    passed = dict.fromkeys(code for course in (*traced, *cables) for code in course.codes)
    marked += [_passed(code, traced) for code in passed if code not in found]
    off = [value_of(claims[0]) for code, claims in sorted(found.items()) if code not in shapes]
    caption = _caption(page, traced, cables, off)
    chart = Chart(shapes=shapes, marked=marked, courses=(*traced, *cables))
    drawn: list[Markup] = []
    for name, wide in variants:
        picture = atlas(f"map-{name}", (_HEADING, caption), chart, wide)
        drawn.append(Markup(picture.replace("<svg ", f'<svg class="{name}" ', 1)))
        chart = replace(chart, drawn=chart.drawn or (f"map-{name}", wide))
    return section("map", _HEADING, tag("figure", tag("figcaption", caption), *drawn))


def without_map(page: Page) -> Markup:
    """One sentence where a country's servers are placed and no outlines are here to draw them on."""
    placed = any(row.best(name) for row in page.report.addresses for name in _PREDICATES)
    if page.report.outlines is not None or not placed or page.report.target.kind is SubjectKind.SITE:
        return Markup("")
    return tag(
        "p",
        "There is no map: the outlines of countries are not on the computer that made this report. ",
        tag("code", "periplus data pull world"),
        " brings them; the report can be made again at any time.",
        class_="note",
    )


def _caption(page: Page, traced: Sequence[Course], cables: Sequence[Course], off: Sequence[str]) -> str:
    outlines = page.report.outlines
    servers = count(len(traced), "server")
    dashed = f"Dashed: the ways of packets to {servers}, over the countries in which hops are placed"
    parts = (
        "The darker a country, the surer that name servers answer there; the number: their addresses.",
        f"{dashed}; the wider, the more servers." if traced else "",
        "Dotted: cables that a source tells of; nobody saw them." if cables else "",
        "Lines join the middles of countries, not places." if traced or cables else "",
        f"Not on this map: {listed(list(off))}." if off else "",
        f"As of {date(page.report.head.as_of)}.",
        f"Outlines and borders: {outlines.credit}." if outlines else "",
    )
    return " ".join(filter(None, parts))


def _traced(page: Page) -> list[Course]:
    """The countries on the way to each server, in their order."""
    found = []
    for way in told_apart(ways(page.report.claims, page.report.addresses)):
        codes = tuple(code for code, _ in crossings(way))
        if codes:
            found.append(Course(codes=codes, title=page.cell(way.host or way.address)))
    return found


def _cables(page: Page) -> list[Course]:
    told = [c for c in page.report.claims if c.predicate == "country.told_cable"]
    return [
        Course(
            codes=tuple(str(record_of(claim).get("countries", "")).split()),
            title=page.cell(value_of(claim)),
            told=True,
        )
        for claim in told[:_MOST_CABLES]
    ]


def _marked(page: Page, code: str, claims: list[Claim]) -> Marked:
    surest = max(claims, key=lambda claim: (claim.probability or 0.0, claim.id))
    name = value_of(surest).partition(" (")[0]
    return Marked(
        code=code,
        label=f"{name} {len(claims)}" if len(claims) > 1 else name,
        rank=_SURE.index(surest.word) + 1 if surest.word in _SURE else _READ,
        href=page.links.get(surest.id, ""),
        title=f"{name}: {count(len(claims), 'address', 'addresses')}, {surest.word or 'as registered'}",
    )


def _passed(code: str, traced: Sequence[Course]) -> Marked:
    """A country that lies on a way, and answers for no server."""
    name = country_text(code).partition(" (")[0]
    begins = any(course.codes[0] == code for course in traced)
    return Marked(code=code, label=f"{name} (from here)" if begins else name, rank=None)
