"""The sections on organisations."""

from __future__ import annotations

from periplus.model import Basis, Claim
from periplus.report.citing import Bounds, Page
from periplus.report.entities import control, leverage, lines
from periplus.report.inputs import Head
from periplus.report.result import build
from tests.facts.samples import AT
from tests.report.test_control import BELOW, OWNS, ROLE
from tests.rules.entities import LAND, claim

HELD = claim(
    "COUNTRY:ZZ",
    "country.leverage",
    {"who": "Maker <Inc.>", "country": "US", "what": "edge", "measure": "", "state": "in force"},
)
CABLE = claim("COUNTRY:ZZ", "country.cable", {"cable": "Silk Line", "operator": ""}, basis=Basis.TOLD)
BASIS = claim(
    "COUNTRY:ZZ",
    "country.legal_basis",
    {"organisation": "Coastal JSC", "power": "cut traffic", "document": "Law 1"},
)
VARIANTS = (("wide", 894.0), ("narrow", 318.0))


def page(*claims: Claim) -> Page:
    head = Head(version="1", weights="w", as_of=AT)
    report = build(target=LAND, claims=claims, observations=[], evidence=[], head=head, predicates=[])
    return Page.of(report, Bounds())


def test_without_claims_there_is_no_section() -> None:
    assert control(page(), VARIANTS) == leverage(page()) == lines(page()) == ""


def test_the_graph_is_drawn_for_each_width_and_stands_in_a_table() -> None:
    made = control(page(OWNS, BELOW, ROLE), VARIANTS)
    assert made.count("<svg") == 2
    assert "owns Coastal JSC" in made
    assert "(ended)" in made
    assert "is regulator" in made
    assert "told only" in made


def test_roles_alone_make_a_table_without_a_picture() -> None:
    made = control(page(ROLE), VARIANTS)
    assert "<svg" not in made
    assert "is regulator" in made


def test_leverage_tells_country_and_state_and_escapes() -> None:
    made = leverage(page(HELD))
    assert "Maker &lt;Inc.&gt;" in made
    assert "United States (US)" in made
    assert "in force" in made


def test_cables_and_laws_are_told() -> None:
    made = lines(page(CABLE, BASIS))
    assert "Silk Line" in made
    assert "not told" in made
    assert "cut traffic" in made
    assert "Law 1" in made


def test_cables_of_a_table_stand_with_source_and_date() -> None:
    value = {"cable": "S <1>", "operator": "", "countries": "ZZ XA", "source": "A talk", "dated": "2020"}
    told = lines(page(claim("COUNTRY:ZZ", "country.told_cable", value, basis=Basis.TOLD)))
    for text in ("S &lt;1&gt;", "not told", "ZZ XA", "A talk", "2020", "nobody saw them"):
        assert text in told
