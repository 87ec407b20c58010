"""`periplus doctor` names each thing it looks for, and sends nothing."""

from __future__ import annotations

from periplus.cli.doctor import CHECKS
from tests.cli.ended import Periplus


def test_every_check_has_its_line(periplus: Periplus) -> None:
    ended = periplus("doctor")

    assert ended.code == 0
    assert [line[8:].partition(":")[0] for line in ended.out.splitlines()] == list(CHECKS)
