"""The sections on organisations: who is what, who controls whom, who could withdraw what."""

from __future__ import annotations

from collections.abc import Sequence

from periplus.model import Claim, Status
from periplus.report.citing import Page
from periplus.report.control import Edge, Graph, Node, control_graph
from periplus.report.draw.ladder import Rail, Rung, ladder
from periplus.report.entity_words import home_of
from periplus.report.markup import Markup, table, tag
from periplus.report.tables import section
from periplus.report.text import date
from periplus.report.ways import record_of
from periplus.report.words import value_of

_HOW = (
    "Boxes are organisations, whoever owns or controls above; dashed boxes are zones and networks. "
    "Each line leads from a statement to whom it names. Solid: a register says so. Dotted: a document "
    "says so. Dashed: the user says so. Pale: it has ended."
)
_SHOWN = 24  # boxes of the picture; all of them stand in the table
_KINDS = (
    ("organisation.role", "is"),
    ("organisation.power", "may"),
    ("organisation.service", "offers"),
)
_TABLE_KEYS = ("operator", "countries", "source", "dated")
_WORDS = {Status.PAST: "ended", Status.TOLD_ONLY: "told only", Status.SUPPORTED: "seen"}


def control(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """The graph as a picture, and each statement in a table with its words."""
    graph = control_graph(page.report.claims)
    spoken = [
        c for c in page.report.claims if c.predicate in dict(_KINDS) and c.status is not Status.PAST
    ]
    if not graph.nodes and not spoken:
        return Markup("")
    caption = f"{_HOW} As of {date(page.report.head.as_of)}."
    rails = _rails(page, graph)
    drawn = [
        Markup(
            ladder(f"control-{name}", "Who controls whom", caption, rails, wide).replace(
                "<svg ", f'<svg class="{name}" ', 1
            )
        )
        for name, wide in variants
    ]
    figure = tag("figure", tag("figcaption", caption), *drawn) if rails else ""
    left = len(graph.nodes) - len(rails)
    note = tag("p", f"{left} more organisations stand in the table.", class_="note") if left > 0 else ""
    rows = [_row(page, e.claim, e.source, f"{e.word} {e.target}") for e in graph.edges]
    rows += [_row(page, c, c.subject.key, f"{dict(_KINDS)[c.predicate]} {value_of(c)}") for c in spoken]
    head = ("Organisation", "Statement", "Standing", "In these words", "Evidence")
    return section(
        "control",
        "Who controls whom",
        figure,
        note,
        table("Each statement with the words that it rests on.", head, rows[: page.bounds.rows]),
        page.more(len(rows), "statements"),
    )


def _rails(page: Page, graph: Graph) -> list[Rail]:
    nodes = graph.nodes[:_SHOWN]
    place = {node.name: number for number, node in enumerate(nodes)}
    return [
        Rail(
            name=page.cell(node.name),
            notes=tuple(map(page.cell, _notes(node))),
            rungs=tuple(
                _rung(page, edge, place[edge.target])
                for edge in graph.edges
                if edge.source == node.name and edge.target in place
            ),
            plain=node.kind != "organisation",
        )
        for node in nodes
    ]


def _notes(node: Node) -> list[str]:
    notes = []
    for predicate, verb in _KINDS:
        found = [c for c in node.traits if c.predicate == predicate]
        words = ", ".join(value_of(claim) for claim in found)
        if words:
            notes.append(f"{verb} {words}")
    return notes


def _rung(page: Page, edge: Edge, target: int) -> Rung:
    past = " (ended)" if edge.past else ""
    return Rung(
        text=page.cell(f"{edge.word} {edge.target}{past}"),
        target=target,
        style=f"{edge.basis}{' past' if edge.past else ''}",
        href=page.links.get(edge.claim.id, "#summary"),
        title=page.cell(" ".join(edge.claim.reasons)),
    )


def _row(page: Page, claim: Claim, name: str, statement: str) -> tuple[str, ...]:
    return (
        page.claims([claim], [name]),
        page.cell(statement),
        _WORDS.get(claim.status, claim.status.value.lower()),
        page.cell(claim.reasons[0] if claim.reasons else ""),
        page.cite(page.captures_of([claim])),
    )


def leverage(page: Page) -> Markup:
    """Who could withdraw what, by country; and by which law the state itself may cut."""
    held = [c for c in page.report.claims if c.predicate in ("country.leverage", "site.leverage")]
    rows = [
        (
            page.claims([claim], [str(record_of(claim).get("who"))]),
            page.cell(home_of(record_of(claim).get("country"))),
            *(page.cell(str(record_of(claim).get(key) or "")) for key in ("what", "measure", "state")),
            page.cell(claim.reasons[0] if claim.reasons else ""),
            page.cite(page.captures_of([claim])),
        )
        for claim in sorted(held, key=_by_country)[: page.bounds.rows]
    ]
    if not rows:
        return Markup("")
    head = ("Who", "Country", "What", "Measure", "State", "Why", "Evidence")
    caption = (
        "In force: the dependence was seen, or a document says that the measure holds. Told: only "
        "somebody says so, or that it might come."
    )
    return section(
        "leverage", "Who could withdraw what", table(caption, head, rows), page.more(len(held), "rows")
    )


def _by_country(claim: Claim) -> tuple[str, str, str]:
    record = record_of(claim)
    return (str(record.get("country") or "~"), str(record.get("who")), str(record.get("measure")))


def lines(page: Page) -> Markup:
    """Cables as told, and the laws that stand beside the state's share of the cut."""
    cables = [c for c in page.report.claims if c.predicate == "country.cable"]
    bases = [c for c in page.report.claims if c.predicate == "country.legal_basis"]
    cable_rows = [
        (
            page.claims([claim], [str(record_of(claim).get("cable"))]),
            page.cell(str(record_of(claim).get("operator") or "not told")),
            page.cell(claim.reasons[0] if claim.reasons else ""),
            page.cite(page.captures_of([claim])),
        )
        for claim in cables[: page.bounds.rows]
    ]
    basis_rows = [
        (
            page.claims([claim], [str(record_of(claim).get("organisation"))]),
            *(page.cell(str(record_of(claim).get(key) or "")) for key in ("power", "document")),
            page.cell(claim.reasons[0] if claim.reasons else ""),
            page.cite(page.captures_of([claim])),
        )
        for claim in bases[: page.bounds.rows]
    ]
    drawn = [c for c in page.report.claims if c.predicate == "country.told_cable"]
    drawn_rows = [
        (
            page.claims([claim], [str(record_of(claim).get("cable"))]),
            *(page.cell(str(record_of(claim).get(key) or "not told")) for key in _TABLE_KEYS),
            page.cite(page.captures_of([claim])),
        )
        for claim in drawn[: page.bounds.rows]
    ]
    drawn_head = ("Cable", "Operator", "Through", "Told by", "Dated", "Evidence")
    cable_head = ("Cable", "Operator", "In these words", "Evidence")
    basis_head = ("Who", "May", "By", "In these words", "Evidence")
    return section(
        "told-lines",
        "Cables and laws, as told",
        table("By which law: told only, beside the share of the cut.", basis_head, basis_rows)
        if basis_rows
        else "",
        table("Cables that documents name; nobody measured them.", cable_head, cable_rows)
        if cable_rows
        else "",
        table("Cables on tables that the user handed over; nobody saw them.", drawn_head, drawn_rows)
        if drawn_rows
        else "",
        page.more(max(len(bases), len(cables), len(drawn)), "rows of a table"),
    )
