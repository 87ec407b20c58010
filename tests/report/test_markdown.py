"""Markdown shows all, and nothing in it is markup but our own."""

import re

from periplus.report import markdown
from tests.report import hostile, sample


def test_finding_summary_gaps_and_stamp_are_there() -> None:
    text = markdown.render(sample.country().report())
    assert text.startswith(
        "# .zz is run by Example Cloud LLC; its 5 name servers answer from 4 countries\n"
    )
    assert "**Laboratory reconstruction**" in text
    assert "| Entity | Key observation | Comment |" in text
    assert "expert weights, not calibrated" in text
    assert "no answer to the connection in time" in text


def test_hostile_text_makes_no_cell_no_heading_no_tag_no_control() -> None:
    text = markdown.render(hostile.hostile().report())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "<" not in re.sub(r"</?code>", "", text)
    assert "\n# heading" not in text
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(cells) == 1, table


def test_same_input_same_bytes() -> None:
    assert markdown.render(sample.site().report()) == markdown.render(sample.site().report())


def test_little_known_is_said() -> None:
    empty = sample.Builder(target=sample.SITE).report()
    text = markdown.render(empty)
    assert "too little could be seen" in text
    assert "## Summary" not in text
    assert "## What could not be seen" in text


def test_every_address_is_told_with_its_place() -> None:
    text = markdown.render(sample.country().report())
    assert "## Name servers" in text
    assert "| Host | Address | Operator | AS | Registered in | Answers from |" in text
    assert "XC (very likely); Portside (likely) |" in text
