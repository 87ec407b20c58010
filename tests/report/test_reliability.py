"""The page of a calibration."""

from __future__ import annotations

from periplus.measures.calibration import Said
from periplus.report.reliability import page, points


def said(probability: float, so: int, count: int) -> list[Said]:
    return [Said(predicate="p", probability=probability, so=n < so) for n in range(count)]


SOME = said(0.3, 3, 10) + said(0.9, 8, 10)


def test_points_are_the_ranges() -> None:
    first, last = points(SOME)
    assert (first.mean, first.share, first.count) == (0.3, 0.3, 10)
    assert last.low < last.share < last.high


def test_a_section_for_each_set_and_nothing_from_elsewhere() -> None:
    text = page({"held out": SOME, "nothing": [], "<other>": SOME})
    assert text.count("<section") == 2
    assert "20 statements, 11 of them so" in text
    assert "&lt;other&gt;" in text
    assert "default-src" in text
