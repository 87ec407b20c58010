"""Checks that several tables of a scenario share, each with its sentence."""

from __future__ import annotations

import pytest

from periplus.lab.parts import ScenarioError, check_address, check_lines, check_prefix, check_text


def test_what_is_right_passes() -> None:
    check_address("here", "2001:db8::1")
    check_prefix("here", None)
    check_prefix("here", "198.51.100.0/24")
    check_lines("here", ["gate"], {"gate"})
    check_text("here", "text", None, {})
    check_text("here", None, "a.txt", {"a.txt": b""})


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ScenarioError, match="here: '2001:DB8::1' is no canonical address"):
        check_address("here", "2001:DB8::1")
    with pytest.raises(ScenarioError, match="here: 'x/24' is no prefix"):
        check_prefix("here", "x/24")
    with pytest.raises(ScenarioError, match="here: there is no router 'far' before it"):
        check_lines("here", ["far"], {"gate"})
    with pytest.raises(ScenarioError, match="here: give either a text or a document"):
        check_text("here", "text", "a.txt", {})
    with pytest.raises(ScenarioError, match=r"here: there is no document 'a.txt'"):
        check_text("here", None, "a.txt", {})
