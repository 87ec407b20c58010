"""Technologies as texts and profiles tell them, beside what the site itself shows of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from periplus.model import Basis, Claim, Status
from periplus.report.citing import Page
from periplus.report.markup import Markup, table
from periplus.report.tables import section
from periplus.report.words import certainty

HEADING = "Told and seen"
HEAD = ("Technology", "Told by", "Seen on the site", "Layer", "Together")
_CAPTION = (
    "What texts and profiles tell, beside the signs on the site itself. What stands behind the web "
    "server leaves no sign to an ordinary visitor: not seen is not absent."
)
_SHOWN = (
    "site.edge", "site.edge_feature", "site.web_server", "site.technology", "site.page_technology",
    "site.tracker", "origin.os",
)  # fmt: skip
_LIKELY = 0.55  # ICD 203
_VERSION = re.compile(r"\s+v?\d[\w.\-]*$")
_TOGETHER = ("told and seen", "told, a weak sign seen", "told, not seen", "told of the past, not seen")
_ONLY_SEEN = "seen, not told"


@dataclass(slots=True)
class _Technology:
    name: str
    told: list[Claim] = field(default_factory=list)
    seen: list[Claim] = field(default_factory=list)

    @property
    def together(self) -> str:
        if not self.told:
            return _ONLY_SEEN
        if any(_sure(claim) for claim in self.seen):
            return _TOGETHER[0]
        if self.seen:
            return _TOGETHER[1]
        return _TOGETHER[3 if all(claim.status is Status.PAST for claim in self.told) else 2]


def rows(claims: Sequence[Claim]) -> list[tuple[tuple[Claim, ...], tuple[str, ...]]]:
    """One row per technology, the told ones first; none when nothing is told."""
    found: dict[str, _Technology] = {}
    for claim in claims:
        name = _name(claim)
        if not name:
            continue
        one = found.setdefault(_VERSION.sub("", name).casefold(), _Technology(name))
        if claim.predicate in _SHOWN:
            one.seen.append(claim)
            one.name = name
        else:
            one.told.append(claim)
    if not any(one.told for one in found.values()):
        return []
    made = [one for one in found.values() if one.told or any(_sure(claim) for claim in one.seen)]
    order = (*_TOGETHER, _ONLY_SEEN)
    made.sort(key=lambda one: (order.index(one.together), one.name.casefold()))
    return [((*one.told, *one.seen), _cells(one)) for one in made]


def _name(claim: Claim) -> str:
    """The technology of a claim that tells or shows one; empty for others."""
    value = claim.value
    if claim.predicate == "organisation.technology":
        return str(value or "")
    if claim.predicate == "site.technology_history":
        return str(value.get("technology") or "") if isinstance(value, Mapping) else ""
    if claim.predicate not in _SHOWN or claim.basis is Basis.TOLD:
        return ""
    if isinstance(value, Mapping):
        return str(value.get("name") or "")
    return str(value or "")


def _sure(claim: Claim) -> bool:
    current = claim.status in (Status.SUPPORTED, Status.CONTESTED)
    return current and (claim.probability is None or claim.probability >= _LIKELY)


def _cells(one: _Technology) -> tuple[str, ...]:
    seen = dict.fromkeys(_seen(claim) for claim in one.seen)
    layers = dict.fromkeys(claim.layer.value.replace("_", " ").lower() for claim in one.seen)
    return (
        one.name,
        "; ".join(dict.fromkeys(map(_told, one.told))) or "nobody",
        "; ".join(seen) or "no sign",
        ", ".join(layers) or "not known",
        one.together,
    )


def _told(claim: Claim) -> str:
    if not isinstance(claim.value, Mapping):
        return f"a text about {claim.subject.key}"
    days = [str(claim.value[key]) for key in ("first_on", "last_on") if claim.value.get(key)]
    return f"a profile, {' to '.join(dict.fromkeys(days))}"


def _seen(claim: Claim) -> str:
    what = claim.predicate.partition(".")[2].replace("_", " ")
    word = certainty(claim)
    return f"{what} ({word})" if word else what


def told_and_seen(page: Page) -> Markup:
    """The section; empty where nothing is told."""
    found = rows(page.report.claims)
    body = [
        (
            page.claims(claims[:1], [cells[0]]),
            *map(page.cell, cells[1:]),
            page.cite(page.captures_of(list(claims))),
        )
        for claims, cells in found[: page.bounds.rows]
    ]
    if not body:
        return Markup("")
    return section(
        "told-and-seen",
        HEADING,
        table(_CAPTION, (*HEAD, "Evidence"), body),
        page.more(len(found), "technologies"),
    )
