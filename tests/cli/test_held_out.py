"""`periplus lab calibrate` without labels: a fit, and what it is worth elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.cli._held_out import Size, looked_at, said_of
from periplus.lab.fleet import has
from periplus.lab.trial import FITTING, HELD_OUT, load_plan
from periplus.measures.calibration import bins, doubts, expected_error
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


@pytest.mark.soak
def test_the_shipped_weights_hold_on_other_products() -> None:
    plan = load_plan(HELD_OUT)
    if lacking := [name for name in plan.programs if not has(name)]:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    said = said_of(looked_at(HELD_OUT, Size()), load())
    assert not doubts(said)
    assert expected_error(said) <= 0.05
    assert all(one.share >= 0.9 for one in bins(said) if one.mean >= 0.95)
