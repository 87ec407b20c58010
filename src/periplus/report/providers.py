"""Who serves a country's people: its networks by users and by address space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from periplus.model import Claim, Status
from periplus.report.addresses import SPEAKING
from periplus.report.citing import Page
from periplus.report.draw.treemap import Tile, treemap
from periplus.report.markup import Markup, join, table, tag
from periplus.report.routing_words import share
from periplus.report.tables import section
from periplus.report.text import date, safe

_ALL = 0.995  # shares are rounded
_BY = (("network.user_share", "Users"), ("network.space_share", "Address space"))


def providers(page: Page, variants: Sequence[tuple[str, float]]) -> Markup:
    """A treemap by users and one by address space, as far as tables tell; state-owned ones darker."""
    made = []
    for predicate, label in _BY:
        parts = _parts(page, predicate)
        if parts:
            made.append(_figure(page, label, parts, variants))
    return section("providers", "Whose networks serve the people", join(made)) if made else Markup("")


@dataclass(frozen=True, slots=True)
class _Part:
    """One network and what it has of the whole."""

    claim: Claim
    name: str
    share: float
    owned: bool  # a table lists it as a state's


def _parts(page: Page, predicate: str) -> list[_Part]:
    owned = {c.subject.key for c in _of(page, "network.state_owned")}
    found = [_Part(c, _named(c), _number(c), c.subject.key in owned) for c in _of(page, predicate)]
    return sorted(found, key=lambda one: (-one.share, one.claim.subject.key))


def _of(page: Page, predicate: str) -> list[Claim]:
    return [c for c in page.report.claims if c.predicate == predicate and c.status in SPEAKING]


def _number(claim: Claim) -> float:
    return float(claim.value) if isinstance(claim.value, int | float) else 0.0


def _named(claim: Claim) -> str:
    # The sentence begins with the network's name, as its rule writes it.
    name, has, _ = claim.reasons[0].partition(" has ") if claim.reasons else ("", "", "")
    return name if has else claim.subject.key


def _figure(
    page: Page, label: str, parts: Sequence[_Part], variants: Sequence[tuple[str, float]]
) -> Markup:
    title = f"{label}: {safe(parts[0].name)} has {share(parts[0].share)}"
    owned = share(sum(one.share for one in parts if one.owned))
    others = " Hatched: all others." if sum(one.share for one in parts) < _ALL else ""
    caption = (
        f"Area: part of the {safe(parts[0].claim.denominator) or label.lower()}. Darker: a table lists "
        f"the network as a state's ({owned} together).{others}"
    )
    newest = max(one.claim.last_observed_at for one in parts)
    caption += f" {_told_by(parts)}as of {date(newest)}."
    tiles = [_tile(page, one) for one in parts]
    name = label.lower().replace(" ", "-")
    drawn = [
        Markup(
            treemap(f"{name}-{variant}", title, caption, tiles, wide).replace(
                "<svg ", f'<svg class="{variant}" ', 1
            )
        )
        for variant, wide in variants
    ]
    beside = _table(page, label, parts)
    return tag("figure", tag("figcaption", f"{title}. {caption}"), *drawn, beside)


def _told_by(parts: Sequence[_Part]) -> str:
    """Whose estimate it is, where the sentence of a claim ends with that."""
    _, estimate, who = (parts[0].claim.reasons or ("",))[0].rpartition(": an estimate of ")
    return f"An estimate of {safe(who.rstrip('.'))}, " if estimate else "From routes and registries, "


def _tile(page: Page, one: _Part) -> Tile:
    return Tile(
        label=safe(one.name),
        note=share(one.share),
        share=one.share,
        told=one.claim.status is Status.TOLD_ONLY,
        marked=one.owned,
        href=page.links.get(one.claim.id, ""),
        title=safe(f"{one.name} {one.claim.subject.key}: {share(one.share)}"),
    )


def _table(page: Page, label: str, parts: Sequence[_Part]) -> Markup:
    rows = [
        (
            page.claims([one.claim], [one.claim.subject.key]),
            page.cell(one.name),
            page.cell(share(one.share)),
            page.cell("yes" if one.owned else ""),
            page.cite(page.captures_of([one.claim])),
        )
        for one in parts[: page.bounds.rows]
    ]
    head = ("Network", "Name", "Part", "State-owned", "Evidence")
    beside = table(f"{label}, network by network.", head, rows)
    return tag("details", tag("summary", "The picture as a table"), beside)
