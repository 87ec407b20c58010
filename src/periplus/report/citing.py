"""Bounds of a page, and links from what is said to what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from periplus.model import Claim
from periplus.report.markup import Markup, join, tag
from periplus.report.result import Report, Row
from periplus.report.text import clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of a report one page shows; the rest is counted and left to the other forms."""

    rows: int = 300  # of each table, and entries of the ledger
    characters: int = 500  # of one cell
    body_bytes: int = 90_000  # of all bodies shown inline
    citations: int = 6  # per cell

    def halved(self) -> Bounds:
        """The next smaller page: bodies and rows give way first, text last."""
        keeps = self.body_bytes > 30_000
        return Bounds(
            rows=max(self.rows // 2, 1),
            characters=self.characters if keeps else max(self.characters // 2, 20),
            body_bytes=self.body_bytes // 2 if self.body_bytes > 999 else 0,
            citations=max(self.citations // 2, 1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report within bounds: which rows and captures are shown, and how to link to them."""

    report: Report
    bounds: Bounds
    shown: frozenset[int]  # numbers of the captures in the ledger
    links: Mapping[str, str]  # claim id -> fragment of its row

    @classmethod
    def of(cls, report: Report, bounds: Bounds) -> Page:
        """The page; captures that claims rest on have their place in the ledger first."""
        rows = report.rows[: bounds.rows]
        cited = [number for row in report.rows for number in row.captures]
        failed = [number for gap in report.gaps for number in gap.captures]
        order = dict.fromkeys((*cited, *failed, *(c.number for c in report.captures)))
        shown = frozenset(list(order)[: bounds.rows])
        links = {identity: f"#{row.anchor}" for row in rows for identity in row.claims}
        return cls(report=report, bounds=bounds, shown=shown, links=links)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of the summary that are shown."""
        return self.report.rows[: self.bounds.rows]

    def cell(self, text: str) -> str:
        """Text cut to the bound of a cell."""
        return clip(text, self.bounds.characters)

    def cite(self, numbers: Sequence[int]) -> Markup:
        """Links to the ledger: `E1 E4`."""
        links = [self._entry(number) for number in numbers[: self.bounds.citations]]
        if len(numbers) > self.bounds.citations:
            links.append(tag("a", f"+{len(numbers) - self.bounds.citations}", href="#evidence"))
        return tag("span", join(links, " "), class_="cite") if links else Markup("")

    def _entry(self, number: int) -> Markup:
        anchor = self.report.captures[number - 1].anchor if number in self.shown else "evidence"
        return tag("a", f"E{number}", href=f"#{anchor}")

    def claims(self, claims: Iterable[Claim], texts: Iterable[str]) -> Markup:
        """Each text as a link to the row of its claim."""
        parts = [
            tag("a", self.cell(text), href=self.links.get(claim.id, "#summary"))
            for claim, text in zip(claims, texts, strict=True)
        ]
        return join(parts, ", ")

    def captures_of(self, claims: Iterable[Claim]) -> tuple[int, ...]:
        """The captures that any of the claims rests on."""
        return tuple(sorted({number for c in claims for number in self.report.trail[c.id]}))

    def more(self, total: int, what: str) -> Markup:
        """A line that says how many were left out, if any."""
        left = total - self.bounds.rows
        if left <= 0:
            return Markup("")
        return tag(
            "p", f"{left} more {what} are in the Markdown and JSON forms of this report.", class_="note"
        )
