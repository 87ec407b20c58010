"""Answers of an authority and of a resolver, compared with RFC 1034 §4.3.2 and RFC 4592."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rcode
import pytest

from periplus.lab.scenario import Scenario
from periplus.lab.script import ScenarioError
from periplus.lab.zones import servers_of
from tests.lab.tiny import tiny

RESOLVER = "192.0.2.53"
TLD, SITE = "198.51.100.53", "198.51.100.54"

ANSWERS = [
    # server, name, type, rcode, answer section, authority section
    (RESOLVER, "example.zz", "TXT", "NOERROR", ['"one" "two"'], []),
    (RESOLVER, "WWW.example.zz", "A", "NOERROR", ["web.example.zz.", "203.0.113.7"], []),
    (RESOLVER, "www.example.zz", "CNAME", "NOERROR", ["web.example.zz."], []),
    (RESOLVER, "far.example.zz", "A", "NOERROR", ["whois.example.", "192.0.2.43"], []),
    (RESOLVER, "web.example.zz", "MX", "NOERROR", [], ["SOA"]),
    (RESOLVER, "nothing.example.zz", "A", "NXDOMAIN", [], ["SOA"]),
    (RESOLVER, "b.example.zz", "A", "NOERROR", [], ["SOA"]),  # an empty non-terminal exists
    (RESOLVER, "x.wild.example.zz", "TXT", "NOERROR", ['"any"'], []),
    (RESOLVER, "x.y.wild.example.zz", "TXT", "NOERROR", ['"any"'], []),
    (RESOLVER, "x.wild.example.zz", "A", "NOERROR", [], ["SOA"]),
    (RESOLVER, "nowhere", "A", "NXDOMAIN", [], ["SOA"]),
    (RESOLVER, "cut.zz", "NS", "NOERROR", ["ns.cut.zz."], []),
    (RESOLVER, "www.cut.zz", "A", "SERVFAIL", [], []),
    (RESOLVER, "zz", "NS", "NOERROR", ["ns1.zz."], []),
    (RESOLVER, "zz", "DS", "NOERROR", [], ["SOA"]),
    (TLD, "www.example.zz", "A", "NOERROR", [], ["NS"]),
    (TLD, "example.zz", "NS", "NOERROR", [], ["NS"]),
    (TLD, "example.zz", "DS", "NOERROR", [], ["SOA"]),
    (TLD, "whois.example", "A", "REFUSED", [], []),
    (SITE, "www.example.zz", "A", "NOERROR", ["web.example.zz.", "203.0.113.7"], []),
    (SITE, "far.example.zz", "A", "NOERROR", ["whois.example."], []),
    (SITE, "gone.example.zz", "A", "NXDOMAIN", [], ["SOA"]),
]


def ask(server: str, name: str, rdtype: str, scenario: Scenario | None = None) -> dns.message.Message:
    scenario = scenario or tiny()
    servers = servers_of(scenario.script, scenario.documents)
    return servers[server].answer(dns.message.make_query(name, rdtype))


@pytest.mark.parametrize("case", ANSWERS, ids=[" ".join(case[:3]) for case in ANSWERS])
def test_an_answer(case: tuple[str, str, str, str, list[str], list[str]]) -> None:
    server, name, rdtype, *expected = case
    response = ask(server, name, rdtype)
    assert [
        dns.rcode.to_text(response.rcode()),
        [str(record) for rrset in response.answer for record in rrset],
        [dns.rdatatype.to_text(rrset.rdtype) for rrset in response.authority],
    ] == expected


def test_only_an_authority_answers_with_authority() -> None:
    assert ask(SITE, "web.example.zz", "A").flags & dns.flags.AA
    assert not ask(TLD, "web.example.zz", "A").flags & dns.flags.AA
    resolved = ask(RESOLVER, "web.example.zz", "A")
    assert resolved.flags & dns.flags.RA
    assert not resolved.flags & dns.flags.AA


def test_a_referral_brings_glue() -> None:
    glue = [str(rrset) for rrset in ask(TLD, "www.example.zz", "A").additional]
    assert glue == ["ns1.example.zz. 3600 IN A 198.51.100.54"]


def test_the_resolver_authenticates_only_signed_zones() -> None:
    assert ask(RESOLVER, "ns1.zz", "A").flags & dns.flags.AD
    assert not ask(RESOLVER, "web.example.zz", "A").flags & dns.flags.AD


def test_any_brings_everything() -> None:
    types = {dns.rdatatype.to_text(rrset.rdtype) for rrset in ask(SITE, "example.zz", "ANY").answer}
    assert types == {"SOA", "NS", "TXT"}


def test_without_a_root_an_unknown_name_is_no_negative_answer() -> None:
    response = ask(RESOLVER, "nowhere", "A", tiny().without(("zone", ".")))
    assert dns.rcode.to_text(response.rcode()) == "SERVFAIL"


def test_aliases_without_end_are_given_up() -> None:
    loop = tiny().with_value(("zone", "example.zz", "records"), "a CNAME b\nb CNAME a\n")
    assert len(ask(RESOLVER, "a.example.zz", "A", loop).answer) == 8
    assert len(ask(SITE, "a.example.zz", "A", loop).answer) == 8


def test_a_record_that_cannot_be_read_is_told_with_its_zone() -> None:
    with pytest.raises(ScenarioError, match=r"zone zz: .*"):
        ask(RESOLVER, "zz", "A", tiny().with_value(("zone", "zz", "records"), "@ A not-an-address\n"))


def test_two_copies_of_a_zone_need_one_choice() -> None:
    tree = dict(tiny().tree)
    copy = {"name": "zz", "servers": ["198.51.100.60"], "records": "@ TXT x\n"}
    both = Scenario.of("tiny", {**tree, "zone": [*tree["zone"], copy]}, tiny().documents)
    with pytest.raises(ScenarioError, match="the resolver can use one copy"):
        ask(RESOLVER, "zz", "TXT", both)
    apart = both.with_value(("zone", 3, "resolver"), value=False)
    assert ask(RESOLVER, "zz", "TXT", apart).answer == []
    assert len(ask("198.51.100.60", "zz", "TXT", apart).answer) == 1
