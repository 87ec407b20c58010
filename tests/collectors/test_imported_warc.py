"""Web archives, imported."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_warc import MEDIA_TYPE, kept, parse, recorded
from periplus.facts.http import HttpResponse
from tests.facts.samples import HTTP, anything, evidence, facts
from tests.facts.test_warc import CRAWL, PAGE


def test_a_file_is_of_its_kind() -> None:
    assert kept(CRAWL).count(b"\n") == 9
    assert len(list(recorded(CRAWL))) == 4
    with pytest.raises(ValueError, match="no record of a page"):
        kept(b'{"log": {}}')


def test_a_response_tells_the_page_and_the_list_nothing() -> None:
    assert any(isinstance(fact, HttpResponse) for fact in facts(parse(evidence(PAGE, HTTP))))
    assert list(parse(evidence(kept(CRAWL), MEDIA_TYPE))) == []


@given(anything(CRAWL, kept(CRAWL)))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
    list(parse(evidence(body, HTTP)))
