"""The one name for each organisation."""

from __future__ import annotations

from periplus.facts.statements import NameTold
from periplus.measures.naming import naming, registered
from tests.rules.entities import claim, statement, told

VENDORS = [{"name": "Wirebox Inc.", "aliases": ["Wirebox"], "country": "US", "what": "edge"}]


def test_the_registered_name_is_the_name() -> None:
    manager = claim("ZONE:zz", "zone.manager", "Coastal Limited")
    names = naming([told(statement(who="Coastal JSC"))], [manager], VENDORS)
    assert names.of("Coastal JSC", "ZZ") == "Coastal Limited"


def test_a_mere_capital_is_nobody_until_somebody_tells() -> None:
    bare = told(statement(who="Wirebox", formed=False))
    stranger = told(statement(who="Petrov", formed=False))
    names = naming([bare, stranger], [], VENDORS)
    assert names.of("Wirebox", "ZZ") == "Wirebox Inc."
    assert names.of("Petrov", "ZZ") == ""


def test_an_alias_that_a_document_explains_is_known_in_others() -> None:
    explained = told(NameTold(name="Coastal Exchange Centre", alias="CEC"))
    names = naming([explained, told(statement(who="CEC", formed=False))], [], VENDORS)
    assert names.of("CEC", "ZZ") == "Coastal Exchange Centre"


def test_the_state_is_of_its_country() -> None:
    assert naming([], [], VENDORS).of("the state", "ZZ") == "the state (ZZ)"


def test_present_registrations_come_before_past_ones() -> None:
    old = claim("ZONE:zz", "zone.manager", "Aaa", status="PAST")
    new = claim("ZONE:zz", "zone.manager", "Zzz")
    assert registered([old, new]) == ["Zzz", "Aaa"]
