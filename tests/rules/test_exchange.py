"""Exchanges of the small world: one at home with a foreign member, one abroad with a domestic one."""

from __future__ import annotations

from periplus.rules import exchange

from .worlds import document, says_nothing_of_nothing, signs, values


def test_who_meets_where() -> None:
    at_home, abroad = values(signs(exchange), "country.exchange")

    assert (at_home["exchange"], at_home["networks"], at_home["domestic"]) == ("ZIX", 2, 1)
    assert at_home["who"] == "QV-NET AS64510; AS64502"
    assert at_home["mbit_s"] == 21_000
    assert (abroad["exchange"], abroad["country"], abroad["domestic"]) == ("QIX", "QV", 1)
    assert abroad["who"] == "ZEM-A AS64500"


def test_a_sentence_rests_on_the_row_of_its_exchange() -> None:
    first = signs(exchange)[0]

    assert len(first.support) == 1
    assert first.reason.startswith("At ZIX (Onhava, ZZ), 1 of 2 networks are domestic")


def test_without_a_table_nothing_is_said() -> None:
    assert signs(exchange, document("netixlan-2022-11-01.json")) == []


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(exchange)
