"""Scenarios load, refuse what they cannot use, and change one answer at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from periplus.lab.scenario import SCENARIOS, Scenario, names
from periplus.lab.script import ScenarioError
from tests.lab.tiny import tiny


@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_loads(name: str) -> None:
    scenario = Scenario.load(name)
    assert scenario.name == name
    assert len(scenario.script.country) == 2


def test_every_document_of_a_shipped_scenario_is_served() -> None:
    for name in names():
        scenario = Scenario.load(name)
        text = str(scenario.tree)
        unused = [document for document in scenario.documents if f"'{document}'" not in text]
        assert unused == []


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ScenarioError, match=r"no scenario 'atlantis'; there are: .*belarus-2022"):
        Scenario.load("atlantis")


def test_a_text_with_a_slash_is_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(SCENARIOS / "zembla-2024", mine)
    monkeypatch.chdir(tmp_path)

    assert Scenario.load("./mine").name == "mine"
    assert Scenario.load("mine/").tree == Scenario.load("zembla-2024").tree
    with pytest.raises(ScenarioError, match=r"no scenario 'mine'; .* a directory of yours: ./mine"):
        Scenario.load("mine")
    with pytest.raises(ScenarioError, match=r"^./none is no scenario: there is no file scenario.toml"):
        Scenario.load("./none")


def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "scenario.toml").write_text("format = \n")
    with pytest.raises(ScenarioError, match=r"^scenario .*: Invalid value"):
        Scenario.load(tmp_path)


def test_a_directory_without_a_scenario_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="No such file"):
        Scenario.load(tmp_path)


def test_a_value_is_changed_by_the_names_on_its_way() -> None:
    old = tiny()
    new = old.with_value(("web", "web.example.zz", "answer", "/", "status"), 404)
    assert new.script.web[0].answer[0].status == 404
    assert old.script.web[0].answer[0].status == 200


def test_a_key_is_taken_away() -> None:
    assert tiny().without(("web", 0, "tls")).script.web[0].tls is None
    assert tiny().without(("whois", "whois.example", "answer", "ZZ")).script.whois[0].answer[0].prefix


def test_a_text_is_replaced_in_tree_and_documents() -> None:
    new = tiny().with_text("ZZ", "QQ")
    assert new.script.country == "QQ"
    assert new.documents["zz.txt"] == b"domain: QQ\n"


def test_a_document_is_put_in_place() -> None:
    assert tiny().with_document("zz.txt", b"other").documents["zz.txt"] == b"other"


def test_a_change_that_finds_nothing_is_an_error() -> None:
    with pytest.raises(ScenarioError, match="stands nowhere"):
        tiny().with_text("no such text", "")
    with pytest.raises(ScenarioError, match="nothing is called 'nobody'"):
        tiny().with_value(("web", "nobody", "plain"), "none")
    with pytest.raises(ScenarioError, match="nothing is called 'webs'"):
        tiny().with_value(("webs", 0, "plain"), "none")


def test_a_change_is_checked_like_a_file() -> None:
    with pytest.raises(ScenarioError, match="scenario tiny: "):
        tiny().with_value(("web", 0, "plain"), "sometimes")
