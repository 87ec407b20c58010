"""The country's card says what is told, and nothing of what is not."""

from __future__ import annotations

from periplus.model import Basis, Claim
from periplus.report.citing import Bounds, Page
from periplus.report.glance import glance, lines
from periplus.report.inputs import Head
from periplus.report.result import Report, build
from tests.facts.samples import AT
from tests.report import sample
from tests.rules.entities import LAND, claim


def told(subject: str, predicate: str, value: object, **more: object) -> Claim:
    return claim(subject, predicate, value, basis=Basis.TOLD, **more)  # type: ignore[arg-type]


def report(*claims: Claim) -> Report:
    head = Head(version="1", weights="w", as_of=AT)
    return build(target=LAND, claims=claims, observations=[], evidence=[], head=head, predicates=[])


USE = told("COUNTRY:ZZ", "country.internet_use", {"percent": 80.5, "year": 2021, "source": "itu"})
ELSEWHERE = told("COUNTRY:XA", "country.internet_use", {"percent": 10.0, "year": 2021, "source": "itu"})


def test_each_line_has_value_year_and_source() -> None:
    (line,) = lines(report(USE, ELSEWHERE))
    assert line[:2] == ("People who use the Internet", "2021, ITU DataHub: 80.5")


def test_the_newest_generation_and_the_largest_network() -> None:
    coverage = [
        told(
            "COUNTRY:ZZ",
            "country.mobile_coverage",
            {"generation": name, "percent": percent, "year": 2021, "source": "itu"},
        )
        for name, percent in (("2G", 99.0), ("4G", 90.0), ("5G", None))
    ]
    shares = [
        told(f"ASN:AS{number}", "network.user_share", part, reasons=(f"NET{number} has {part}.",))
        for number, part in ((1, 0.2), (2, 0.7))
    ]
    found = {label: text for label, text, _ in lines(report(*coverage, *shares))}
    assert found["Newest mobile network"].startswith("4G, 2021")
    assert found["Most users"].startswith("NET2 (AS2): 0.7")


def test_definitions_that_agree_are_one_line() -> None:
    def definitions(*networks: int | None) -> list[str]:
        claims = [
            told("COUNTRY:ZZ", "country.domestic_networks", {"definition": name, "networks": number})
            for name, number in zip(("located", "organisation"), networks, strict=True)
        ]
        return [text for _, text, _ in lines(report(*claims))]

    assert definitions(13, 13) == ["13 (located)"]
    assert definitions(13, 14) == ["13 (located)", "14 (organisation)"]
    assert definitions(13, None) == ["13 (located)"]


def test_nothing_of_nothing() -> None:
    assert lines(report()) == []
    assert glance(Page.of(report(), Bounds())) == ""
    assert lines(sample.site().report()) == []


def test_what_is_told_is_escaped() -> None:
    value = {"site": "<script>", "category": None}
    page = Page.of(report(told("COUNTRY:ZZ", "country.site_blocked", value)), Bounds())
    assert "1, such as &lt;script&gt;" in glance(page)
