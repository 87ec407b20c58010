"""`periplus report`: one judgement in three forms, stamped when it is of a laboratory."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from periplus.model import Claim
from tests.cli.ended import Periplus


def test_every_line_is_a_claim(periplus: Periplus, site_case: Path) -> None:
    ended = periplus("report", site_case, "--format", "jsonl")

    lines = ended.out.splitlines()
    assert ended.code == 0
    assert len(lines) > 20
    for line in lines:
        claim = msgspec.json.decode(line, type=Claim)
        assert claim.support or claim.status == "INSUFFICIENT"
        assert set(json.loads(line)) <= set(Claim.__slots__)


def test_markdown_and_html_carry_the_stamp(periplus: Periplus, site_case: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"

    markdown = periplus("report", site_case, "--format", "md")
    html = periplus("report", site_case, "--format", "html", "-o", page)

    assert markdown.code == html.code == 0
    assert "Laboratory reconstruction" in markdown.out
    assert "Laboratory reconstruction" in page.read_text()
    assert html.out == ""


def test_persons_are_in_no_form(periplus: Periplus, country_case: Path) -> None:
    for form in ("md", "html", "jsonl"):
        out = periplus("report", country_case, "--format", form).out

        assert "admin-c@" not in out
        assert "info@" not in out
