"""Bounds of a page, and links from what is said to what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from periplus.model import Claim
from periplus.report.markup import Markup, join, tag
from periplus.report.result import Report, Row
from periplus.report.text import clip

_FEW = 60  # rows: a page that shows fewer shortens all its texts
_OUTLINE = 40  # rows of the summary that stay as long as the tables can be whole
_SAID = 300  # characters of a title, an answer: they give way to nothing
_LEAST = 100  # characters of a comment while there are rows to comment
_SHORT = 160  # characters of a comment, about its first sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of a report one page shows; the rest is counted and left to the other forms."""

    rows: int = 300  # of each table of a section
    summary: int = 300  # rows of the table of all claims
    entries: int = 300  # of the ledger, in full
    lines: int = 600  # entries of the ledger in all, the others of one line each
    characters: int = 500  # of one cell
    comment: int = 500  # characters of one comment of the summary
    body_bytes: int = 90_000  # of all bodies shown inline
    citations: int = 6  # per cell

    def smaller(self) -> Bounds:
        """The next smaller page: first go the bodies, which `periplus show` has, last the texts."""
        if self.body_bytes:
            return replace(self, body_bytes=self.body_bytes // 3 if self.body_bytes > 10_000 else 0)
        if self.comment > _SHORT:
            return replace(self, comment=_SHORT)
        if self.entries > _FEW:
            return replace(self, entries=self.entries * 2 // 3)
        if self.summary > _OUTLINE:  # a section tells its claims already
            return replace(self, summary=self.summary * 3 // 4, entries=max(self.entries * 5 // 6, 1))
        few = self.rows < _FEW
        return replace(
            self,
            rows=max(self.rows * 4 // 5, 1),
            summary=max(self.summary * 4 // 5, 1),
            entries=max(self.entries * 3 // 4, 1),
            lines=max(self.lines * 3 // 4, 1) if few else self.lines,
            characters=max(self.characters * 3 // 4, 20) if few else self.characters,
            comment=max(self.comment * 3 // 4, 20, min(_LEAST, 6 * self.rows)) if few else self.comment,
            citations=max(self.citations * 3 // 4, 1),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report within bounds: which rows and captures are shown, and how to link to them."""

    report: Report
    bounds: Bounds
    rows: tuple[Row, ...]  # of the summary; the brief ones have their place first
    shown: frozenset[int]  # numbers of the captures that the ledger shows in full
    listed: frozenset[int]  # and of those that have a place there at all
    links: Mapping[str, str]  # claim id -> fragment of its row

    @classmethod
    def of(cls, report: Report, bounds: Bounds) -> Page:
        """The page; captures that claims rest on have their place in the ledger first."""
        ranked = sorted(report.rows, key=lambda row: not row.brief)[: bounds.summary]
        chosen = frozenset(row.anchor for row in ranked)
        rows = tuple(row for row in report.rows if row.anchor in chosen)
        cited = [number for row in (*rows, *report.rows) for number in row.captures]
        failed = [number for gap in report.gaps for number in gap.captures]
        order = dict.fromkeys((*cited, *failed, *(c.number for c in report.captures)))
        shown = frozenset(list(order)[: bounds.entries])
        listed = shown | frozenset(list(order)[: bounds.lines])
        links = {identity: f"#{row.anchor}" for row in rows for identity in row.claims}
        return cls(report=report, bounds=bounds, rows=rows, shown=shown, listed=listed, links=links)

    def cell(self, text: str) -> str:
        """Text cut to the bound of a cell."""
        return clip(text, self.bounds.characters)

    def said(self, text: str) -> str:
        """Text that a reader meets first: cut only where it is longer than a paragraph."""
        return clip(text, max(self.bounds.characters, _SAID))

    def cite(self, numbers: Sequence[int]) -> Markup:
        """Links to the ledger: `E1 E4`."""
        links = [self._entry(number) for number in numbers[: self.bounds.citations]]
        if len(numbers) > self.bounds.citations:
            links.append(tag("a", f"+{len(numbers) - self.bounds.citations}", href="#evidence"))
        return tag("span", join(links, " "), class_="cite") if links else Markup("")

    def _entry(self, number: int) -> Markup:
        anchor = self.report.captures[number - 1].anchor if number in self.listed else "evidence"
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

    def more(self, total: int, what: str, most: int | None = None) -> Markup:
        """A line that says how many were left out, if any; `most`: how many are shown, if not `rows`."""
        left = total - (self.bounds.rows if most is None else most)
        if left <= 0:
            return Markup("")
        verb, shown = ("is", _one(what)) if left == 1 else ("are", what)
        said = f"{left} more {shown} {verb} in the Markdown and JSON forms of this report."
        return tag("p", said, class_="note")


def _one(what: str) -> str:
    """`rows of a table` of one: `row of a table`."""
    first, blank, rest = what.partition(" ")
    return first.removesuffix("es" if first.endswith("sses") else "s") + blank + rest
