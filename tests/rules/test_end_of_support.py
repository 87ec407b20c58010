"""A claimed version has an end of support on the layer of its claim, when the table knows one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from periplus.facts.http import HttpField
from periplus.facts.profile import TechnologySeen
from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind
from periplus.rules import end_of_support
from periplus.signatures.tables import load
from tests.rules.conftest import AS_OF, TABLES, observation

SITE = "SITE:https://www.example.org"
URL = "https://www.example.org/"


def supports(claims: tuple[Claim, ...]) -> dict[str, Any]:
    return {c.predicate: c for c in claims if c.predicate.endswith("_support")}


@pytest.mark.parametrize(
    ("server", "ended_on", "supported"),
    [
        ("nginx/1.18.0", "2021-04-20", False),
        ("nginx/1.26.1", "2025-04-23", True),
        ("Apache/2.4.58 (Debian)", None, None),
        ("Apache/2.2.15 (CentOS)", "2017-12-31", False),
    ],
)
def test_a_server_that_tells_its_version(
    judged: Any, server: str, ended_on: str | None, supported: bool | None
) -> None:
    field = HttpField(name="Server", value=server, position=0, url=URL)
    claim = supports(judged((SITE, field)))["site.web_server_support"]

    assert (claim.value["ended_on"], claim.value["supported"]) == (ended_on, supported)
    assert claim.layer == "WEB_SERVER"
    assert claim.support


@pytest.mark.parametrize("server", ["nginx", "nginx/1.180.0", "nginx/0.8.54", "Unknown/1.0"])
def test_without_a_known_version_nothing_is_said(judged: Any, server: str) -> None:
    field = HttpField(name="Server", value=server, position=0, url=URL)
    assert "site.web_server_support" not in supports(judged((SITE, field)))


def test_a_version_of_the_past_stays_past(judged: Any) -> None:
    seen = TechnologySeen(
        technology="PHP 7", category="", first_on=date(2018, 1, 1), last_on=date(2021, 4, 18)
    )
    told = observation(SITE, seen, observed_at=datetime(2021, 4, 18, tzinfo=UTC))
    claim = supports(judged(told))["site.technology_history_support"]

    assert claim.status is Status.PAST
    assert claim.layer == "BEHIND"
    assert "ended on 2022-11-28 at the latest" in claim.reasons[0]
    assert "last seen on 2021-04-18" in claim.reasons[0]


@pytest.mark.parametrize(
    ("status", "probability", "said"),
    [
        (Status.SUPPORTED, 0.8, True),
        (Status.SUPPORTED, 0.3, False),
        (Status.UNSUPPORTED, 0.9, False),
        (Status.INSUFFICIENT, None, False),
    ],
)
def test_an_operating_system_of_this_layer_alone(
    status: Status, probability: float | None, said: bool
) -> None:
    claim = Claim(
        id="c",
        subject=Subject(kind=SubjectKind.ADDRESS, key="192.0.2.7"),
        predicate="origin.os",
        value="Windows XP",
        layer=Layer.ORIGIN_HOST,
        shape=Shape.INFERENCE,
        status=status,
        basis=Basis.TOLD,
        probability=probability,
        first_observed_at=AS_OF,
        last_observed_at=AS_OF,
        support=("o1",),
        reasons=(),
    )
    signs = list(end_of_support.judge((), (claim,), TABLES, AS_OF))

    assert bool(signs) is said
    assert all(sign.predicate == "origin.os_support" for sign in signs)
    assert all("ended on 2014-04-08" in sign.reason for sign in signs)


def test_every_row_has_a_day_or_none() -> None:
    rows = load().rows("lifecycle")
    known = [(row["product"], row["version"]) for row in rows]

    assert len(set(known)) == len(known)
    assert all(date.fromisoformat(row["ended_on"]) for row in rows if "ended_on" in row)
    assert all(row["citation"] for row in rows)


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(end_of_support) == []
