"""The map of a country's name servers stands in the report when outlines are here."""

from __future__ import annotations

from periplus.model import Subject, SubjectKind, Value
from periplus.report import html
from periplus.report.inputs import Outlines
from tests.report.sample import country, site
from tests.report.test_ways import traced

SQUARE = ((4.0, 50.0), (8.0, 50.0), (8.0, 54.0), (4.0, 54.0), (4.0, 50.0))


def outlines(*codes: str) -> Outlines:
    return Outlines(shapes=dict.fromkeys(codes, (SQUARE,)), credit="Somebody, 2026-01-01")


def test_a_country_report_has_a_map_with_its_source() -> None:
    plain = country().report()
    places = {str(c.value) for row in plain.addresses for c in row.places[:1] if c} | {"NL"}
    page = html.render(country().report(outlines=outlines(*places)))

    assert '<section id="map">' in page
    assert "Outlines and borders: Somebody, 2026-01-01." in page
    assert '<section id="map">' not in html.render(plain)


def test_a_place_that_is_not_on_the_map_is_named() -> None:
    plain = country().report()
    places = sorted({str(c.value) for row in plain.addresses for c in row.places[:1] if c})
    page = html.render(country().report(outlines=outlines(places[0])))
    assert ("Not on this map" in page) is (len(places) > 1)


def test_ways_and_told_cables_are_drawn() -> None:
    value: Value = {
        "cable": "Silk Line", "operator": "", "countries": "XA XB", "source": "A talk", "dated": "2020"
    }  # fmt: skip
    builder = traced()
    seen = [builder.capture("import://cables/t.csv", "")]
    server = Subject(kind=SubjectKind.HOST, key="ns.zz")
    address = Subject(kind=SubjectKind.ADDRESS, key="192.0.2.7")
    zone = Subject(kind=SubjectKind.ZONE, key="zz")
    builder.claim(zone, "zone.name_server", "ns.zz", seen)
    builder.claim(server, "host.address", "192.0.2.7", seen)
    builder.claim(address, "address.registered_country", "XB", seen)
    builder.claim(builder.target, "country.told_cable", value, seen)
    page = html.render(builder.report(outlines=outlines("XA", "XB")))

    assert "the ways of packets to 1 server" in page
    assert "cables that a source tells of; nobody saw them" in page
    assert "XA (from here)" in page
    assert "<title>Silk Line: XA \u2013 XB, as A talk told in 2020</title>" in page
    # The map says where they answer: the picture of places stands where there is none.
    assert '<section id="places">' not in page
    assert '<section id="places">' in html.render(builder.report())


def test_a_site_has_no_map() -> None:
    page = html.render(site().report(outlines=outlines("NL")))
    assert '<section id="map">' not in page
    assert "There is no map" not in html.render(site().report())


def test_without_outlines_a_country_says_why_it_has_no_map() -> None:
    page = html.render(country().report())
    assert '<section id="map">' not in page
    assert "There is no map" in page
    assert "periplus data pull world" in page
    assert "There is no map" not in html.render(country().report(outlines=outlines("NL")))
