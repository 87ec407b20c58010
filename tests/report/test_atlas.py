"""The map of a country's name servers stands in the report when outlines are here."""

from __future__ import annotations

from periplus.report import html
from periplus.report.inputs import Outlines
from tests.report.sample import country, site

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
    assert ("Too small for this map" in page) is (len(places) > 1)


def test_a_site_has_no_map() -> None:
    assert '<section id="map">' not in html.render(site().report(outlines=outlines("NL")))
