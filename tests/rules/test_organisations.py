"""What documents say of organisations becomes claims on them."""

from __future__ import annotations

from typing import Any

from periplus.facts.statements import NameTold
from periplus.model import Basis, Claim, Observation, Sign, Status
from periplus.rules import organisations
from periplus.signatures.tables import load
from tests.facts.samples import AT
from tests.rules.entities import claim, statement, told


def signs(observations: list[Observation], claims: tuple[Claim, ...] = ()) -> list[Sign]:
    return list(organisations.judge(observations, claims, load(), AT))


def short(found: list[Sign]) -> list[tuple[str, str, Any, str]]:
    return [(s.subject.key, s.predicate, s.value, s.status.value if s.status else "") for s in found]


def test_says_nothing_of_nothing() -> None:
    assert signs([]) == []


def test_a_role_is_told_with_quote_document_language_and_source() -> None:
    (sign,) = signs([told(statement(dated="2010-02-01"))])
    assert short([sign]) == [("Coastal JSC", "organisation.role", "regulator", "")]
    assert sign.basis is Basis.TOLD
    assert "“So it is.” (A page, dated 2010-02-01; in en; https://x.example/)." in sign.reason


def test_a_relation_names_the_other() -> None:
    fact = statement(kind="relation", word="owns", who="North Ltd.", whom="Coastal JSC")
    assert short(signs([told(fact)])) == [
        ("North Ltd.", "organisation.relation", {"relation": "owns", "other": "Coastal JSC"}, "")
    ]


def test_of_somebody_unknown_or_a_mere_possibility_nothing_is_said() -> None:
    assert signs([told(statement(who="Petrov", formed=False))]) == []
    assert signs([told(statement(state="possible"))]) == []


def test_the_latest_document_decides_whether_it_holds() -> None:
    ended = told(statement(state="ended", dated="2021-01-01"))
    earlier, later = told(statement(dated="2019-01-01")), told(statement(dated="2022-01-01"))
    assert {s.status for s in signs([ended, earlier])} == {Status.PAST}
    assert {s.status for s in signs([ended, later])} == {None}


def test_what_ends_in_a_year_to_come_holds() -> None:
    assert {s.status for s in signs([told(statement(state="ended", until=AT.year + 5))])} == {None}
    assert {s.status for s in signs([told(statement(state="ended", until=AT.year - 5))])} == {
        Status.PAST
    }


def test_a_law_that_lets_restrict_is_a_legal_basis_and_a_page_is_none() -> None:
    power = {"kind": "power", "word": "restrict access"}
    law = short(signs([told(statement(**power, law=True, document="Law 1"))]))
    value = {"organisation": "Coastal JSC", "power": "restrict access", "document": "Law 1"}
    assert ("ZZ", "country.legal_basis", value, "") in law
    page = signs([told(statement(**power))])
    assert [s.predicate for s in page] == ["organisation.power"]


def test_a_cable_is_of_the_country() -> None:
    fact = statement(kind="cable", word="cable", what="Silk Line")
    assert short(signs([told(fact)])) == [
        ("ZZ", "country.cable", {"cable": "Silk Line", "operator": "Coastal JSC"}, "")
    ]


def test_aliases_of_whoever_is_spoken_of() -> None:
    explained = told(NameTold(name="Coastal JSC", alias="CTC"))
    found = short(signs([explained, told(statement())]))
    assert ("Coastal JSC", "organisation.alias", "CTC", "") in found
    assert signs([explained]) == []


def test_a_name_that_another_document_gives_is_rested_on() -> None:
    explained = told(NameTold(name="Coastal JSC", alias="CTC"))
    spoken = told(statement(who="CTC"))
    (said,) = (s for s in signs([explained, spoken]) if s.predicate == "organisation.role")
    assert said.subject.key == "Coastal JSC"
    assert said.support == (spoken.id, explained.id)
    plain = told(statement())
    (said,) = (s for s in signs([explained, plain]) if s.predicate == "organisation.role")
    assert said.support == (plain.id,)


def test_the_root_names_the_registry_and_that_is_witnessed() -> None:
    now = claim("ZONE:zz", "zone.manager", "Coastal Limited")
    below = claim("ZONE:gov.zz", "zone.manager", "Another Limited")
    (sign,) = signs([], (now, below))
    assert short([sign]) == [("Coastal Limited", "organisation.role", "registry", "")]
    assert sign.basis is Basis.WITNESSED
    (old,) = signs([], (claim("ZONE:zz", "zone.manager", "Coastal Limited", status="PAST"),))
    assert old.status is Status.PAST
