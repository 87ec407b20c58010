"""Signatures of stacks in p0f's format."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.selector import select
from periplus.facts.stack_signatures import (
    StackSignature,
    read_stack_signatures,
    signature_of,
)
from periplus.model import Subject, SubjectKind
from tests.facts.samples import anything

ABOUT = Subject(kind=SubjectKind.VANTAGE, key="desk")
FILE = b"""; a comment
classes = win,unix
[mtu]
label = Ethernet
sig   = 1500
[tcp:request]
label = s:unix:Acme:1.x
sig   = *:64:0:*:mss*4,0:mss:df:0
[tcp:response]
label = s:unix:Acme:1.x
sig   = *:64:0:*:mss*4,*:mss,sok,ts,nop,ws:df,id+:0
sig   = 6:255-:0:1220:%8192,7:mss::*
label = g:unix:Acme:
sig   = this is none
sig   = 4:64:0:*:mtu*2,0:mss::+
"""


def test_only_answers_are_read() -> None:
    readings = list(read_stack_signatures(FILE, ABOUT))
    facts = [one.fact for one in readings if isinstance(one.fact, StackSignature)]

    assert [(one.label, one.generic, one.window) for one in facts] == [
        ("Acme 1.x", False, "mss*4"),
        ("Acme 1.x", False, "%8192"),
        ("Acme", True, "mtu*2"),
    ]
    assert (facts[0].version, facts[0].mss, facts[0].scale, facts[0].payload) == (
        None,
        None,
        None,
        False,
    )
    assert (facts[1].version, facts[1].ttl, facts[1].any_ttl, facts[1].payload) == (6, 255, True, None)
    assert facts[2].payload is True
    assert select(FILE, "text/plain", readings[2].selector) == b"sig   = 4:64:0:*:mtu*2,0:mss::+"


@pytest.mark.parametrize(
    ("label", "text"),
    [("Acme", "*:64:0:*:*,0:mss::0"), ("s:unix:Acme:1", "*:64:0:*:*,0:mss"), ("s:unix:Acme:1", "")],
)
def test_what_is_no_signature_is_none(label: str, text: str) -> None:
    assert signature_of(label, text) is None


@given(anything(FILE))
def test_never_raises(body: bytes) -> None:
    list(read_stack_signatures(body, ABOUT))
