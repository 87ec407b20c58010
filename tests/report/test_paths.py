"""The section on ways: every hop in the table, silence drawn, nothing unescaped."""

from __future__ import annotations

import re

import pytest

from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.paths import paths
from tests.report.page import PageReader
from tests.report.sample import COUNTRY, Builder
from tests.report.test_ways import traced

WIDTHS = (("wide", 894.0), ("narrow", 318.0))


def test_every_hop_stands_in_the_table() -> None:
    told = PageReader(paths(Page.of(traced().report(), Bounds()), WIDTHS))

    assert "Ways to the name servers" in told.text
    for text in ("198.18.0.1", "198.18.0.2 (r2.example)", "no answer", "NEAR", "FAR", "OWN", "AS1"):
        assert text in told.texts
    assert "1.2 ms to 4.0 ms" in told.texts
    assert "XA | XB" in told.texts
    assert "XA, hop 1; XB, hops 2 to 10" in told.texts
    assert "NEAR, FAR, OWN" in told.texts


@pytest.mark.parametrize("width", WIDTHS)
def test_the_picture_keeps_to_its_width(width: tuple[str, float]) -> None:
    drawn = paths(Page.of(traced().report(), Bounds()), [width])

    boxes = [
        float(x) + float(w) for x, w in re.findall(r'<rect x="([0-9.]+)"[^>]* width="([0-9.]+)"', drawn)
    ]
    assert boxes
    assert max(boxes) <= width[1]
    assert "hatch" in drawn


def test_nothing_of_nothing() -> None:
    assert paths(Page.of(Builder(target=COUNTRY).report(), Bounds()), WIDTHS) == ""


def test_what_a_router_is_called_is_escaped() -> None:
    assert "<script>" not in paths(Page.of(traced(hostile="<script>").report(), Bounds()), WIDTHS)


def test_the_card_names_who_stands_before_the_server() -> None:
    text = PageReader(render(traced().report())).text

    assert "FAR (1)" in text
    assert "right before the servers' own networks; 1 way traced" in text
