"""Packs that captured pages are compared with."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.packs.shelf import Shelf
from periplus.run.comparing import MEDIA_TYPES, Comparisons
from periplus.run.technologies import CorpusError
from tests.run.test_libraries import PAGE, SCRIPT, shelf
from tests.run.test_technologies import rules

__all__ = ["shelf"]


def test_each_pack_answers_by_its_name(shelf: Shelf, tmp_path: Path) -> None:
    comparisons = Comparisons(shelf, rules(tmp_path / "r"))
    found = {name: comparisons.document(name, [SCRIPT, PAGE]) for name in MEDIA_TYPES}
    assert found["libraries"]["libraries"]
    assert "technologies" in found["technologies"]
    assert comparisons.document("libraries", [PAGE])["scripts"] == 0


def test_without_a_pack_it_says_which() -> None:
    for name in MEDIA_TYPES:
        with pytest.raises(CorpusError, match=name):
            Comparisons(Shelf(None), "").document(name, [PAGE])
