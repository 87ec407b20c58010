"""Signals handed over as files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from periplus.collectors.imported_signals import MEDIA_TYPE, kept, parse
from periplus.model import Basis, Evidence, Subject, SubjectKind
from tests.facts.samples import anything, evidence
from tests.facts.test_outage import EVENTS, SIGNALS
from tests.facts.test_updates import GONE, TOLD

JSON = json.dumps(SIGNALS).encode()


def of_country(body: bytes) -> Evidence:
    return replace(evidence(body, MEDIA_TYPE), target=Subject(kind=SubjectKind.COUNTRY, key="ZZ"))


@pytest.mark.parametrize("body", [JSON, json.dumps(EVENTS).encode(), TOLD + GONE])
def test_the_file_is_kept_unaltered(body: bytes) -> None:
    assert kept(body) == body


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no series"):
        kept(b"{}")


def test_series_are_counted_and_events_told() -> None:
    (series,) = parse(of_country(JSON))
    (event,) = parse(of_country(json.dumps(EVENTS).encode()))
    (updates,) = parse(of_country(TOLD + GONE))
    assert (series.basis, event.basis, updates.basis) == (Basis.DEDUCED, Basis.TOLD, Basis.DEDUCED)
    assert str(series.subject) == "COUNTRY:ZZ"


def test_a_case_about_a_site_learns_nothing() -> None:
    assert list(parse(evidence(JSON, MEDIA_TYPE))) == []


@given(anything(JSON) | anything(TOLD + GONE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(of_country(body)))
