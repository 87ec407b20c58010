"""Logs of p0f, imported as they are."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_p0f import kept, parse
from tests.facts.samples import anything, evidence
from tests.facts.test_p0f import LINE


def test_the_file_is_kept_unaltered() -> None:
    assert kept(LINE) == LINE
    with pytest.raises(ValueError, match="no line about a SYN-ACK"):
        kept(b"hello")


def test_a_line_from_after_the_import_tells_nothing() -> None:
    later = LINE.replace(b"2022/11/18", b"2094/11/18")
    body = LINE + b"\n" + later
    assert len(list(parse(evidence(body, "text/plain")))) == 1


@given(anything(LINE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "text/plain")))
