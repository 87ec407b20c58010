"""How much a country's networks are used, how fast they are, and whose services stand open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from periplus.model import Claim, Scalar, Status
from periplus.report.citing import Page
from periplus.report.draw.bars import Bar, bars
from periplus.report.draw.dots import Dot, Scale, dots
from periplus.report.markup import Markup, join, table, tag
from periplus.report.tables import section
from periplus.report.text import date, safe
from periplus.report.use_words import searched, source_of
from periplus.report.words import value_of
from periplus.signatures.countries import country_text

Variants = Sequence[tuple[str, float]]

_MOST_BARS = 3  # organisations of each search
_SCALES = (1, 2, 5)


def use(page: Page, variants: Variants) -> Markup:
    """Pictures of use, coverage and speed, then every value with year and source; then exposure."""
    return section(
        "use",
        "Use and exposure",
        _internet_use(page, variants),
        _coverage(page, variants),
        _speed(page, variants),
        _values(page),
        _networks(page),
        _open_services(page, variants),
        _exposure(page),
    )


def _of(page: Page, *predicates: str) -> list[Claim]:
    return [claim for claim in page.report.claims if claim.predicate in predicates]


def _record(claim: Claim) -> Mapping[str, Scalar]:
    return claim.value if isinstance(claim.value, Mapping) else {}


def _figure(
    heading: str, caption: str, draw: Callable[[str, float], Markup], variants: Variants
) -> Markup:
    drawn = [
        Markup(draw(name, wide).replace("<svg ", f'<svg class="{name}" ', 1)) for name, wide in variants
    ]
    return tag("figure", tag("figcaption", f"{heading}. {caption}"), *drawn)


# ---------------------------------------------------------------- pictures


def _internet_use(page: Page, variants: Variants) -> Markup:
    told = [
        (claim, _number(_record(claim).get("percent"))) for claim in _of(page, "country.internet_use")
    ]
    values = [
        Dot(
            label=f"{_country(claim)}, {source_of(_record(claim))}",
            note=f"{percent:.1f}% ({_record(claim).get('year')})",
            value=percent,
            own=claim.subject == page.report.target,
            href=page.links.get(claim.id, ""),
            title=safe(claim.reasons[0]) if claim.reasons else "",
        )
        for claim, percent in told[: page.bounds.rows]
        if percent is not None
    ]
    if not values:
        return Markup("")
    heading = "People who use the Internet"
    caption = "Each dot is the newest year that a source tells; bold is the country of this report."

    def draw(name: str, wide: float) -> Markup:
        scale = Scale(values=values, most=100.0, unit="%")
        return dots(f"internet-{name}", heading, caption, scale, wide)

    return _figure(heading, caption, draw, variants)


def _coverage(page: Page, variants: Variants) -> Markup:
    told = sorted(
        _of(page, "country.mobile_coverage"), key=lambda claim: str(_record(claim).get("generation"))
    )
    shares = [
        Bar(
            label=_generation(claim),
            share=(_number(_record(claim).get("percent")) or 0.0) / 100,
            before=0.0,
            told=claim.status is Status.TOLD_ONLY,
            missing=""
            if _record(claim).get("percent") is not None
            else "nothing told, which is no zero",
            href=page.links.get(claim.id, ""),
            title=safe(claim.reasons[0]) if claim.reasons else "",
        )
        for claim in told[: page.bounds.rows]
    ]
    if not shares:
        return Markup("")
    heading = "People within reach of a mobile network"
    caption = "At least of that generation. Dotted: told by the source; hatched: it tells nothing."

    def draw(name: str, wide: float) -> Markup:
        return bars(f"coverage-{name}", heading, caption, shares, wide)

    return _figure(heading, caption, draw, variants)


def _generation(claim: Claim) -> str:
    said = _record(claim)
    year = "" if said.get("year") is None else f", {said['year']}"
    return f"{said.get('generation')}{year}, {source_of(said)}"


def _speed(page: Page, variants: Variants) -> Markup:
    told = [(claim, _number(_record(claim).get("mbit_s"))) for claim in _of(page, "country.speed")]
    values = [
        Dot(
            label=f"{_country(claim)}, {_record(claim).get('direction')}",
            note=f"{middle:g} Mbit/s (n = {claim.n})",
            value=middle,
            low=claim.interval[0] if claim.interval else None,
            high=claim.interval[1] if claim.interval else None,
            own=claim.subject == page.report.target,
            href=page.links.get(claim.id, ""),
            title=safe(claim.reasons[0]) if claim.reasons else "",
        )
        for claim, middle in told[: page.bounds.rows]
        if middle is not None
    ]
    if not values:
        return Markup("")
    newest = max(str(_record(claim).get("last_day")) for claim, _ in told)
    heading = "How fast volunteers found it"
    caption = (
        f"Dot: median of the tests; line: the middle half of them. {source_of(_record(told[0][0]))}, "
        f"to {newest}. Who tests is not who uses."
    )
    most = _round_up(max(one.high or one.value for one in values))

    def draw(name: str, wide: float) -> Markup:
        scale = Scale(values=values, most=most, unit="Mbit/s")
        return dots(f"speed-{name}", heading, caption, scale, wide)

    return _figure(heading, caption, draw, variants)


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20 … that is not below."""
    power = 1.0
    while power * 10 < value:
        power *= 10
    return next((step * power for step in _SCALES if step * power >= value), 10 * power)


