"""How often what is said with a probability is so: a page with a diagram for each set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from periplus.measures.calibration import Said, bins, brier, expected_error
from periplus.measures.fitting import wilson
from periplus.report.draw.reliability import Point, reliability
from periplus.report.html import policy, sheet
from periplus.report.markup import Markup, labels, raw_style, table, tag

_WIDE = 460.0


def page(sets: Mapping[str, Sequence[Said]]) -> str:
    """The document; a section for each set by its name."""
    sections = [_section(f"d{n}", called, said) for n, (called, said) in enumerate(sets.items()) if said]
    body = tag("body", tag("header", tag("h1", "Calibration")), tag("main", *sections, id="main"))
    css = sheet().replace("/* labels */", labels(body))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(css)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", "Calibration"),
        raw_style(css),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def points(said: Sequence[Said]) -> Sequence[Point]:
    """The ranges of probability as points of a diagram, shares with their 95% intervals."""
    found = []
    for one in bins(said):
        low, high = wilson(one.so, one.count)
        found.append(
            Point(mean=one.mean, share=one.share, low=low, high=high, so=one.so, count=one.count)
        )
    return found


def _section(name: str, called: str, said: Sequence[Said]) -> Markup:
    scores = (
        f"{len(said)} statements, {sum(one.so for one in said)} of them so; Brier {brier(said):.3f}, "
        f"calibration error {expected_error(said):.3f}."
    )
    found = points(said)
    rows = [
        (f"{p.mean:.1%}", f"{p.share:.1%}", f"{p.low:.0%} to {p.high:.0%}", str(p.so), str(p.count))
        for p in found
    ]
    return tag(
        "section",
        tag("h2", called.capitalize()),
        tag("p", scores),
        reliability(name, called, found, _WIDE),
        table(called.capitalize(), ("Said", "Share so", "95% interval", "So", "Of"), rows),
    )
