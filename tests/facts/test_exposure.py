"""Counts of a search engine of scans: total and facets, no host."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.exposure import ExposureFacet, ExposureTotal, read_counts
from periplus.model import Subject, SubjectKind
from tests.facts.test_statistics import JSON

ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
COUNTS = {
    "matches": [],
    "facets": {
        "org": [{"count": 600, "value": "Royal  Post\nof Zembla"}, {"count": 5, "value": ""}],
        "port": [{"count": 300, "value": 443}, {"count": 2000, "value": 80}],
        "isp": [{"count": 1, "value": "x"}],
    },
    "total": 1000,
}


def test_total_and_facets() -> None:
    readings = list(read_counts(COUNTS, ZZ, "shodan", "router"))

    assert [r.fact for r in readings] == [
        ExposureTotal(source="shodan", searched="router", services=1000),
        ExposureFacet(
            source="shodan", searched="router", by="organisation", name="Royal Post of Zembla",
            services=600, total=1000,
        ),
        ExposureFacet(
            source="shodan", searched="router", by="port", name="443", services=300, total=1000
        ),
    ]  # fmt: skip
    assert [r.selector for r in readings] == ["json:/total", "json:/facets/org/0", "json:/facets/port/0"]


def test_a_total_of_nothing_is_a_total() -> None:
    (reading,) = read_counts({"total": 0, "facets": {}}, ZZ, "shodan", "everything")
    assert reading.fact == ExposureTotal(source="shodan", searched="everything", services=0)


@pytest.mark.parametrize("document", [{"error": "Invalid API key"}, [], None, {"total": "many"}])
def test_without_a_total_nothing_is_read(document: Any) -> None:
    assert list(read_counts(document, ZZ, "shodan", "everything")) == []


@given(JSON, st.sampled_from(["facets", "total"]))
def test_any_document_is_read_without_an_error(document: Any, field: str) -> None:
    list(read_counts(document, ZZ, "shodan", "everything"))
    list(read_counts({**COUNTS, field: document}, ZZ, "shodan", "everything"))
    list(read_counts({"total": 5, "facets": {"org": [document, {"value": document}]}}, ZZ, "s", "e"))
