"""Signatures of stacks that the user has installed."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.collectors.imported_signatures import MEDIA_TYPE, kept, parse
from tests.facts.samples import anything, evidence
from tests.facts.test_stack_signatures import FILE


def test_the_file_is_kept_as_it_is() -> None:
    assert kept(FILE) == FILE
    assert len(list(parse(evidence(FILE, MEDIA_TYPE)))) == 3


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="no signature of a SYN-ACK"):
        kept(b"[tcp:request]\nlabel = s:unix:A:1\nsig = *:64:0:*:*,0:mss::0\n")


@given(anything(FILE))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, MEDIA_TYPE)))
