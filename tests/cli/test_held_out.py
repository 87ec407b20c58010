"""`periplus lab calibrate` without labels: a fit, and what it is worth elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.fleet import has
from periplus.lab.trial import FITTING, HELD_OUT, load_plan
from periplus.signatures.tables import load
from tests.cli.ended import Periplus


def test_weights_are_fitted_and_held_against_other_products(periplus: Periplus, tmp_path: Path) -> None:
    for name in (FITTING, HELD_OUT):
        if not load_plan(name).standing(has).server:
            pytest.skip(f"no web server of the {name.replace('_', '-')} worlds is installed")
    written = tmp_path / "weights.toml"
    ended = periplus("lab", "calibrate", "--worlds", 1, "--sites", 60, "--write", written)
    assert ended.code == 0, ended.err
    for part in ("held-out worlds of ", "weights fitted on the others", "Brier ", "server.name"):
        assert part in ended.out
    weights = load(written).weights
    assert {one.origin for one in weights.values()} == {"expert", "lab"}


def test_labels_and_worlds_are_two_things(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("lab", "calibrate", tmp_path, "--worlds", 1)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--import" in ended.err
