"""The title is the finding, and claims no more than the claims do."""

import pytest

from periplus.model import Status, Subject, SubjectKind
from periplus.report import findings
from tests.report import sample
from tests.report.sample import COUNTRY, SITE, ZONE, Builder


def host(name: str) -> Subject:
    return Subject(kind=SubjectKind.HOST, key=name)


def servers(*places: tuple[str, str, float]) -> Builder:
    """A zone with one server per place: predicate, country, probability."""
    b = Builder(target=COUNTRY)
    e = b.capture("dns://192.0.2.53/zz?type=NS")
    for number, (predicate, country, p) in enumerate(places):
        address = Subject(kind=SubjectKind.ADDRESS, key=f"192.0.2.{number}")
        b.claim(ZONE, "zone.name_server", f"ns{number}.example", [e])
        b.claim(host(f"ns{number}.example"), "host.address", address.key, [e])
        if predicate:
            b.fused(address, predicate, country, p, "likely", [e])
    return b


LOCATED, REGISTERED = "address.located_country", "address.registered_country"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([(LOCATED, "AA", 0.9), (LOCATED, "AB", 0.9)], "its 2 name servers answer from 2 countries"),
        ([(LOCATED, "AA", 0.9), (LOCATED, "AA", 0.9)], "its 2 name servers answer from 1 country"),
        ([(LOCATED, "AA", 0.9), (LOCATED, "AB", 0.3)], "answer from 1 country as far as seen (1 of 2)"),
        ([(REGISTERED, "AA", 0.9), (REGISTERED, "AB", 0.9)], "are registered in 2 countries"),
        ([(LOCATED, "AA", 0.9)], "its one name server answers from 1 country"),
        ([("", "", 0.0)], "where its one name server answers from could not be seen"),
    ],
)
def test_places(places: list[tuple[str, str, float]], said: str) -> None:
    title = servers(*places).report().title
    assert title.startswith("Who runs .zz could not be seen; ")
    assert title.endswith(said)


def test_nothing_known_says_so() -> None:
    assert Builder(target=COUNTRY).report().title == "ZZ: nothing could be seen of who runs its zone"
    assert "too little could be seen" in Builder(target=SITE).report().title
    assert {c.answer for c in Builder(target=SITE).report().cards} == {"Not seen"}
    asn = Subject(kind=SubjectKind.ASN, key="AS64500")
    assert Builder(target=asn).report().title == "AS64500: 0 claims from public evidence"


def test_a_name_without_address_is_the_finding() -> None:
    b = Builder(target=SITE)
    e = b.capture("dns://192.0.2.53/www.example.org?type=A")
    b.claim(host("www.example.org"), "host.address", None, [e], status=Status.INSUFFICIENT)
    assert b.report().title == (
        "https://www.example.org: the name has no address, so nothing of the site could be seen"
    )


@pytest.mark.parametrize("status", [Status.PAST, Status.UNSUPPORTED, Status.INSUFFICIENT])
def test_what_does_not_hold_is_no_finding(status: Status) -> None:
    b = Builder(target=SITE)
    e = b.capture("https://www.example.org/")
    b.fused(SITE, "site.edge", "Acme", 0.97, "almost certain", [e], status=status)
    b.fused(SITE, "site.web_server", "nginx", 0.2, "unlikely", [e])
    assert "too little could be seen" in b.report().title


def test_site_title() -> None:
    assert sample.site().report().title == (
        "https://www.example.org is answered by Acme Application Delivery Controller (almost certain) "
        "in front of nginx (very likely), in the network of Example Cloud LLC"
    )


def test_cards_carry_the_claims_they_rest_on() -> None:
    for make in (sample.country, sample.site):
        report = make().report()
        known = {c.id for c in report.claims}
        for card in report.cards:
            assert set(card.claims) <= known
            assert bool(card.claims) == (card.answer != "Not seen")


def test_zone_of_a_country_with_another_label() -> None:
    b = Builder(target=Subject(kind=SubjectKind.COUNTRY, key="GB"))
    e = b.capture("whois://192.0.2.1/uk")
    for key in ("aa.uk", "uk", "xn--a"):
        b.claim(Subject(kind=SubjectKind.ZONE, key=key), "zone.manager", "M", [e])
    zone = findings.zone_of(b.target, b.claims)
    assert zone is not None
    assert zone.key == "uk"


def test_a_clean_site_is_told_as_such() -> None:
    b = Builder(target=SITE)
    b.claim(SITE, "site.status_code", 200, [b.capture("https://www.example.org/")])
    assert b.report().cards[-1].answer == "None of what is looked for"


def test_registration_does_not_answer_where_it_answers() -> None:
    questions = [c.question for c in servers((REGISTERED, "AA", 0.9)).report().cards]
    assert "Where is it registered?" in questions
    assert "Where does it answer?" not in questions


def test_who_operates_the_servers_is_no_path_to_them() -> None:
    cards = {card.question: card.answer for card in sample.country().report().cards}
    assert "Example Cloud LLC" in cards["Who operates the servers?"]
    assert cards["Through whom is it reached?"] == "Not seen"


def test_who_answers_in_its_place_has_a_card_only_where_somebody_does() -> None:
    b = Builder(target=SITE)
    e = b.capture("middlebox://192.0.2.7/www.example.org")
    path = Subject(kind=SubjectKind.PATH, key="here>192.0.2.7")
    said: dict[str, str | int | float | bool | None] = {
        "protocol": "http",
        "does": "resets",
        "name": "www.example.org",
        "by_name": True,
        "hop_as_tap": 3,
        "hop_in_line": 2,
    }
    b.claim(path, "path.interference", said, [e])

    (*_, card) = b.report().cards
    assert card.question == "Who answers in its place?"
    assert card.answer == "HTTP connections are reset"
    assert card.detail == "at hop 3 as a tap or hop 2 in line"
    assert len(Builder(target=SITE).report().cards) == 4
