"""Primitives are well-formed, whatever text they carry."""

from xml.etree import ElementTree as ET

from periplus.report.draw import svg
from tests.report.hostile import HOSTILE


def test_figure_has_title_description_and_size() -> None:
    root = ET.fromstring(svg.figure("f", "A title", "What it shows", (300, 40), []))
    assert [child.tag.rpartition("}")[2] for child in root] == ["title", "desc", "defs"]
    assert root.attrib["aria-labelledby"] == "f-title"
    assert root.attrib["viewBox"] == "0 0 300 40"


def test_hostile_text_stays_text() -> None:
    for text in HOSTILE:
        parts = [svg.text(1, 2, text, 13, class_="what"), svg.box(0, 0, 1, 1), svg.circle(1, 1, 1)]
        root = ET.fromstring(svg.figure("f", text, text, (1, 1), parts))
        assert [child.tag.rpartition("}")[2] for child in root][3:] == ["text", "rect", "circle"]


def test_hatching_is_named_for_its_figure() -> None:
    assert 'id="f-hatch"' in svg.hatching("f")
