"""`periplus doctor` names each thing it looks for, and sends nothing."""

from __future__ import annotations

import pytest

from periplus.cli.doctor import CHECKS
from periplus.lab import tiers
from tests.cli.ended import Periplus


def test_every_check_has_its_line(periplus: Periplus) -> None:
    ended = periplus("doctor")

    assert ended.code == 0
    assert [line[8:].partition(":")[0] for line in ended.out.splitlines()] == list(CHECKS)


def test_a_tier_that_is_refused_is_told(periplus: Periplus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tiers.TIERS, "root", ("--no-such-word",))
    monkeypatch.setitem(tiers.TIERS, "user", ("--no-such-word",))
    (line,) = [line for line in periplus("doctor").out.splitlines() if "namespaces" in line]

    assert line.startswith("missing namespaces: root tier: ")
    assert line.endswith("(the lab runs on loopback all the same)")
