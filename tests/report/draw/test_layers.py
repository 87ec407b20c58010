"""Every chip lies in its band, every text in its chip, at every width."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Basis
from periplus.report.draw.layers import Band, Chip, diagram, place
from periplus.report.draw.widths import width
from tests.report.hostile import HOSTILE

WIDTHS = (318.0, 690.0, 894.0)


def made(text: str = "nginx", word: str = "very likely", groups: int = 2, **more: str) -> Chip:
    return Chip(text=text, word=word, rank=6, basis=Basis.WITNESSED, groups=groups, **more)


chips = st.builds(made, st.text(max_size=120), st.sampled_from(["", "likely", "told only"]))


@given(st.lists(chips, max_size=12), st.sampled_from(WIDTHS))
def test_chips_and_their_lines_stay_inside(given_chips: list[Chip], right: float) -> None:
    placed = place(given_chips, 10, 10, right)
    for p in placed:
        assert p.x >= 10
        assert p.x + p.wide <= right + 0.01
        ring = 20 if p.chip.groups else 0
        for line in p.lines:
            assert line.x + width(line.text, line.size) + ring <= p.wide + 0.01
            assert line.base < p.high


@given(st.lists(chips, max_size=12), st.sampled_from(WIDTHS))
def test_chips_never_overlap(given_chips: list[Chip], right: float) -> None:
    placed = place(given_chips, 10, 10, right)
    for number, a in enumerate(placed):
        for b in placed[number + 1 :]:
            beside = a.x + a.wide <= b.x or b.x + b.wide <= a.x
            assert beside or a.y + a.high <= b.y or b.y + b.high <= a.y


@pytest.mark.parametrize("wide", WIDTHS)
def test_band_without_chips_says_not_seen(wide: float) -> None:
    drawn = diagram("d", "T", "D", [Band(name="Page", note="runs there")], wide)
    texts = [t.text for t in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Page", "runs there", "not seen"]


def test_band_that_is_known_to_be_empty_says_so() -> None:
    drawn = diagram("d", "T", "D", [Band(name="Page", note="runs there", empty="none listed")], 894)
    texts = [t.text for t in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Page", "runs there", "none listed"]


def test_marks_basis_and_links_are_drawn() -> None:
    struck = made("Old OS", "unsupported", mark="struck", href="#r7", title="Not supported.")
    told = Chip(text="db", word="told only", rank=0, basis=Basis.TOLD, groups=0)
    drawn = diagram("d", "T", "D", [Band(name="B", note="", chips=(struck, told), hatched=True)], 894)
    assert 'class="chip k6 struck"' in drawn
    assert 'class="line told"' in drawn
    assert '<a href="#r7">' in drawn
    assert 'fill="url(#d-hatch)"' in drawn
    assert drawn.count('class="ring"') == 1


@pytest.mark.parametrize("wide", WIDTHS)
def test_hostile_texts_are_well_formed(wide: float) -> None:
    bands = [Band(name=t, note=t, chips=(made(t, t, title=t, href="#r1"),)) for t in HOSTILE]
    root = ET.fromstring(diagram("d", "T", "D", bands, wide))
    assert not [e for e in root.iter() if e.tag.rpartition("}")[2] in ("script", "img", "style")]
