"""Policy files of MTA-STS."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.mta_sts import MtaStsPolicy, covers, read_policy
from tests.facts.samples import anything

FILE = (
    b"version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\n"
    b"mx: *.Example.net\r\nmax_age: 604800\r\n"
)


def test_a_policy() -> None:
    assert read_policy(FILE) == MtaStsPolicy(
        mode="enforce", exchanges=("mail.example.com", "*.example.net"), max_age_s=604800, fault=""
    )


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ((b"STSv1", b"STSv2"), "not say that it is a policy"),
        ((b"enforce", b"always"), "mode is none that the standard knows"),
        ((b"mx:", b"ex:"), "names no exchange"),
        ((b"604800", b"forever"), "for how long"),
        ((b"604800", b"99999999"), "for how long"),
        ((b"enforce", b"none"), ""),
    ],
)
def test_what_is_wrong_with_it(changed: tuple[bytes, bytes], fault: str) -> None:
    found = read_policy(FILE.replace(*changed)).fault
    assert fault in found
    assert bool(fault) == bool(found)


@pytest.mark.parametrize(
    ("pattern", "host", "fits"),
    [
        ("mx.a.org", "mx.a.org", True),
        ("*.a.org", "mx.a.org", True),
        ("*.a.org", "x.mx.a.org", False),
        ("*.a.org", "a.org", False),
        ("mx.a.org", "my.a.org", False),
    ],
)
def test_patterns(pattern: str, host: str, fits: bool) -> None:
    assert covers(pattern, host) is fits


@given(anything(FILE))
def test_never_raises(content: bytes) -> None:
    assert len(read_policy(content * 50).exchanges) <= 100
