"""Who answers TCP, and from where it was seen: the vantages with their tests, then the stacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from periplus.model import Claim, SubjectKind
from periplus.report.citing import Page
from periplus.report.markup import Markup, join, table
from periplus.report.result import Report
from periplus.report.tables import section
from periplus.report.words import certainty, is_denied, value_of

DOUBTED_FROM = 0.5
NOT_SAID = "not said"


def stacks(page: Page) -> Markup:
    """One section; empty when nothing was seen of TCP."""
    return section("stacks", "Who answers TCP, and from where", _vantages(page), _answers(page))


def vantage_sentences(report: Report) -> tuple[str, ...]:
    """One for each vantage of which it is known whether the observer's own path answers there."""
    told = []
    for claim in report.claims:
        if claim.predicate != "vantage.answers_for_targets" or claim.word is None:
            continue
        if (claim.probability or 0.0) >= DOUBTED_FROM:
            said = f"a NAT or proxy of the observer answers for the targets ({claim.word})"
            told.append(f"From {claim.subject.key} {said}: TCP stacks seen from there are its own.")
        elif is_denied(claim):
            said = f"that a NAT or proxy of the observer answers for the targets: {claim.word}"
            told.append(f"From {claim.subject.key}, {said}.")
    return tuple(told)


def _vantages(page: Page) -> Markup:
    verdicts = {c.subject.key: c for c in _of(page, "vantage.answers_for_targets")}
    checks: dict[str, list[Claim]] = {key: [] for key in verdicts}
    for claim in _of(page, "vantage.check"):
        checks.setdefault(claim.subject.key, []).append(claim)
    rows = []
    for vantage, tests in list(checks.items())[: page.bounds.rows]:
        verdict = verdicts.get(vantage)
        found = [*([verdict] if verdict else []), *tests]
        rows.append(
            (
                page.cell(vantage),
                page.claims([verdict], [certainty(verdict)]) if verdict else NOT_SAID,
                page.cell("; ".join(value_of(one) for one in tests)),
                page.cell(verdict.reasons[0] if verdict and verdict.reasons else ""),
                page.cite(page.captures_of(found)),
            )
        )
    head = ("Seen from", "Own NAT answers", "Tests", "Because", "Evidence")
    caption = "Whether the observer's own path answered in place of the targets."
    return _made(page, caption, head, rows, len(checks))


def _answers(page: Page) -> Markup:
    doubted = {
        claim.subject.key
        for claim in _of(page, "vantage.answers_for_targets")
        if (claim.probability or 0.0) >= DOUBTED_FROM
    }
    seen = _of(page, "address.tcp_stack", "address.tcp_traits")
    rows = []
    for claim in seen[: page.bounds.rows]:
        record = _record(claim)
        vantage = str(record.get("vantage"))
        rows.append(
            (
                page.claims([claim], [f"{claim.subject.key} port {record.get('port')}"]),
                page.cell(vantage),
                page.cell(_name(claim, record)),
                page.cell(str(record.get("signature") or value_of(claim))),
                "the observer's own path" if vantage in doubted else "whoever ends TCP there",
                page.cite(page.captures_of([claim])),
            )
        )
    head = ("Asked", "Seen from", "Named", "As it answered", "Speaks of", "Evidence")
    caption = "A loose fit names nothing; what an edge or a NAT answers says nothing of the host behind."
    return _made(page, caption, head, rows, len(seen))


def _name(claim: Claim, record: Mapping[str, object]) -> str:
    if claim.predicate == "address.tcp_traits":
        return "nothing: the packets could not be caught"
    label = str(record.get("label") or "nothing that is known")
    loose = record.get("fit") == "fuzzy"
    control = ", asked as control" if record.get("control") else ""
    return f"{label}{' (loose fit)' if loose else ''}{control}"


def _of(page: Page, *predicates: str) -> list[Claim]:
    kinds = (SubjectKind.VANTAGE, SubjectKind.ADDRESS)
    return [
        c
        for c in page.report.claims
        if c.predicate in predicates and c.subject.kind in kinds and c.value
    ]


def _record(claim: Claim) -> Mapping[str, object]:
    return claim.value if isinstance(claim.value, Mapping) else {}


def _made(
    page: Page, caption: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], count: int
) -> Markup:
    if not rows:
        return Markup("")
    return join([table(caption, head, rows, class_="stacks"), page.more(count, "rows")])
