"""What a second observer gathers is kept until the case takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.cli import _second_look
from periplus.cli._second_look import Gathered, has_signatures
from tests.facts.samples import DNS, evidence


def test_it_gathers_and_finds_nothing_of_before() -> None:
    gathered, one = Gathered(), evidence(b"x", DNS)

    assert gathered.add_all([one]) == (one,)
    assert gathered.held == [one]
    assert gathered.find(collector="any@1", source=one.source, vantage="here") is None


def test_signatures_are_those_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_second_look, "SIGNATURES", tmp_path / "none.fp")
    assert not has_signatures()
