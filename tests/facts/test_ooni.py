"""Counts and measurements of blocking; what is odd is not yet blocked."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.ooni import BlockingCount, BlockingSeen, domain_of, read_ooni
from periplus.facts.selector import select

from .samples import anything

COUNTS = {
    "v": 0,
    "dimension_count": 2,
    "db_stats": {"row_count": 1},
    "result": [
        {
            "anomaly_count": 3, "confirmed_count": 5, "failure_count": 2, "ok_count": 30,
            "measurement_count": 40, "probe_asn": 64500, "domain": "news.example",
        },
        {"measurement_count": 4, "confirmed_count": 9, "probe_asn": 64500, "domain": "news.example"},
        {"measurement_count": 4, "probe_asn": 0, "domain": "news.example"},
        {"measurement_count": 7, "measurement_start_day": "2024-05-01", "category_code": "NEWS"},
        {"measurement_count": 7, "blocking_type": "tcp_ip", "domain": "news.example"},
    ],
}  # fmt: skip
LIST = {
    "metadata": {"count": 1},
    "results": [
        {
            "anomaly": True, "confirmed": True, "failure": False, "input": "http://news.example/",
            "measurement_start_time": "2024-05-01T10:00:00Z", "probe_asn": "AS64500", "probe_cc": "ZZ",
            "scores": {"analysis": {"blocking_type": "http-failure"}},
        },
        {"input": "not a url", "probe_asn": "AS1"},
    ],
}  # fmt: skip
SINGLE = {
    "annotations": {"engine_name": "x"},
    "input": "https://news.example/",
    "measurement_start_time": "2024-05-01 10:00:00",
    "probe_asn": "AS64500",
    "test_keys": {
        "blocking": "http-failure",
        "tls_handshakes": [{"failure": "connection_reset"}],
        "requests": [{"response": {"body": "", "headers": {}}},
                     {"response": {"body": "<p>blocked", "headers": {"Location": "http://a.example/"}}}],
    },
}  # fmt: skip


def body(document: object) -> bytes:
    return json.dumps(document).encode()


def test_counts_keep_their_axes() -> None:
    found = list(read_ooni(body(COUNTS)))
    cell, day, way = (fact for fact, _ in found if isinstance(fact, BlockingCount))
    assert (cell.asn, cell.domain, cell.measurements, cell.confirmed) == (64500, "news.example", 40, 5)
    assert (cell.anomalies, cell.failures, cell.day, cell.how) == (3, 2, None, None)
    assert (day.day, day.category, day.asn) == (date(2024, 5, 1), "NEWS", None)
    assert way.how == "tcp"
    assert b'"confirmed_count":5' in select(body(COUNTS), "application/json", found[0][1])


def test_one_count_alone() -> None:
    ((fact, selector),) = read_ooni(body({"result": {"measurement_count": 3}}))
    assert isinstance(fact, BlockingCount)
    assert (fact.measurements, selector) == (3, "json:/result")


def test_a_list_of_measurements() -> None:
    ((fact, _),) = read_ooni(body(LIST))
    assert isinstance(fact, BlockingSeen)
    assert (fact.asn, fact.confirmed, fact.how) == (64500, True, "http")


def test_a_measurement_whose_handshake_was_reset_is_of_tls() -> None:
    ((fact, _),) = read_ooni(json.dumps(SINGLE).encode())
    assert isinstance(fact, BlockingSeen)
    assert (fact.how, fact.page, fact.location) == ("tls", "<p>blocked", "http://a.example/")


def test_an_open_page_is_not_in_the_way() -> None:
    keys = {"blocking": False, "accessible": True, "requests": None}
    ((fact, _),) = read_ooni(body(SINGLE | {"test_keys": keys}))
    assert isinstance(fact, BlockingSeen)
    assert (fact.how, fact.anomaly, fact.confirmed) == ("", False, False)


@pytest.mark.parametrize(
    ("url", "domain"),
    [("http://News.Example./a", "news.example"), ("news.example/x", "news.example"), ("http://[::1", ""),
     ("x", ""), ("http://<b>.example", "")],
)  # fmt: skip
def test_domains(url: str, domain: str) -> None:
    assert domain_of(url) == domain


@given(anything(body(COUNTS)) | anything(body(LIST)) | anything(body(SINGLE)))
def test_never_raises(content: bytes) -> None:
    list(read_ooni(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["result", "results", "test_keys", "requests", "response", "headers", "location", "body",
             "input", "probe_asn", "domain", "measurement_count", "confirmed_count", "blocking",
             "measurement_start_day", "scores", "analysis", "blocking_type", "tls_handshakes"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_never_raises_on_json(document: object) -> None:
    list(read_ooni(json.dumps(document).encode()))
