"""Technology profiles, imported as they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given

from periplus.collectors.imported_profile import kept, parse
from periplus.model import Basis
from tests.facts.samples import AT, anything, evidence

CSV = b"name,first,last\nnginx,2019-09-14,2022-11-02\nlater,2019-09-14,2094-01-01\n"


def test_the_file_is_kept_unaltered() -> None:
    assert kept(CSV) == CSV
    with pytest.raises(ValueError, match="no row with a technology"):
        kept(b"name,last\n")


def test_what_was_seen_is_of_its_day_and_told() -> None:
    nginx, later = parse(evidence(CSV, "application/vnd.periplus.profile"))
    assert nginx.basis is Basis.TOLD
    assert nginx.observed_at == datetime(2022, 11, 2, tzinfo=UTC)
    assert later.observed_at == AT  # nothing was seen after it was taken in


@given(anything(CSV))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "application/vnd.periplus.profile")))
