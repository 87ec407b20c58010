"""Expectation files list every row of the model case, and a fault in them is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.expected import ROW_IDS, check_ids, load_expected, needle, read_expected
from periplus.lab.scenario import names
from periplus.lab.script import ScenarioError


def text(replacing: str = "", with_: str = "") -> str:
    rows = [f'[[row]]\nid = "{name}"\ntitle = "t"\npending = "later"\n' for name in ROW_IDS]
    return ('scenario = "tiny"\n' + "".join(rows)).replace(replacing, with_, 1)


def test_the_model_case_has_58_rows() -> None:
    assert len(set(ROW_IDS)) == len(ROW_IDS) == 58


@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_has_expectations(name: str) -> None:
    expected = load_expected(name)
    assert expected.scenario == name
    assert tuple(row.id for row in expected.row) == ROW_IDS
    assert expected.forbidden
    checked = {row.id for row in expected.row if row.claim or row.summary}
    asked = ["C01", "C02", "C03", "C22", "S01", "S07", "S08", "S09", "S10", "S11", "S12", "S18"]
    assert checked >= {*asked, "S29", "S31", "S32"}


def test_expectations_that_are_not_there() -> None:
    with pytest.raises(ScenarioError, match=r"there is no expectation file atlantis.toml"):
        load_expected("atlantis")


def test_rows_must_be_all_and_in_order() -> None:
    assert len(read_expected(text()).row) == 58
    with pytest.raises(ScenarioError, match=r"missing: \['C01'\]"):
        check_ids(ROW_IDS[1:])
    with pytest.raises(ScenarioError, match="in its order"):
        check_ids(reversed(ROW_IDS))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('pending = "later"\n', "", "C01 expects nothing"),
        ('pending = "later"', 'pend = "later"', r"unknown field `pend` - at `\$.row\[0\]`"),
        ('scenario = "tiny"', "scenario = ", "Invalid value"),
        (
            'pending = "later"',
            '[[row.claim]]\nsubject="a"\npredicate="b"\nvalue_matches="("\n',
            "C01: '\\(' is no regular",
        ),
        (
            'pending = "later"',
            '[[row.claim]]\nsubject="a"\npredicate="b"\nbytes=["hex:0"]\n',
            "bytes 'hex:0'",
        ),
        (
            'pending = "later"',
            '[[row.claim]]\nsubject="a"\npredicate="b"\nstatus="GOOD"\n',
            "GOOD",
        ),
        (
            'pending = "later"',
            '[[row.claim]]\nsubject="a"\npredicate="organisation.told"\n',
            "C01: what a user types in by hand answers no row",
        ),
        ('scenario = "tiny"', 'scenario = "tiny"\nforbidden = [{}]', "would forbid every claim"),
    ],
)
def test_a_fault_is_one_sentence(old: str, new: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        read_expected(text(old, new))
    assert "\n" not in str(caught.value)


def test_a_users_own_have_any_rows_each_once(tmp_path: Path) -> None:
    row = '[[row]]\nid = "{}"\ntitle = "t"\npending = "later"\n'
    (tmp_path / "expected.toml").write_text('scenario = "mine"\n' + row.format("M1") + row.format("M2"))

    assert [one.id for one in load_expected(f"{tmp_path}/").row] == ["M1", "M2"]
    (tmp_path / "expected.toml").write_text('scenario = "mine"\n' + row.format("M1") * 2)
    with pytest.raises(ScenarioError, match="the row M1 stands there twice"):
        load_expected(f"{tmp_path}/")
    (tmp_path / "expected.toml").unlink()
    with pytest.raises(ScenarioError, match=r"no expectation file expected.toml of"):
        load_expected(f"{tmp_path}/")


def test_what_is_looked_for_in_bytes() -> None:
    assert needle("nginx") == (b"nginx", True)
    assert needle("1: mode") == (b"1: mode", True)
    assert needle("nocase:DNS1") == (b"dns1", False)
    assert needle("hex:00ff") == (b"\x00\xff", True)
    assert needle("address:192.0.2.1") == (b"\xc0\x00\x02\x01", True)
    assert len(needle("address:2001:db8::1")[0]) == 16
