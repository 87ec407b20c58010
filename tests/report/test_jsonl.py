"""Each line is one Claim and reads back the same."""

import json
import re

import msgspec

from periplus.model import Claim
from periplus.report import jsonl
from tests.report import hostile, sample


def test_every_line_reads_back_as_the_claim() -> None:
    report = hostile.hostile().report()
    lines = jsonl.render(report.claims).splitlines()
    assert len(lines) == len(report.claims)
    for line, claim in zip(lines, report.claims, strict=True):
        assert msgspec.json.decode(line, type=Claim, strict=False) == claim


def test_no_line_moves_a_terminal() -> None:
    text = jsonl.render(hostile.hostile().claims)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_fields_are_those_of_the_model_in_order() -> None:
    line = jsonl.line(sample.site().claims[0])
    assert list(json.loads(line)) == list(Claim.__dataclass_fields__)


def test_nothing_gives_nothing() -> None:
    assert jsonl.render(()) == ""
