"""DNS history, imported as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from periplus.collectors.imported_history import MEDIA_TYPE, kept, parse
from periplus.model import Basis, Subject, SubjectKind
from tests.facts.samples import AT, anything, evidence

CSV = b"ip,first,last\n192.0.2.1,2012-12-08,2014-06-30\n192.0.2.2,2014-07-01,2094-01-01\n"
NAMED = b"domain,ip,last\nother.org,192.0.2.1,2014-06-30\n"


def test_the_file_is_kept_unaltered() -> None:
    assert kept(CSV) == CSV
    with pytest.raises(ValueError, match="no row with a record"):
        kept(b"ip,last\n")


def test_what_was_seen_is_of_its_day_and_told() -> None:
    old, later = parse(evidence(CSV, MEDIA_TYPE))
    assert (old.basis, old.subject.key) == (Basis.TOLD, "www.example.org")
    assert old.observed_at == datetime(2014, 6, 30, tzinfo=UTC)
    assert later.observed_at == AT  # nothing was seen after it was taken in


@pytest.mark.parametrize(
    ("kind", "key", "names"),
    [
        (SubjectKind.SITE, "https://a.org:8443", ["a.org"]),
        (SubjectKind.ZONE, "a.org", ["a.org"]),
        (SubjectKind.COUNTRY, "ZZ", []),
    ],
)
def test_rows_without_a_name_are_about_the_target(kind: SubjectKind, key: str, names: list[str]) -> None:
    about = replace(evidence(CSV, MEDIA_TYPE), target=Subject(kind=kind, key=key))
    assert list(dict.fromkeys(reading.subject.key for reading in parse(about))) == names


def test_a_row_keeps_its_own_name() -> None:
    (reading,) = parse(evidence(NAMED, MEDIA_TYPE))
    assert str(reading.subject) == "HOST:other.org"


@given(anything(CSV))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
