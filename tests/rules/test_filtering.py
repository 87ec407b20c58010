"""What is blocked, in which networks; and of what nothing is said."""

from __future__ import annotations

from datetime import date

import pytest

from periplus.facts.ooni import BlockingCount, BlockingSeen
from periplus.facts.test_list import ListedSite
from periplus.measures.blocking import wilson
from periplus.model import Basis, Claim, Fact, Status
from periplus.rules import filtering

from .conftest import Ask, observation


def count(**changes: object) -> BlockingCount:
    plain = {
        "day": None, "asn": None, "domain": "news.zz", "category": None, "how": None,
        "measurements": 20, "confirmed": 0, "anomalies": 0, "failures": 0,
    }  # fmt: skip
    return BlockingCount(**(plain | changes))  # type: ignore[arg-type]


def month(number: int, confirmed: int) -> BlockingCount:
    return count(day=date(2024, number, 1), confirmed=confirmed)


def claims(ask: Ask, predicate: str, *facts: Fact) -> list[Claim]:
    seen = [observation("COUNTRY:ZZ", fact, basis=Basis.DEDUCED) for fact in facts]
    return [claim for claim in ask(filtering, *seen) if claim.predicate == predicate]


BLOCKED = (
    count(asn=64500, confirmed=15),
    count(asn=64501, confirmed=5, failures=2),
    count(asn=64502, anomalies=7),
)
MONTHS = (month(1, 0), month(2, 6), month(3, 14))


def test_what_how_and_since_when(ask: Ask) -> None:
    how = count(how="tls", confirmed=20, anomalies=4)
    listed = ListedSite(
        url="https://news.zz/", domain="news.zz", category="NEWS", description="News", added_on=None
    )
    (claim,) = claims(ask, "country.site_blocked", *BLOCKED, *MONTHS, how, listed)
    low, high = wilson(20, 58)
    assert claim.value == {
        "site": "news.zz", "category": "NEWS", "how": "tls", "since": "2024-02-01", "last": "2024-03-01",
        "networks": 2, "probed": 3, "measurements": 58, "confirmed": 20, "anomalies": 7,
        "share": round(20 / 58, 4), "low": round(low, 4), "high": round(high, 4),
    }  # fmt: skip
    assert claim.status is Status.SUPPORTED


def test_a_case_tells_how_too(ask: Ask) -> None:
    seen = BlockingSeen(
        asn=64500, url="http://news.zz/", at=None, confirmed=True, anomaly=True, how="dns",
        page="", location="",
    )  # fmt: skip
    (claim,) = claims(ask, "country.site_blocked", *BLOCKED, seen)
    assert isinstance(claim.value, dict)
    assert (claim.value["how"], claim.value["since"]) == ("dns", None)


def test_an_anomaly_is_no_blocking(ask: Ask) -> None:
    odd = [count(asn=asn, measurements=500, anomalies=450) for asn in (64500, 64501, 64502)]
    assert claims(ask, "country.site_blocked", *odd) == []
    assert claims(ask, "network.site_blocked", *odd) == []
    (share,) = claims(ask, "country.blocked_share", *odd)
    assert share.value == 0.0


@pytest.mark.parametrize(
    "cells",
    [
        [
            count(asn=64500, measurements=15, confirmed=15),
            count(asn=64501, measurements=14, confirmed=14),
        ],
        [count(asn=64500, measurements=900, confirmed=900)],
        [count(asn=64500, confirmed=20), count(asn=64501)],
    ],
    ids=["under thirty", "one network", "blocked in one"],
)
def test_too_little_is_no_claim(ask: Ask, cells: list[BlockingCount]) -> None:
    assert claims(ask, "country.site_blocked", *cells) == []
    (measured,) = claims(ask, "country.filtering_measured", *cells)
    assert isinstance(measured.value, dict)
    assert measured.value["sites"] == 1


def test_what_is_blocked_no_more_is_past(ask: Ask) -> None:
    later = (month(4, 0), month(5, 0))
    (claim,) = claims(ask, "country.site_blocked", *BLOCKED, *MONTHS, *later)
    assert claim.status is Status.PAST
    assert "not since 2024-03-01" in claim.reasons[0]


def test_each_network_by_itself(ask: Ask) -> None:
    cells = claims(ask, "network.site_blocked", *BLOCKED, count(asn=64503, measurements=40, confirmed=1))
    by_network = {claim.subject.key: claim.status for claim in cells}
    assert by_network == {
        "AS64500": Status.INSUFFICIENT,
        "AS64501": Status.INSUFFICIENT,
        "AS64503": Status.SUPPORTED,
    }
    (share,) = claims(ask, "network.blocked_share", *BLOCKED, count(asn=64500, domain="b.zz"))
    assert (share.subject.key, share.value, share.n) == ("AS64500", 0.375, 40)
    assert share.interval == tuple(round(edge, 4) for edge in wilson(15, 40))


def test_says_nothing_of_nothing(ask: Ask) -> None:
    assert ask(filtering) == []


def test_what_is_often_odd_and_never_confirmed_is_named_and_not_claimed(ask: Ask) -> None:
    odd = count(domain="odd.zz", measurements=60, anomalies=24)
    calm = count(domain="calm.zz", measurements=60, anomalies=1)
    few = count(domain="few.zz", measurements=20, anomalies=20)
    (measured,) = claims(ask, "country.filtering_measured", *BLOCKED, odd, calm, few)
    assert isinstance(measured.value, dict)
    assert measured.value["odd"] == 1
    assert "Often odd but never confirmed: odd.zz. A reset or a timeout may be" in measured.reasons[0]
    assert claims(ask, "country.site_blocked", odd, calm, few) == []
