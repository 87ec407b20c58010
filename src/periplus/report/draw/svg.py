"""SVG primitives (SVG 2): shapes by class, so that the page's sheet gives light, dark and print."""

from __future__ import annotations

from collections.abc import Iterable

from periplus.report.markup import Attribute, Markup, tag


def figure(
    name: str, title: str, desc: str, size: tuple[float, float], parts: Iterable[Markup]
) -> Markup:
    """An svg element of `size` px with title and description; `name` is its id on the page."""
    wide, high = size
    return tag(
        "svg",
        tag("title", title, id=f"{name}-title"),
        tag("desc", desc, id=f"{name}-desc"),
        hatching(name),
        *parts,
        id=name,
        role="group",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        viewBox=f"0 0 {wide:g} {high:g}",
        width=wide,
        height=high,
        xmlns="http://www.w3.org/2000/svg",
    )


def hatching(name: str) -> Markup:
    """The pattern `name`-hatch: what lies behind the edge, or was not seen."""
    stroke = tag("path", d="M0 8L8 0M-2 2L2 -2M6 10L10 6", class_="hatch")
    pattern = tag(
        "pattern", stroke, id=f"{name}-hatch", width=8, height=8, patternUnits="userSpaceOnUse"
    )
    return tag("defs", pattern)


def box(x: float, y: float, wide: float, high: float, **attributes: Attribute) -> Markup:
    """A rectangle; `rx` rounds its corners."""
    return tag("rect", x=_px(x), y=_px(y), width=_px(wide), height=_px(high), **attributes)


def text(x: float, y: float, content: str, size: float, **attributes: Attribute) -> Markup:
    """One line of text whose baseline starts at x, y."""
    return tag("text", content, x=_px(x), y=_px(y), font_size=_px(size), **attributes)


def circle(x: float, y: float, radius: float, **attributes: Attribute) -> Markup:
    """A circle around x, y."""
    return tag("circle", cx=_px(x), cy=_px(y), r=_px(radius), **attributes)


def _px(value: float) -> float:
    return round(value, 1)
