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


def test_php_listens_at_an_address(tmp_path: Path) -> None:
    (start,) = trial_apps.php(tmp_path, STANDS)
    assert "listen = 127.9.0.1:8080" in (tmp_path / "conf").read_text()
    assert "-F" in start.words
