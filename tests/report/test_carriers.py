"""Tables of carriers, owners, exchanges, hosts and influence, and nothing where nothing is known."""

from __future__ import annotations

from periplus.model import Scalar
from periplus.report import carriers
from tests.report import sample
from tests.report.page import PageReader
from tests.report.test_routing import page, report


def test_carriers_owners_and_influence() -> None:
    shown = page(report())
    texts = PageReader(carriers.carriers(shown) + carriers.influence(shown)).texts

    assert {"AS64510", "QV", "All shares are ours.", "90.0%"} <= set(texts)


def test_exchanges_with_most_domestic_networks_come_first() -> None:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    for name, domestic in (("QIX", 1), ("<ZIX>", 3)):
        value: dict[str, Scalar] = {
            "exchange": name,
            "city": "",
            "country": "ZZ",
            "networks": 4,
            "domestic": domestic,
        }
        b.claim(sample.COUNTRY, "country.exchange", {**value, "who": "A AS1", "mbit_s": 5}, body)
    for where, share in (("QV", 0.25), ("ZZ", 0.75)):
        host: dict[str, Scalar] = {"where": where, "share": share, "networks": 1, "most": "A AS1"}
        b.claim(sample.COUNTRY, "country.hosting", host, body)
    made = carriers.meeting(page(b.report()))
    texts = PageReader(made).texts

    assert "<ZIX>" not in made
    assert texts.index("<ZIX>") < texts.index("QIX")
    assert texts.index("75.0%") < texts.index("25.0%")


def test_nothing_of_nothing() -> None:
    empty = page(sample.Builder(target=sample.COUNTRY).report())

    for draw in (carriers.carriers, carriers.meeting, carriers.influence):
        assert draw(empty) == ""
