"""Technology profiles: CSV and JSON of profiling services."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given

from periplus.facts.profile import TechnologySeen, read_profile
from periplus.facts.selector import select
from tests.facts.samples import anything

CSV = (
    b"Name,Category,First Detected,Last Detected\r\n"
    b"nginx,Web servers,2019-09-14,2022-11-02\r\nPHP,,,2021-04\r\n"
)
ROWS = [{"technology": "nginx", "last_seen": "2022-11-02"}, {"technology": "PHP"}]
NESTED = {
    "Results": [
        {"Result": {"Paths": [{"Technologies": [{"Name": "Django", "LastDetected": 1714521600000}]}]}}
    ]
}


def seen(body: bytes) -> list[TechnologySeen]:
    return [fact for fact, _ in read_profile(body)]


def test_csv() -> None:
    nginx, php = read_profile(CSV)
    assert nginx[0] == TechnologySeen(
        technology="nginx",
        category="Web servers",
        first_on=date(2019, 9, 14),
        last_on=date(2022, 11, 2),
    )
    assert select(CSV, "text/csv", nginx[1]) == b"nginx,Web servers,2019-09-14,2022-11-02"
    assert (php[0].first_on, php[0].last_on) == (None, date(2021, 4, 1))


def test_a_list_of_rows() -> None:
    body = json.dumps(ROWS).encode()
    ((fact, selector),) = read_profile(body)  # a row without a day says nothing
    assert (fact.technology, fact.last_on) == ("nginx", date(2022, 11, 2))
    assert b"nginx" in select(body, "application/json", selector)


def test_the_answer_of_a_domain_interface() -> None:
    body = json.dumps(NESTED).encode()
    ((fact, selector),) = read_profile(body)
    assert (fact.technology, fact.last_on) == ("Django", date(2024, 5, 1))
    assert selector == "json:/Results/0/Result/Paths/0/Technologies/0"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"{}",
        b"[1, 2]",
        b"a,b\n1,2\n",
        b"name,last\nx,yesterday\n",
        b"[" * 5000,
        b"name\n" + b'"' * 99,
    ],
)
def test_what_is_no_profile_says_nothing(body: bytes) -> None:
    assert seen(body) == []


def test_rows_are_bounded() -> None:
    assert len(seen(b"name,last\n" + b"x,2020-01-01\n" * 20_000)) <= 5000


@given(anything(CSV))
def test_never_raises(body: bytes) -> None:
    seen(body)


@given(anything(json.dumps(NESTED).encode()))
def test_never_raises_on_json(body: bytes) -> None:
    seen(body)
