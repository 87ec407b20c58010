"""Who can cut a country off: dates first, then the border, the curve of cuts, carriers and shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.facts.world import DEFINITIONS
from periplus.model import Claim, Status, SubjectKind
from periplus.report.addresses import SPEAKING
from periplus.report.citing import Page
from periplus.report.draw.bars import Bar, bars
from periplus.report.draw.layers import Band, Chip
from periplus.report.figures import Picture, chip
from periplus.report.markup import Markup, table, tag
from periplus.report.result import Report
from periplus.report.routing_words import interval, share
from periplus.report.tables import section
from periplus.report.text import count, date, safe
from periplus.report.words import value_of

_MOST_CHIPS = 9
_CURVE = "How much the first of them cut off together"


def is_there(report: Report) -> bool:
    """Whether the report is about a country of which a world told."""
    return report.target.kind is SubjectKind.COUNTRY and bool(speaking(report, "country.table"))


def speaking(report: Report, *predicates: str) -> list[Claim]:
    """The claims under some predicates that hold and have a value."""
    wanted = [c for c in report.claims if c.predicate in predicates and c.status in SPEAKING]
    return [c for c in wanted if c.value is not None]


def record(claim: Claim) -> Mapping[str, str | int | float | bool | None]:
    """The claim's value as a record; empty for a plain value."""
    return claim.value if isinstance(claim.value, Mapping) else {}


def chosen(report: Report) -> Claim | None:
    """The smallest set of organisations for 90%, by the definition that is used."""
    sets = [
        c
        for c in speaking(report, "country.cut_set")
        if record(c).get("by") == "organisations" and record(c).get("wanted") == 0.9
    ]
    used = {record(c).get("used") for c in speaking(report, "country.domestic_disputed")}
    return min(
        sets, key=lambda c: (str(record(c).get("definition")) not in used, _place(c)), default=None
    )


# ---------------------------------------------------------------- dates and denominators


def grounds(page: Page) -> Markup:
    """The tables with their days, a warning when these lie apart, and who counts as domestic."""
    report = page.report
    if not is_there(report):
        return Markup("")
    warnings = [
        tag("p", page.said(reason), class_="note")
        for claim in speaking(report, "country.table_dates", "country.domestic_disputed")
        for reason in claim.reasons
    ]
    told = sorted(speaking(report, "country.table"), key=lambda c: str(record(c).get("date")))
    rows = [
        (
            page.claims([claim], [str(record(claim).get("table"))]),
            page.cell(str(record(claim).get("date"))),
            page.cell(f"{amount(claim, 'rows'):,}"),
            *(page.cell(str(record(claim).get(key))) for key in ("source", "licence")),
            page.cite(page.captures_of([claim])),
        )
        for claim in told[: page.bounds.rows]
    ]
    counted = [
        (
            page.claims([claim], [str(record(claim).get("definition"))]),
            page.cell(_networks(claim)),
            page.cell(claim.reasons[0] if claim.reasons else ""),
        )
        for claim in speaking(report, "country.domestic_networks")
    ]
    return section(
        "tables",
        "What the routing is read from, and of which day",
        *warnings,
        table("Oldest first.", ("Table", "Day", "Rows", "Source", "Licence", "Evidence"), rows),
        table("Which networks count as domestic.", ("Definition", "Networks", "Counted"), counted),
    )


def _networks(claim: Claim) -> str:
    networks = record(claim).get("networks")
    return "the tables do not tell" if networks is None else f"{networks}"


# ---------------------------------------------------------------- the border as a picture


def pictures(report: Report, links: Mapping[str, str]) -> tuple[Picture, ...]:
    """Networks inside, at the border and abroad; the smallest cut set named first."""
    carried = speaking(report, "network.carrier")
    if not is_there(report) or not carried:
        return ()
    best = chosen(report)
    cutting = set(str(record(best).get("networks", "")).split()) if best else set()
    shares = {c.subject.key: c for c in speaking(report, "network.space_share")}
    gates = dict.fromkeys(c.subject.key for c in carried)
    inside = [c for key, c in shares.items() if key not in gates and key not in cutting]
    inside.sort(key=lambda c: -_number(c))
    bands = (
        Band(
            name="Inside",
            note="networks without a provider abroad, and their part of the space",
            chips=_cut([chip(c, f"{named(c)} {share(c.value)}", report, links) for c in inside]),
            empty="none listed" if shares else "not seen",
        ),
        Band(
            name="Border",
            note="networks with a provider abroad; those of the smallest set that cuts off 90% first",
            chips=_cut(_gates(report, links, carried, cutting, shares)),
        ),
        Band(
            name="Abroad",
            note="their providers",
            chips=_cut(_carriers(report, links, carried)),
        ),
    )
    return (
        Picture(
            name="border",
            heading="Who stands between the country and the world",
            caption=(
                "Networks by their place. Line: solid witnessed, dashed deduced, dotted told. "
                f"As of {date(report.head.as_of)}; the tables are older, see above."
            ),
            bands=bands,
        ),
    )


