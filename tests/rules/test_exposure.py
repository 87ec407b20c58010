"""Exposure: totals and shares, each with the search that it is of."""

from __future__ import annotations

from periplus.facts.exposure import ExposureFacet, ExposureTotal
from periplus.rules import exposure

from .conftest import Ask

TOTAL = ExposureTotal(source="shodan", searched="router", services=1200)


def facet(name: str, services: int, total: int = 1200, source: str = "shodan") -> ExposureFacet:
    return ExposureFacet(
        source=source, searched="router", by="organisation", name=name, services=services, total=total
    )


def test_totals_and_shares(ask: Ask) -> None:
    claims = ask(exposure, ("COUNTRY:ZZ", TOTAL), ("COUNTRY:ZZ", facet("Royal Post", 900)))

    assert [(c.predicate, c.value) for c in claims] == [
        ("country.exposed_services", {"searched": "router", "services": 1200, "source": "shodan"}),
        (
            "country.exposure",
            {"searched": "router", "by": "organisation", "name": "Royal Post", "services": 900,
             "share": 0.75, "source": "shodan"},
        ),
    ]  # fmt: skip
    assert claims[1].n == 1200
    assert claims[1].reasons == (
        "Of 1,200 services of routers, Shodan counts 900 (75.0%) with Royal Post.",
    )


def test_an_export_is_named_as_one(ask: Ask) -> None:
    (claim,) = ask(exposure, ("COUNTRY:ZZ", facet("Royal Post", 0, total=0, source="an export of X")))

    assert "an export of X counts 0 (0.0%)" in claim.reasons[0]
