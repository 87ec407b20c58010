"""Drawn stands of the observer: looked at on machines, and held against what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.cli._fit import unfitted
from periplus.cli._stands import PREDICATE, held_stands, looks_of_stands, rates_of, said_of_stands, stood
from periplus.lab.nat import ENDS_TCP, PROGRAMS
from periplus.lab.programs import find
from periplus.measures.calibration import doubts, expected_error
from periplus.signatures.tables import load
from tests.cli.ended import Periplus
from tests.lab.staged import NO_FILTER, REFUSED, filters, tier

SITES = 6


def where() -> str:
    if lacking := [name for name in PROGRAMS.values() if not find(name)]:
        pytest.skip(f"{lacking[0]} is not installed")
    found = tier()
    if found is None:
        pytest.skip(REFUSED)
    if not filters():
        pytest.skip(NO_FILTER)
    return found


def test_whoever_answers_is_told_and_counted() -> None:
    tables, told = load(), list[str]()
    looked = list(stood(where(), 2, told.append))

    assert len(told) == 2 * len(ENDS_TCP)
    assert not any(": " in line for line in told)  # each came to its end
    assert len(looked) == len(told) * SITES
    said = list(said_of_stands(looked, tables))
    assert {one.predicate for one in said} == {PREDICATE}
    assert {one.so for one in said} == {True, False}
    assert all((one.probability > 0.5) == one.so for one in said)
    looks = list(looks_of_stands(looked, tables))
    assert {one.so for one in looks if one.seen} == {True, False}
    (near,) = (one for one in rates_of(looked, tables) if one.weight == "vantage.one-hop-connection")
    assert near.with_it == near.without_it == len(looked) // 2
    assert near.seen_with > near.seen_without


def test_a_part_that_is_not_there_is_one_sentence(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("lab", "stand", 9, 0, tmp_path / "case", "--tier", "loopback")

    assert ended.code == 2
    assert "there are parts 0 to 3" in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.soak
def test_a_fit_holds_on_stands_that_it_has_not_seen() -> None:
    where()
    shown = held_stands(unfitted(load()), None, lambda _: None).shown
    said = shown["held-out stands, weights fitted on all others"]
    firm = [one.so for one in said if one.probability >= 0.95]

    assert not doubts(said)
    assert expected_error(said) <= 0.05
    assert sum(firm) >= 0.9 * len(firm) > 0
