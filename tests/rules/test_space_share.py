"""Shares of space and of users, each from the network's row."""

from __future__ import annotations

from periplus.rules import space_share

from .worlds import says_nothing_of_nothing, signs


def test_shares_of_space_and_users() -> None:
    found = {(s.subject.key, s.predicate): s for s in signs(space_share)}

    assert found["AS64500", "network.space_share"].value == round(192 / 448, 4)
    assert found["AS64502", "network.user_share"].value == 0.75
    assert len(found["AS64502", "network.user_share"].support) == 1
    assert found["AS64500", "network.space_share"].n == 3


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(space_share)
