"""Applications: one script and endpoint for all sites, and the names of those that show nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab import trial_apps
from periplus.lab.trial import Box
from periplus.lab.trial_servers import Stand

STANDS = [
    Stand(box=Box(program="x", hidden=hidden), name=f"{hidden}.example", address="127.9.0.1")
    for hidden in (False, True)
]


@pytest.mark.parametrize("name", sorted(trial_apps.SCRIPTS))
def test_a_script_is_given_its_endpoint(tmp_path: Path, name: str) -> None:
    _, file, text = trial_apps.SCRIPTS[name]
    (start,) = trial_apps.script(file, text)(tmp_path, STANDS)
    assert start.words == [str(tmp_path / file), "127.9.0.1:8080"]
    assert json.loads((tmp_path / "hidden.json").read_text()) == ["True.example"]


def test_php_listens_at_an_address_and_knows_who_hides(tmp_path: Path) -> None:
    (start,) = trial_apps.php("")(tmp_path, STANDS)
    assert start.words[-4:] == ["-S", "127.9.0.1:8080", "-t", str(tmp_path)]
    assert json.loads((tmp_path / "hidden.json").read_text()) == ["True.example"]


def test_an_application_in_php_has_settings_of_its_own(tmp_path: Path) -> None:
    settings, laid_out = tmp_path / "etc", tmp_path / "at"
    settings.mkdir()
    laid_out.mkdir()
    (settings / "local.php").write_text("<?php")
    (settings / "debian-db.php").write_text("<?php // a password")
    (start,) = trial_apps.php("/usr/share/some", str(settings), "\n// first\n")(laid_out, STANDS)
    assert start.words[-1] == "/usr/share/some"
    assert [path.name for path in (laid_out / "conf").iterdir()] == ["local.php"]
    assert (laid_out / "before.php").read_text().endswith("// first\n")
