"""Dated copies: the day from the name, the facts as of that day, no leads."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from periplus.facts.dated import DatedFact, day_of, on_day
from periplus.facts.registry import RegistryNameServer
from periplus.model import Reading, Subject, SubjectKind

SERVER = RegistryNameServer(host="ns.example.org", addresses=("192.0.2.53",))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2012-11-27_zz.txt", date(2012, 11, 27)),
        ("2012-11-27", date(2012, 11, 27)),
        ("2012-11-270", None),
        ("2012-13-27_zz.txt", None),
        ("zz-2012-11-27.txt", None),
        ("", None),
    ],
)
def test_day_of_a_name(name: str, day: date | None) -> None:
    assert day_of(name) == day


def test_a_dated_fact_is_of_its_day_and_leads_nowhere() -> None:
    zone = Subject(kind=SubjectKind.ZONE, key="zz")
    reading = Reading(subject=zone, fact=SERVER, selector="bytes=0-3")
    (dated,) = on_day([reading], date(2012, 11, 27))

    assert dated.fact == DatedFact(dated="2012-11-27", fact=SERVER)
    assert dated.observed_at == datetime(2012, 11, 27, tzinfo=UTC)
    assert (dated.subject, dated.selector) == (zone, "bytes=0-3")
    assert list(SERVER.leads())
    assert list(dated.fact.leads()) == []
