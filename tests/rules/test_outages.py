"""Outages of a country: what is claimed of which signals, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from periplus.facts.ooni import BlockingCount
from periplus.facts.outage import OutageSeries, ToldOutage
from periplus.model import Basis, Claim, Status
from periplus.rules import outages

from .conftest import Ask, observation

START = datetime(2024, 4, 1, tzinfo=UTC)
DAYS, STEP_S = 28, 1800
CUT = (START + timedelta(days=20), START + timedelta(days=20, hours=9))


def series(
    source: str, kind: str, left: float = 1.0, *, to_the_end: bool = False, days: int = DAYS
) -> OutageSeries:
    """A level of 1000, of which a part is left within the cut."""
    start_s = int(START.timestamp())
    first, end = (int(moment.timestamp()) for moment in CUT)
    seconds = range(start_s, start_s + days * 86_400, STEP_S)
    down = {s for s in seconds if first <= s and (to_the_end or s < end)}
    return OutageSeries(
        source=source,
        kind=kind,
        unit="/24 blocks",
        start_s=start_s,
        step_s=STEP_S,
        values=tuple(1000.0 * (left if s in down else 1) + (s // STEP_S) % 3 for s in seconds),
    )


def claims(ask: Ask, predicate: str, *facts: OutageSeries | ToldOutage | BlockingCount) -> list[Claim]:
    seen = [observation("COUNTRY:ZZ", fact, basis=Basis.DEDUCED) for fact in facts]
    return [claim for claim in ask(outages, *seen) if claim.predicate == predicate]


def of(claim: Claim, key: str) -> object:
    assert isinstance(claim.value, dict)
    return claim.value[key]


BGP, PING, DARK = ("IODA bgp", "routes"), ("IODA ping-slash24", "probes"), ("IODA merit-nt", "traffic")


def test_routes_and_what_uses_them(ask: Ask) -> None:
    facts = (series(*BGP, 0.3), series(*PING, 0.2), series(*DARK, 0.1))
    (claim,) = claims(ask, "country.outage", *facts)
    assert claim.value == {
        "class": "route cut",
        "first": "2024-04-21T00:00Z",
        "last": "2024-04-21T09:00Z",
        "hours": 9.0,
        "depth": pytest.approx(0.9, abs=0.01),
        "routes": pytest.approx(0.7, abs=0.01),
        "probes": pytest.approx(0.8, abs=0.01),
        "traffic": pytest.approx(0.9, abs=0.01),
        "sources": "IODA bgp, IODA merit-nt, IODA ping-slash24",
        "ongoing": False,
    }
    assert (claim.status, claim.basis, len(claim.support)) == (Status.PAST, Basis.DEDUCED, 3)
    assert "Routes went away" in claim.reasons[0]
    parts = claims(ask, "country.outage_signal", *facts)
    assert sorted(str(of(part, "source")) for part in parts) == sorted(s for s, _ in (BGP, PING, DARK))


def test_routes_stay_and_traffic_goes(ask: Ask) -> None:
    facts = (series(*BGP), series(*PING, 0.4), series(*DARK, 0.0))
    (claim,) = claims(ask, "country.outage", *facts)
    assert (of(claim, "class"), of(claim, "routes")) == ("traffic cut", 0.0)


def test_without_routes_the_way_is_not_told(ask: Ask) -> None:
    (claim,) = claims(ask, "country.outage", series(*PING, 0.4), series(*DARK, 0.0))
    assert (of(claim, "class"), of(claim, "routes")) == ("cut", None)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_one_instrument_alone_is_no_outage(ask: Ask, which: int) -> None:
    facts = [series(*one, 0.0 if i == which else 1.0) for i, one in enumerate((BGP, PING, DARK))]
    assert claims(ask, "country.outage", *facts) == []
    (alone,) = claims(ask, "country.uncorroborated_drop", *facts)
    assert (of(alone, "depth"), alone.status) == (1.0, Status.PAST)
    assert "no outage is claimed" in alone.reasons[0]


def test_two_series_of_one_instrument_do_not_bear_each_other_out(ask: Ask) -> None:
    facts = (series(*PING), series(*DARK, 0.0), series(*DARK, 0.0, days=DAYS - 1))
    assert claims(ask, "country.outage", *facts) == []


def test_a_quiet_day_is_no_outage(ask: Ask) -> None:
    facts = (series(*BGP), series(*PING, 0.97), series(*DARK, 0.6), series("IODA gtr", "traffic", 0.6))
    assert claims(ask, "country.outage", *facts) == []


def test_an_outage_that_lasts_is_current(ask: Ask) -> None:
    days = 61  # to the day of the judgement
    facts = [series(*one, 0.1, to_the_end=True, days=days) for one in (PING, DARK)]
    found = claims(ask, "country.outage", series(*BGP, days=days), *facts)
    assert [(of(claim, "ongoing"), claim.status) for claim in found[-1:]] == [(True, Status.SUPPORTED)]


def test_what_was_watched_and_what_a_service_says(ask: Ask) -> None:
    told = ToldOutage(source="IODA bgp", start_s=1_714_000_000, duration_s=7200, score=3.5)
    (watched,) = claims(ask, "country.signal", series(*BGP))
    (called,) = claims(ask, "country.told_outage", told)
    assert (of(watched, "samples"), of(watched, "missing")) == (DAYS * 48, 0)
    assert (of(called, "hours"), called.status) == (2.0, Status.TOLD_ONLY)


def month(number: int, confirmed: int, **changes: object) -> BlockingCount:
    plain = {
        "day": date(2023 + (number - 1) // 12, (number - 1) % 12 + 1, 1), "asn": None, "domain": None,
        "category": None, "how": None, "measurements": 400, "confirmed": confirmed, "anomalies": 30,
        "failures": 0,
    }  # fmt: skip
    return BlockingCount(**(plain | changes))  # type: ignore[arg-type]


CELLS = [month(1, 9, day=None, asn=asn, domain="news.zz") for asn in (64500, 64501)]


def test_blocking_that_rises_is_filtering(ask: Ask) -> None:
    rows = [month(i, 4 if i < 12 else 120) for i in range(1, 18)]
    (claim,) = claims(ask, "country.outage", *rows, *CELLS, series(*BGP, days=40))
    assert (of(claim, "class"), of(claim, "first")) == ("filtering", "2023-12-01T00:00Z")
    assert (of(claim, "depth"), of(claim, "ongoing"), claim.status) == (0.3, True, Status.SUPPORTED)


def test_anomalies_that_rise_are_none(ask: Ask) -> None:
    rows = [month(i, 0, anomalies=4 if i < 12 else 120) for i in range(1, 18)]
    assert claims(ask, "country.outage", *rows, *CELLS) == []


def test_one_network_is_too_little(ask: Ask) -> None:
    rows = [month(i, 4 if i < 12 else 120) for i in range(1, 18)]
    assert claims(ask, "country.outage", *rows, *CELLS[:1]) == []


def test_says_nothing_of_nothing(ask: Ask) -> None:
    assert ask(outages) == []
