"""A country's routing on the page: days first, the cut set marked, the curve, carriers, influence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from periplus.model import Basis, Scalar, Status, Subject, SubjectKind
from periplus.report import routing
from periplus.report.citing import Bounds, Page
from periplus.report.figures import rows_of
from periplus.report.findings import title
from periplus.report.html import render
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

VARIANTS = (("wide", 894.0), ("narrow", 318.0))
PARTS: dict[str, Scalar] = {
    "cut": 0.95,
    "own": 0.6,
    "others": 0.35,
    "isolated": 0.0,
    "low": 0.9,
    "high": 1.0,
}
SET: dict[str, Scalar] = {
    "wanted": 0.9, "by": "organisations", "definition": "located", "who": "Gate One; Gate Two",
    "networks": "AS64500 AS64501", "size": 2, "at_least": 2, **PARTS,
}  # fmt: skip


def asn(number: int) -> Subject:
    return Subject(kind=SubjectKind.ASN, key=f"AS{number}")


def report() -> Report:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    told: dict[str, Any] = {"status": Status.TOLD_ONLY, "basis": Basis.TOLD}
    table: dict[str, Scalar] = {
        "table": "relations",
        "date": "2022-11-01",
        "source": "file x",
        "rows": 7,
        "licence": "L",
    }
    b.claim(sample.COUNTRY, "country.table", table, body, **told)
    b.claim(
        sample.COUNTRY, "country.table", {**table, "table": "owners", "date": "2020-01-01"}, body, **told
    )
    b.claim(sample.COUNTRY, "country.domestic_networks", {"definition": "located", "networks": 3}, body)
    b.claim(sample.COUNTRY, "country.cut_set", SET, body)
    b.claim(
        sample.COUNTRY, "country.cut_alone", {"who": "Gate One", "networks": "AS64500", **PARTS}, body
    )
    b.claim(sample.COUNTRY, "country.state_cut", {"networks": "AS64500", **PARTS}, body, **told)
    for step, cut in ((1, 0.6), (2, 0.95)):
        value: dict[str, Scalar] = {
            "step": step,
            "who": f"Gate <{step}>",
            "networks": "AS64500",
            "cut": cut,
        }
        b.claim(sample.COUNTRY, "country.cut_step", value, body)
    for gate in (64500, 64501):
        carrier: dict[str, Scalar] = {"carrier": "AS64510", "name": "Carrier", "country": "QV"}
        b.claim(asn(gate), "network.carrier", carrier, body, **told)
    b.claim(asn(64500), "network.space_share", 0.6, body, **told)
    b.claim(asn(64502), "network.space_share", 0.4, body, **told)
    owned: dict[str, Scalar] = {
        "owner": "ZZ",
        "organisation": "Gate One",
        "quote": "All shares are ours.",
        "source": "Gazette",
    }
    b.claim(asn(64500), "network.state_owned", owned, body, **told)
    hegemony: dict[str, Scalar] = {
        "network": "AS64500",
        "name": "Gate One",
        "hegemony": 0.9,
        "transit_only": 0.4,
    }
    b.claim(sample.COUNTRY, "country.hegemony", hegemony, body)
    return b.report()


def page(made: Report) -> Page:
    return Page.of(made, Bounds())


def test_nothing_of_nothing() -> None:
    empty = page(sample.Builder(target=sample.COUNTRY).report())

    assert routing.pictures(empty.report, {}) == ()
    for made in (routing.grounds(empty), routing.cuts(empty, VARIANTS)):
        assert made == ""


def test_tables_stand_first_and_oldest_first() -> None:
    texts = PageReader(routing.grounds(page(report()))).texts

    assert texts.index("owners") < texts.index("relations")
    assert "2022-11-01" in texts
    whole = render(report())
    assert whole.index('id="tables"') < whole.index('id="cuts"') < whole.index('id="summary"')


def test_the_cut_set_is_marked_at_the_border() -> None:
    (picture,) = routing.pictures(report(), {})
    inside, border, abroad = picture.bands

    assert [chip.text for chip in inside.chips] == ["AS64502 40.0%"]
    assert [chip.text for chip in border.chips] == ["cut set: AS64500 60.0%", "cut set: AS64501"]
    assert [chip.text for chip in abroad.chips] == ["AS64510 Carrier (QV) × 2"]


def test_where_all_listed_networks_are_at_the_border_none_inside_is_no_gap() -> None:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    b.claim(sample.COUNTRY, "country.table", {"table": "relations", "date": "2022-11-01"}, body)
    b.claim(asn(64500), "network.carrier", {"carrier": "AS64510", "name": "C", "country": "QV"}, body)
    (blind,) = routing.pictures(b.report(), {})
    b.claim(asn(64500), "network.space_share", 1.0, body)
    (told,) = routing.pictures(b.report(), {})

    assert [rows_of(picture)[0][:2] for picture in (blind, told)] == [
        ("Inside", "not seen"),
        ("Inside", "none listed"),
    ]


def test_cuts_are_split_and_proven() -> None:
    lines = {line.who: line.cells for line in routing.cut_lines(report())}

    assert lines["For 90.0%, organisations (located): Gate One; Gate Two"] == (
        "95.0%", "60.0%", "35.0%", "0.0%", "90.0% to 100.0%", "no smaller set",
    )  # fmt: skip
    assert "Alone: Gate One" in lines
    assert "The state: AS64500" in lines


def test_the_curve_stands_with_its_table_and_escapes_names() -> None:
    made = routing.cuts(page(report()), VARIANTS)

    assert made.count("<svg ") == 2
    assert "Gate <1>" not in made
    assert "95.0%" in PageReader(made).texts


def test_other_weights_stand_below_with_their_names() -> None:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    b.claim(sample.COUNTRY, "country.cut_by", {**SET, "weight": "users", "at_least": 1}, body)
    b.claim(sample.COUNTRY, "country.cut_set", {**SET, "by": "networks"}, body)
    b.claim(sample.COUNTRY, "country.cut_set", SET, body)
    lines = routing.cut_lines(b.report())

    assert [line.who.partition(":")[0] for line in lines] == [
        "For 90.0%, organisations (located)", "For 90.0%, networks (located)",
        "For 90.0% of users (located)",
    ]  # fmt: skip
    assert lines[-1].cells[-1] == "at least 1"


def test_headline_and_cards_tell_who_can_cut() -> None:
    made = report()
    cards = {card.question: card for card in made.cards}

    assert made.title == "ZZ: 2 organisations can cut off 90% of its address space"
    assert cards["Who can cut it?"].answer == "Gate One; Gate Two"
    assert cards["Who can cut it?"].detail.endswith("no smaller set")
    assert cards["Through whom is it reached?"].answer == "AS64510 Carrier (QV)"


def test_a_headline_over_tables_of_different_times_says_so() -> None:
    made = report()
    value: dict[str, Scalar] = {"oldest_date": "2015-02-01", "newest_date": "2026-06-19"}
    dates = replace(made.claims[0], predicate="country.table_dates", value=value)

    assert title(sample.COUNTRY, [*made.claims, dates]).endswith("(tables of 2015-02-01 to 2026-06-19)")
