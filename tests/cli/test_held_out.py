"""`periplus lab calibrate` without labels: a fit, and what it is worth elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.cli._fit import unfitted
from periplus.cli._held_out import Size, held_out
from periplus.lab.fleet import has
from periplus.lab.trial import folds, load_products
from periplus.measures.calibration import bins, doubts, expected_error
from periplus.signatures.tables import load
from tests.cli.ended import Periplus


@pytest.mark.timeout(300)  # eight worlds of whatever of fifty programs is installed
def test_weights_are_fitted_and_held_against_other_products(periplus: Periplus, tmp_path: Path) -> None:
    if sum(has(one.program) for one in load_products().server) < 4:
        pytest.skip("fewer than four web servers of the drawn worlds are installed")
    written = tmp_path / "weights.toml"
    ended = periplus("lab", "calibrate", "--worlds", 1, "--sites", 12, "--write", written)
    assert ended.code == 0, ended.err
    for part in ("held out: ", "weights fitted on all other products", "Brier ", "server.name"):
        assert part in ended.out
    weights = load(written).weights
    assert {one.origin for one in weights.values()} == {"expert", "lab", "measured"}


def test_labels_and_worlds_are_two_things(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("lab", "calibrate", tmp_path, "--worlds", 1)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--import" in ended.err


@pytest.mark.soak
def test_a_fit_holds_on_products_that_it_has_not_seen() -> None:
    fold = folds(load_products())[0]
    programs = (*fold.fitting.programs, *fold.held_out.programs)
    if lacking := sorted(name for name in programs if not has(name)):
        pytest.skip(f"not installed: {', '.join(lacking)}")
    said = held_out(unfitted(load()), Size()).after
    assert not doubts(said)
    assert expected_error(said) <= 0.05
    assert all(one.share >= 0.9 for one in bins(said) if one.mean >= 0.95)
