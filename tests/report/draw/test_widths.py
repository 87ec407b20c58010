"""Text is measured so that it fits whichever common sans font draws it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.report.draw.widths import fit, width, wrap


def test_known_widths() -> None:
    # DejaVu Sans: "M" is 0.863 em and wider than Liberation Sans's, rounded up to 0.87.
    assert width("M", 100) == pytest.approx(87)
    assert width("i", 100) < width("M", 100)
    assert width("Straße Минск", 10) > 0
    assert width("m", 10, bold=True) > width("m", 10)


def test_unknown_signs_are_wide_and_marks_have_no_width() -> None:
    assert width("\u6f22", 10) >= 10
    assert width("e\u0301", 10) == width("e", 10)


@given(st.text(), st.floats(min_value=20, max_value=900))
def test_fit_fits(text: str, room: float) -> None:
    fitted = fit(text, room, 13)
    assert width(fitted, 13) <= room
    assert fitted == text or fitted.endswith("\u2026")


@given(st.text(min_size=1), st.floats(min_value=20, max_value=900), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_few(text: str, room: float, most: int) -> None:
    lines = wrap(text, room, 13, most=most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 13) <= room for line in lines)


def test_wrap_breaks_at_blanks_and_loses_nothing() -> None:
    text = "Acme Application Delivery Controller"
    lines = wrap(text, 150, 13, most=3)
    assert len(lines) > 1
    assert " ".join(lines) == text
