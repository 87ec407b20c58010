"""Progress: JSON lines on request, plain lines without a terminal, never a control sequence."""

from __future__ import annotations

import json

import pytest

from periplus.cli._progress import shown
from periplus.run.walk import Step

STEP = Step(
    collector="dns_records@1",
    subject="HOST:www.example.org\x1b[2J",
    state="done",
    captures=2,
    failures=1,
    requests=7,
    budget=100,
)


def test_json_lines_hold_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    with shown(json_lines=True, verbose=False) as progress:
        progress(STEP)

    row = json.loads(capsys.readouterr().err)
    assert row["requests"] == 7
    assert row["failures"] == 1


def test_plain_lines_are_safe(capsys: pytest.CaptureFixture[str]) -> None:
    with shown(json_lines=False, verbose=False) as progress:
        progress(STEP)

    err = capsys.readouterr().err
    assert "dns records" in err
    assert "1 without an answer" in err
    assert "7 of 100 requests" in err
    assert "\x1b" not in err
