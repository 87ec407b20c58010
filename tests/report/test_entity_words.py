"""Records about organisations in words."""

from __future__ import annotations

from periplus.report.entity_words import RECORDS, home_of
from periplus.report.words import value_text


def test_a_leverage_says_who_where_what_and_how_it_stands() -> None:
    held = {"who": "Maker Inc.", "country": "US", "what": "edge", "measure": "", "state": "in force"}
    assert value_text("site.leverage", held) == "Maker Inc. (United States (US)): edge, in force"
    stopped = {**held, "measure": "sales stopped", "country": "EU"}
    assert "European Union): edge, sales stopped" in RECORDS["country.leverage"](stopped)
    assert home_of("") == "country not known"


def test_relations_cables_and_bases() -> None:
    assert RECORDS["organisation.relation"]({"relation": "owns", "other": "B JSC"}) == "owns B JSC"
    assert RECORDS["country.cable"]({"cable": "Silk Line", "operator": ""}) == "Silk Line"
    assert RECORDS["country.cable"]({"cable": "S", "operator": "L AG"}) == "S (L AG)"
    told = {"cable": "S", "operator": "", "countries": "DE PL", "source": "A talk", "dated": "2020"}
    assert RECORDS["country.told_cable"](told) == "S: DE \u2013 PL, as A talk told in 2020"
    said = {"organisation": "A", "power": "cut traffic", "document": "Law 1"}
    assert RECORDS["country.legal_basis"](said) == "A: cut traffic, by Law 1"
    assert RECORDS["organisation.told"]({"says": "owns", "other": "B", "source": "me"}) == "owns B"
