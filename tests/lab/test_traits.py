"""Rules of sequence numbers and identifications, and options that only echo what was offered."""

from __future__ import annotations

from itertools import pairwise

import pytest

from periplus.lab.traits import Numbers, Traits
from periplus.net.packets import read_options

OFFERED = bytes.fromhex("020405b4 0402 080a 00000007 00000000 01 030307".replace(" ", ""))


def traits(**told: object) -> Traits:
    row: dict[str, object] = {
        "hops": 128,
        "window": 65535,
        "mss": 1460,
        "scale": 2,
        "options": ["mss", "nop", "ws", "sok", "ts"],
        "unfragmented": True,
        "identity": "zero",
        "isn": "random",
        "isn_by": 0,
        "clock_hz": 100,
        "open_ports": [],
    }
    return Traits.of(row | told)


def drawn(count: int = 8, **told: object) -> list[int]:
    numbers = Numbers(traits(**told))
    return [numbers.sequence("one flow") for _ in range(count)]


def test_a_constant_stays() -> None:
    assert set(drawn(isn="constant", isn_by=7)) == {7}


def test_steps_are_as_told() -> None:
    found = drawn(isn="step", isn_by=64000)

    assert {(b - a) % (1 << 32) for a, b in pairwise(found)} == {64000}


def test_random_steps_are_below_the_bound() -> None:
    found = drawn(isn="random-steps", isn_by=1 << 24)

    assert all((b - a) % (1 << 32) < 1 << 24 for a, b in pairwise(found))


@pytest.mark.parametrize(("rule", "most"), [("clock", 1_000_000), ("clock-and-random", 1_065_536)])
def test_a_clock_goes_on(rule: str, most: int) -> None:
    found = drawn(isn=rule, isn_by=1_000)

    assert all((b - a + 65536) % (1 << 32) < most for a, b in pairwise(found))


def test_a_hash_with_a_clock_is_near_itself_for_one_flow_and_far_for_another() -> None:
    numbers = Numbers(traits(isn="hashed"))
    first, again, other = (numbers.sequence(flow) for flow in ("one", "one", "other"))

    assert (again - first) % (1 << 32) < 10_000_000
    assert other != first


def test_random_numbers_are_not_alike() -> None:
    assert len(set(drawn())) > 1


def test_only_what_was_offered_comes_back() -> None:
    whole = read_options(traits().answer_options(OFFERED, 3.0))
    bare = read_options(traits().answer_options(OFFERED[:4], 3.0))

    assert whole == {2: b"\x05\xb4", 3: b"\2", 4: b"", 8: b"\0\0\x01\x2c\0\0\0\7"}
    assert bare == {2: b"\x05\xb4"}
    assert traits(options=["mss", "eol"]).answer_options(OFFERED, 0.0) == b"\2\4\x05\xb4\0"


def test_identifications_follow_their_rule() -> None:
    assert [Numbers(traits()).identity() for _ in range(2)] == [0, 0]
    counter = Numbers(traits(identity="counter"))
    assert [counter.identity() for _ in range(3)] == [1, 2, 3]
    random = Numbers(traits(identity="random"))
    assert len({random.identity() for _ in range(20)}) > 1