def _open_services(page: Page, variants: Variants) -> Markup:
    found = [c for c in _of(page, "country.exposure") if _record(c).get("by") == "organisation"]
    groups: dict[tuple[Scalar, Scalar], list[Claim]] = {}
    for claim in found:
        groups.setdefault((_record(claim).get("source"), _record(claim).get("searched")), []).append(
            claim
        )
    shares = [
        Bar(
            label=safe(f"{searched(_record(claim))}: {_record(claim).get('name')}"),
            share=_number(_record(claim).get("share")) or 0.0,
            before=0.0,
            told=claim.status is Status.TOLD_ONLY,
            href=page.links.get(claim.id, ""),
            title=safe(claim.reasons[0]) if claim.reasons else "",
        )
        for claims in groups.values()
        for claim in sorted(claims, key=_rank)[:_MOST_BARS]
    ]
    if not shares:
        return Markup("")
    heading = "With whom exposed services stand"
    newest = date(max(claim.last_observed_at for claim in found))
    told = ", ".join(sorted({source_of(_record(claim)) for claim in found}))
    caption = (
        f"Parts of what each search counts; the largest organisations. {told}, as of {newest}. "
        "No host is named."
    )

    def draw(name: str, wide: float) -> Markup:
        return bars(f"exposed-{name}", heading, caption, shares, wide)

    return _figure(heading, caption, draw, variants)


# ---------------------------------------------------------------- tables


def _values(page: Page) -> Markup:
    found = _of(
        page, "country.internet_use", "country.internet_use_beside", "country.mobile_coverage",
        "country.speed",
    )  # fmt: skip
    if not found:
        return Markup("")
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in found[: page.bounds.rows]:
        groups.setdefault((_country(claim), claim.predicate), []).append(claim)
    rows = [
        (
            page.cell(country),
            page.cell(page.report.terms[predicate].label),
            join((tag("div", page.claims([claim], [value_of(claim)])) for claim in claims), ""),
            page.cite(page.captures_of(claims)),
        )
        for (country, predicate), claims in groups.items()
        if predicate in page.report.terms
    ]
    head = ("Country", "What", "Year, source, value", "Evidence")
    drawn = table("Each value with its year and source.", head, rows)
    return join([drawn, page.more(len(found), "values")])


def _networks(page: Page) -> Markup:
    """The networks that people use, beside their part of the address space."""
    users = sorted(_of(page, "network.user_share"), key=lambda c: -(_number(c.value) or 0.0))
    space = {claim.subject: claim for claim in _of(page, "network.space_share")}
    rows = []
    for claim in users[: page.bounds.rows]:
        beside = space.get(claim.subject)
        both = [claim, beside] if beside else [claim]
        rows.append(
            (
                page.cell(claim.subject.key),
                page.cell(claim.reasons[0].partition(" has ")[0] if claim.reasons else ""),
                page.claims([claim], [_percent(claim)]),
                page.claims([beside], [_percent(beside)]) if beside else "not told",
                page.cell(date(claim.last_observed_at)),
                page.cite(page.captures_of(both)),
            )
        )
    head = ("Network", "Name", "Users", "Address space", "Users as of", "Evidence")
    return table("Networks that people use.", head, rows) if rows else Markup("")


def _exposure(page: Page) -> Markup:
    totals = _of(page, "country.exposed_services")
    rows = [
        (
            page.cell(f"{searched(_record(claim))}, in all"),
            "",
            page.claims([claim], [str(_record(claim).get("services"))]),
            "",
            page.cell(source_of(_record(claim))),
            page.cell(date(claim.last_observed_at)),
            page.cite(page.captures_of([claim])),
        )
        for claim in totals[: page.bounds.rows]
    ]
    found = sorted(_of(page, "country.exposure"), key=_order)
    rows += [
        (
            page.cell(f"{searched(_record(claim))}, by {_record(claim).get('by')}"),
            page.cell(str(_record(claim).get("name"))),
            page.claims([claim], [str(_record(claim).get("services"))]),
            page.cell(f"{_number(_record(claim).get('share')) or 0.0:.1%}"),
            page.cell(source_of(_record(claim))),
            page.cell(date(claim.last_observed_at)),
            page.cite(page.captures_of([claim])),
        )
        for claim in found[: page.bounds.rows]
    ]
    if not rows:
        return Markup("")
    head = ("Searched for", "Name", "Services", "Part", "Source", "As of", "Evidence")
    drawn = table("Services that a search engine of scans counts; no host is named.", head, rows)
    return tag("details", tag("summary", "All counts"), drawn, page.more(len(found), "counts"))


def _order(claim: Claim) -> tuple[str, str, float]:
    said = _record(claim)
    return str(said.get("searched")), str(said.get("by")), -(_number(said.get("services")) or 0.0)


def _rank(claim: Claim) -> tuple[float, str]:
    return -(_number(_record(claim).get("share")) or 0.0), str(_record(claim).get("name"))


def _country(claim: Claim) -> str:
    return country_text(claim.subject.key)


def _percent(claim: Claim) -> str:
    return f"{_number(claim.value) or 0.0:.1%}"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
