"""Shares of space and of users, each from the network's row."""

from __future__ import annotations

from periplus.rules import space_share
from tests.packs.worlds import FILES

from .worlds import document_of, says_nothing_of_nothing, signs


def test_shares_of_space_and_users() -> None:
    found = {(s.subject.key, s.predicate): s for s in signs(space_share)}

    assert found["AS64500", "network.space_share"].value == round(192 / 448, 4)
    assert found["AS64502", "network.user_share"].value == 0.75
    assert len(found["AS64502", "network.user_share"].support) == 1
    assert found["AS64500", "network.space_share"].n == 448  # addresses, as the denominator says


def test_networks_at_the_border_are_named_however_small() -> None:
    links = FILES["20221101.as-rel.txt"]
    rows = [f"10.{n}.0.0/16\t{65000 + n}" for n in range(40)]
    blocks = "2|ripencc|20221115|5|19830705|20221114|+0000\n" + "".join(
        f"ripencc|ZZ|ipv4|10.{n}.0.0|65536|20100101|allocated|A1\n" for n in range(40)
    )
    small = "".join(f"10.39.{n}.0/24\t64999\n" for n in range(1))
    body = document_of(
        {
            "20221101.as-rel.txt": links + b"64511|64999|-1\n",
            "prefixes-20221101.tsv": ("\n".join(rows) + "\n" + small).encode(),
            "delegated": blocks.encode(),
        }
    )
    found = {s.subject.key: s.value for s in signs(space_share, body)}

    assert len(found) == 21
    assert found["AS64999"] == round(256 / (40 * 65536), 4)


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(space_share)
