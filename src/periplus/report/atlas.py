"""The section with a map: in which countries the name servers answer."""

from __future__ import annotations

from periplus.measures.fusion import WORDS
from periplus.model import Claim, SubjectKind
from periplus.report.citing import Page
from periplus.report.draw.atlas import Marked, atlas
from periplus.report.markup import Markup, tag
from periplus.report.tables import section
from periplus.report.text import listed
from periplus.report.words import value_of

_WIDE = 920.0
_SURE = (*(word for _, word in WORDS), "almost certain")
_READ = 3  # the shade of a place that is read, not weighed
_PREDICATES = ("address.located_country", "address.registered_country")


def world_map(page: Page) -> Markup:
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
    marked = [_marked(page, code, claims) for code, claims in sorted(found.items())]
    off = [value_of(claims[0]) for code, claims in sorted(found.items()) if code not in shapes]
    beyond = f" Too small for this map: {listed(off)}." if off else ""
    caption = (
        "The darker a country, the surer that addresses of name servers answer there; the number is "
        f"theirs.{beyond} Outlines and borders: {report.outlines.credit}."
    )
    words = ("Where on the map", caption)
    drawn = atlas("map", words, shapes, marked, _WIDE)
    picture = Markup(drawn.replace("<svg ", '<svg class="wide narrow" ', 1))
    return section("map", words[0], tag("figure", tag("figcaption", caption), picture))


def _marked(page: Page, code: str, claims: list[Claim]) -> Marked:
    surest = max(claims, key=lambda claim: (claim.probability or 0.0, claim.id))
    name = value_of(surest).partition(" (")[0]
    return Marked(
        code=code,
        label=f"{name} {len(claims)}" if len(claims) > 1 else name,
        rank=_SURE.index(surest.word) + 1 if surest.word in _SURE else _READ,
        href=page.links.get(surest.id, ""),
    )
