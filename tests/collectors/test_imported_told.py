"""The user's own statements, taken in as they are."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_told import kept, parse
from tests.facts.samples import anything, evidence
from tests.facts.test_told import FILE


def test_the_file_is_kept_and_read() -> None:
    assert kept(FILE) == FILE
    (reading,) = parse(evidence(FILE, "text/plain; charset=utf-8"))
    assert reading.subject.key == "Coastal JSC"
    with pytest.raises(ValueError, match="needs organisation"):
        kept(b"[[told]]\nsays = 'x'\n")


@given(anything(FILE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "text/plain; charset=utf-8")))
