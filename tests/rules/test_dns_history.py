"""Records through time: what is answered today decides what is past."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from periplus.facts.dns_history import DnsSeen
from periplus.model import Basis, Status
from periplus.rules import dns_history
from tests.measures.asked import asked

HOST = "HOST:example.org"
LONG_AGO, LATELY = date(2014, 6, 30), date(2024, 5, 20)


def seen(observe: Any, last: date, data: str = "192.0.2.1", rdtype: str = "A") -> Any:
    fact = DnsSeen(
        name="example.org", rdtype=rdtype, data=data, first_on=date(2012, 12, 8), last_on=last
    )
    at = datetime(last.year, last.month, last.day, tzinfo=UTC)
    return observe(HOST, fact, basis=Basis.TOLD, observed_at=at)


def standing(ask: Any, *observations: Any) -> dict[str, Status]:
    claims = ask(dns_history, *observations)
    return {c.value["data"]: c.status for c in claims if c.predicate == "host.dns_history"}


@pytest.mark.parametrize(("last", "status"), [(LONG_AGO, Status.PAST), (LATELY, Status.TOLD_ONLY)])
def test_not_asked_today(ask: Any, observe: Any, last: date, status: Status) -> None:
    assert standing(ask, seen(observe, last)) == {"192.0.2.1": status}


@pytest.mark.parametrize("last", [LONG_AGO, LATELY])
def test_today_wins(ask: Any, observe: Any, last: date) -> None:
    rows = [seen(observe, last), seen(observe, last, "192.0.2.2")]
    assert standing(ask, *rows, *asked("example.org", "A", "192.0.2.1")) == {
        "192.0.2.1": Status.TOLD_ONLY,
        "192.0.2.2": Status.PAST,
    }


def test_no_answer_today_says_nothing(ask: Any, observe: Any) -> None:
    failed = asked("example.org", "A", rcode="SERVFAIL")
    assert standing(ask, seen(observe, LATELY), *failed) == {"192.0.2.1": Status.TOLD_ONLY}


def test_an_alias_is_gone_when_addresses_come_without_it(ask: Any, observe: Any) -> None:
    alias = seen(observe, LATELY, "edge.example.net", "CNAME")
    addresses = asked("example.org", "A", "192.0.2.1")
    assert standing(ask, alias, *addresses) == {"edge.example.net": Status.PAST}


def test_since_when_a_name_is_known(ask: Any, observe: Any) -> None:
    claims = ask(dns_history, seen(observe, LONG_AGO), seen(observe, LATELY, "192.0.2.2"))
    assert [c.value for c in claims if c.predicate == "host.dns_since"] == ["2012-12-08"]