def _gates(
    report: Report,
    links: Mapping[str, str],
    carried: Sequence[Claim],
    cutting: set[str],
    shares: Mapping[str, Claim],
) -> list[Chip]:
    first: dict[str, Claim] = {}
    for claim in carried:
        first.setdefault(claim.subject.key, claim)
    found = []
    for key, claim in first.items():
        held = shares.get(key)
        text = f"{named(held) if held else key}{f' {share(held.value)}' if held else ''}"
        marked = f"cut set: {text}" if key in cutting else text
        weight = _number(held) if held else 0.0
        found.append(((key not in cutting, -weight, key), chip(held or claim, marked, report, links)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _carriers(report: Report, links: Mapping[str, str], carried: Sequence[Claim]) -> list[Chip]:
    by_carrier: dict[str, list[Claim]] = {}
    for claim in carried:
        by_carrier.setdefault(value_of(claim), []).append(claim)
    ordered = sorted(by_carrier.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        chip(same[0], text if len(same) == 1 else f"{text} × {len(same)}", report, links)
        for text, same in ordered
    ]


def named(claim: Claim) -> str:
    """The name of the network that a claim about its share is about."""
    # The sentence begins with the network's name, as its rule writes it.
    name, has, _ = claim.reasons[0].partition(" has ") if claim.reasons else ("", "", "")
    return f"{name} {claim.subject.key}" if has and name != claim.subject.key else claim.subject.key


def amount(claim: Claim, key: str) -> int:
    """A whole number of a record; 0 when it is not told."""
    return int(str(record(claim).get(key) or 0))


def _number(claim: Claim) -> float:
    return float(claim.value) if isinstance(claim.value, int | float) else 0.0


def _cut(chips: Sequence[Chip]) -> tuple[Chip, ...]:
    if len(chips) <= _MOST_CHIPS:
        return tuple(chips)
    text = f"{len(chips) - _MOST_CHIPS + 1} more below"
    rest = Chip(text=text, word="", rank=0, basis=chips[-1].basis, groups=0, href="#summary")
    return (*chips[: _MOST_CHIPS - 1], rest)


# ---------------------------------------------------------------- cuts


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLine:
    """One line of the table of cuts, in words."""

    claim: Claim
    who: str
    cells: tuple[str, ...]  # cut off, own, others', isolated before, interval, proven


CUT_HEAD = ("Who", "Cut off", "Their own", "Others'", "No way before", "90% interval", "Proven")


def cut_lines(report: Report) -> list[CutLine]:
    """The sets for each share, their members alone, the state; then the sets for other weights."""
    found = []
    ordered = ("country.cut_set", "country.cut_alone", "country.state_cut", "country.cut_by")
    claims = speaking(report, *ordered)
    for claim in sorted(claims, key=lambda c: (ordered.index(c.predicate), _place(c))):
        said = record(claim)
        match claim.predicate:
            case "country.cut_set":
                who = (
                    f"For {share(said.get('wanted'))}, {said.get('by')} ({said.get('definition')}): "
                    f"{said.get('who')}"
                )
                exact = said.get("size") == said.get("at_least")
                proven = "no smaller set" if exact else f"at least {said.get('at_least')}"
            case "country.cut_by":
                who = f"For 90.0% of {said.get('weight')} ({said.get('definition')}): {said.get('who')}"
                exact = said.get("size") == said.get("at_least")
                proven = "no smaller set" if exact else f"at least {said.get('at_least')}"
            case "country.cut_alone":
                who, proven = f"Alone: {said.get('who')}", ""
            case _:
                who, proven = f"The state: {said.get('networks')}", ""
        parts = (share(said.get(key)) for key in ("cut", "own", "others", "isolated"))
        found.append(CutLine(claim=claim, who=who, cells=(*parts, interval(said), proven)))
    return found


def _place(claim: Claim) -> tuple[int, float, bool]:
    """The best definition first, then by the share wanted, organisations before networks."""
    said = record(claim)
    definition = str(said.get("definition"))
    order = DEFINITIONS.index(definition) if definition in DEFINITIONS else len(DEFINITIONS)
    wanted = said.get("wanted")
    share_wanted = float(wanted) if isinstance(wanted, int | float) else 0.0
    return order, share_wanted, said.get("by") == "networks"


def cuts(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """The table of cuts with the curve K(k)."""
    report = page.report
    lines = cut_lines(report)
    if not lines:
        return Markup("")
    rows = [
        (
            page.claims([line.claim], [line.who]),
            *(page.cell(cell) for cell in line.cells),
            page.cite(page.captures_of([line.claim])),
        )
        for line in lines[: page.bounds.rows]
    ]
    caption = f"Shares of the {lines[0].claim.denominator}, unless the line names others."
    return section(
        "cuts",
        "Who can cut it, and how much",
        _curve(page, variants),
        table(caption, (*CUT_HEAD, "Evidence"), rows),
        page.more(len(lines), "cuts"),
    )


def _curve(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    steps = sorted(
        speaking(page.report, "country.cut_step"), key=lambda c: int(str(record(c).get("step", 0)))
    )
    if not steps:
        return Markup("")
    shares, before = [], 0.0
    for claim in steps:
        said = record(claim)
        cut = float(str(said.get("cut", 0)))
        shares.append(
            Bar(
                label=safe(f"{said.get('step')}. {said.get('who')}"),
                share=cut,
                before=before,
                told=claim.status is Status.TOLD_ONLY,
                href=page.links.get(claim.id, ""),
                title=safe(claim.reasons[0]) if claim.reasons else "",
            )
        )
        before = cut
    caption = (
        f"Each of {count(len(steps), 'organisation')} is the one that cuts off the most beside those "
        "above; a lower bound of what as many can. Outlined: what it adds."
    )
    drawn = [
        Markup(
            bars(f"curve-{name}", _CURVE, caption, shares, wide).replace(
                "<svg ", f'<svg class="{name}" ', 1
            )
        )
        for name, wide in variants
    ]
    return tag("figure", tag("figcaption", f"{_CURVE}. {caption}"), *drawn)
