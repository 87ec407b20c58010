"""The reliability diagram."""

from __future__ import annotations

from periplus.report.draw.reliability import Point, reliability

ON = Point(mean=0.5, share=0.5, low=0.4, high=0.6, so=50, count=100)
OFF = Point(mean=0.9, share=0.7, low=0.5, high=0.85, so=14, count=20)


def test_every_range_is_a_point_with_its_count() -> None:
    drawn = str(reliability("d", "Said and so", [ON, OFF], 400.0))
    assert drawn.count("<circle") == 2
    assert "said 50%, so 50 of 100 (50%)" in drawn
    assert ">20<" in drawn


def test_nothing_said_is_an_empty_frame() -> None:
    assert "<circle" not in str(reliability("d", "Nothing", [], 400.0))


def test_counts_stand_beside_each_other_or_not_at_all() -> None:
    near = [
        Point(mean=0.8 + n / 1000, share=0.8, low=0.7, high=0.9, so=80, count=100 + n) for n in range(9)
    ]
    drawn = str(reliability("d", "Said and so", near, 400.0))
    assert 1 <= drawn.count("note halo") < len(near)
    assert drawn.count("<circle") == len(near)
