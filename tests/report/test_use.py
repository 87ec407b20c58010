"""Use and exposure on the page: pictures of what is told, tables with year and source."""

from __future__ import annotations

from typing import Any

from periplus.model import Basis, Scalar, Status, Subject, SubjectKind
from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.result import Report
from periplus.report.use import use
from tests.report import sample
from tests.report.hostile import HOSTILE
from tests.report.page import PageReader

VARIANTS = (("wide", 894.0), ("narrow", 318.0))
FR = Subject(kind=SubjectKind.COUNTRY, key="FR")
TOLD: dict[str, Any] = {"status": Status.TOLD_ONLY, "basis": Basis.TOLD}


def report(name: str = "Royal Post") -> Report:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("https://a.example/", "{}")]
    for about, percent in ((sample.COUNTRY, 61.7), (FR, 86.1)):
        value: dict[str, Scalar] = {"percent": percent, "year": 2021, "source": "world_bank"}
        b.claim(about, "country.internet_use", value, body, unit="% of people", **TOLD)
    for generation, reached in (("4G", 88.0), ("5G", None)):
        covered: dict[str, Scalar] = {
            "generation": generation,
            "percent": reached,
            "year": 2021 if reached else None,
            "source": "itu",
        }
        told = TOLD if reached else {**TOLD, "status": Status.INSUFFICIENT}
        b.claim(sample.COUNTRY, "country.mobile_coverage", covered, body, **told)
    fast: dict[str, Scalar] = {
        "direction": "download", "mbit_s": 24.5, "first_day": "2024-01-01", "last_day": "2024-02-01",
        "source": "mlab",
    }  # fmt: skip
    b.claim(
        sample.COUNTRY, "country.speed", fast, body, unit="Mbit/s", interval=(9.0, 51.0), n=800, **TOLD
    )
    network = Subject(kind=SubjectKind.ASN, key="AS64500")
    b.claim(network, "network.user_share", 0.61, body, reasons=("POST has 61% of the users.",), **TOLD)
    b.claim(network, "network.space_share", 0.25, body, **TOLD)
    total: dict[str, Scalar] = {"searched": "router", "services": 400, "source": "shodan"}
    b.claim(sample.COUNTRY, "country.exposed_services", total, body, **TOLD)
    exposed: dict[str, Scalar] = {
        "searched": "router", "by": "organisation", "name": name, "services": 300, "share": 0.75,
        "source": "shodan",
    }  # fmt: skip
    b.claim(sample.COUNTRY, "country.exposure", exposed, body, **TOLD)
    return b.report()


def page(made: Report) -> Page:
    return Page.of(made, Bounds())


def test_nothing_of_nothing() -> None:
    assert use(page(sample.Builder(target=sample.COUNTRY).report()), VARIANTS) == ""


def test_every_value_stands_with_year_and_source() -> None:
    texts = " ".join(PageReader(use(page(report()), VARIANTS)).texts)

    for told in (
        "2021, World Bank: 61.7% of people", "4G, 2021, ITU DataHub: 88.0",
        "5G, ITU DataHub: nothing told",
        "download, 2024-01-01 to 2024-02-01, Measurement Lab: 24.5 Mbit/s (9 to 51; n = 800)",
        "61.0%", "25.0%", "routers, in all", "75.0%",
    ):  # fmt: skip
        assert told in texts


def test_four_pictures_in_each_width() -> None:
    drawn = use(page(report()), VARIANTS)

    assert drawn.count("<svg ") == 8
    assert "nothing told, which is no zero" in drawn
    assert drawn.count('class="wide"') == drawn.count('class="narrow"') == 4


def test_it_stands_in_the_document() -> None:
    whole = render(report())
    assert whole.index('id="use"') < whole.index('id="summary"')


def test_names_of_others_are_escaped() -> None:
    for name in HOSTILE:
        drawn = use(page(report(name)), VARIANTS)
        assert "<script" not in drawn
