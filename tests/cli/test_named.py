"""What a setting names must be there: told at once, and no case is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.ended import Periplus


@pytest.mark.parametrize(
    "named",
    [
        ("technologies", "/nowhere", "there is no directory /nowhere"),
        ("iana_history", "/nowhere", "there is no directory /nowhere"),
        ("trust_anchors", "/nowhere", "there is no directory /nowhere"),
        ("packs", "as,nosuch", "no pack is called 'nosuch'"),
        ("page_packs", "nosuch", "no pack is called 'nosuch'"),
        ("compare", "FR,QQ", "'QQ' is no ISO 3166-1 country code"),
        ("ports", "0", "'0' is no port"),
        ("world", "/nowhere", "there is no whole world in /nowhere"),
    ],
)
def test_what_is_not_there_is_told_with_its_setting(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: tuple[str, str, str]
) -> None:
    name, value, complaint = named
    monkeypatch.setenv(f"PERIPLUS_{name.upper()}", value)

    ended = periplus("country", "NL", "--offline", "--case", tmp_path / "case")

    assert ended.code == 2
    assert f"the setting {name} (environment PERIPLUS_{name.upper()}): {complaint}" in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "case").exists()


def test_a_directory_that_is_no_world_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("country", "NL", "--world", tmp_path, "--offline", "--case", tmp_path / "case")

    assert ended.code == 2
    assert "the setting world (command line): there is no whole world in" in ended.err
    assert not (tmp_path / "case").exists()
