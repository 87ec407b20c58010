"""Who could withdraw what."""

from __future__ import annotations

from typing import Any

from periplus.model import Claim, Observation, Sign
from periplus.rules import leverage
from periplus.signatures.tables import load
from tests.facts.samples import AT
from tests.rules.entities import claim, statement, told

SITE = "SITE:https://x.example"
ISSUED = claim(SITE, "site.certificate", {"issuer_organisation": "Let's Encrypt", "issuer": "R3"})


def signs(observations: list[Observation], *claims: Claim) -> list[Sign]:
    return list(leverage.judge(observations, claims, load(), AT))


def values(found: list[Sign]) -> list[Any]:
    return [dict(s.value) if isinstance(s.value, dict) else s.value for s in found]


def test_says_nothing_of_nothing() -> None:
    assert signs([]) == []


def test_an_issuer_of_a_certificate_could_withdraw_it() -> None:
    (sign,) = signs([], ISSUED)
    assert sign.predicate == "site.leverage"
    assert values([sign]) == [
        {
            "who": "Internet Security Research Group",
            "country": "US",
            "what": "certificates",
            "measure": "",
            "state": "in force",
        }
    ]


def test_an_issuer_that_no_table_knows_tells_its_country_itself() -> None:
    value = {
        "issuer_organisation": "Sealworks",
        "issuer": "CN=Seal 4,O=Sealworks,C=QV",
        "subject": "CN=x",
    }
    (sign,) = signs([], claim(SITE, "site.certificate", value))
    assert [(v["who"], v["country"], v["what"]) for v in values([sign])] == [
        ("Sealworks", "QV", "certificates")
    ]
    for other in ({**value, "subject": value["issuer"]}, {**value, "issuer": "CN=Seal 4,O=Sealworks"}):
        assert signs([], claim(SITE, "site.certificate", other)) == []


def test_an_unlikely_edge_is_none_and_a_past_one_has_ended() -> None:
    unlikely = claim(SITE, "site.edge", "Citrix NetScaler", probability=0.2)
    past = claim(SITE, "site.edge", "Citrix NetScaler", status="PAST")
    assert signs([], unlikely) == []
    assert values(signs([], past))[0]["state"] == "ended"


def test_carriers_abroad_and_none_at_home() -> None:
    here = told(statement())
    abroad = claim("ASN:AS1", "network.carrier", {"carrier": "AS2", "name": "LONG", "country": "QQ"})
    home = claim("ASN:AS1", "network.carrier", {"carrier": "AS3", "name": "NEAR", "country": "ZZ"})
    found = values(signs([here], abroad, home))
    assert [(v["who"], v["country"], v["what"]) for v in found] == [("LONG", "QQ", "transit")]


def test_name_servers_abroad_of_the_countrys_own_zone() -> None:
    here = told(statement())
    place = claim("ADDRESS:192.0.2.1", "address.located_country", "QQ", probability=0.9)
    claims = (
        claim("ZONE:zz", "zone.name_server", "ns.x.example"),
        claim("HOST:ns.x.example", "host.address", "192.0.2.1"),
        claim("ADDRESS:192.0.2.1", "address.operator", "LONG"),
    )
    (value,) = values(signs([here], *claims, place))
    assert (value["who"], value["country"], value["what"]) == ("LONG", "QQ", "name servers")
    at_home = claim("ADDRESS:192.0.2.1", "address.located_country", "ZZ", probability=0.9)
    assert signs([here], *claims, at_home) == []


def test_a_measure_is_told_of_the_country_and_of_the_site_that_rests_on_it() -> None:
    fact = statement(kind="measure", word="sales stopped", who="Let's Encrypt", formed=False)
    found = values(signs([told(fact)], ISSUED))
    assert [(v["measure"], v["state"]) for v in found] == [
        ("", "in force"),
        ("sales stopped", "in force"),
        ("sales stopped", "in force"),
    ]


def test_what_might_come_is_told_and_what_was_lifted_has_ended() -> None:
    might = statement(
        kind="measure", word="withdrawn", who="DigiCert", state="possible", what="certificates"
    )
    lifted = statement(kind="measure", word="sanctions", who="Trade Council", state="ended")
    assert [v["state"] for v in values(signs([told(might)]))] == ["told"]
    (ended,) = signs([told(lifted)])
    assert ended.status == "PAST"


def test_a_law_without_a_subject_is_of_its_issuer() -> None:
    law = statement(
        kind="measure", word="sanctions", who="", document="Regulation (EU) 1", what="software"
    )
    (value,) = values(signs([told(law)]))
    assert (value["who"], value["country"], value["what"]) == ("European Union", "EU", "software")
    assert signs([told(statement(kind="measure", word="sanctions", who=""))]) == []


def test_a_table_of_contracts_tells_where_a_supplier_is_at_home() -> None:
    parts = {"kind": "relation", "word": "supplies", "who": "Seilwerk GmbH", "whom": "Coastal JSC"}
    (value,) = values(signs([told(statement(**parts, home="QV"))]))
    assert (value["who"], value["country"], value["state"]) == ("Seilwerk GmbH", "QV", "told")
    assert signs([told(statement(**parts, home="ZZ"))]) == []
    assert signs([told(statement(**parts))]) == []


def test_a_state_and_the_holder_of_a_carriers_number_are_at_home_somewhere() -> None:
    carrier = {"carrier": "AS2", "name": "LONG", "country": "QQ", "organisation": "Long Lines"}
    stopped = statement(kind="measure", word="sales stopped", who="Long Lines", formed=False)
    lifted = statement(kind="measure", word="sanctions", who="Republic of France", state="ended")
    here = [told(stopped), told(lifted)]
    found = values(signs(here, claim("ASN:AS1", "network.carrier", carrier)))
    assert [(v["who"], v["country"], v["what"]) for v in found if v["measure"]] == [
        ("Long Lines", "QQ", "transit"),
        ("Republic of France", "FR", "equipment"),
    ]


def test_a_supplier_abroad_is_told() -> None:
    fact = statement(kind="relation", word="supplies", who="Cisco Systems, Inc.", whom="Coastal JSC")
    (value,) = values(signs([told(fact)]))
    assert (value["country"], value["what"], value["state"]) == ("US", "equipment", "told")
