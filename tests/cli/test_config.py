"""`periplus config show`: each value with the place it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.config import SETTINGS
from tests.cli.ended import Periplus


def test_every_setting_is_shown_with_its_origin(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "periplus.toml"
    file.write_text('resolver = "192.0.2.9"\n')
    monkeypatch.setenv("PERIPLUS_PARALLEL", "3")

    ended = periplus("config", "show", "--config", file)

    assert ended.code == 0
    assert "192.0.2.9" in ended.out
    assert f"file {file}" in ended.out
    assert "environment PERIPLUS_PARALLEL" in ended.out
    shown = [line.split()[0] for line in ended.out.splitlines()]
    assert shown == ["setting", *(setting.name for setting in SETTINGS)]
