"""Documents as files."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_documents import kept, parse
from periplus.facts.selector import select
from tests.facts.samples import anything, evidence
from tests.facts.test_documents import LAW, TABLE


def test_a_document_is_kept_as_it_is_and_quoted_from_its_bytes() -> None:
    assert kept(LAW) == LAW
    (reading,) = parse(evidence(LAW, "text/plain"))
    assert "Министерство связи" in select(LAW, "text/plain", reading.selector).decode()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"\0\0"])
def test_what_holds_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no text"):
        kept(content)


@given(anything(LAW, TABLE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "text/plain")))
