"""Content security policies: how they are read, and what they leave open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.content_policy import faults, policies

CLOSED = "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
NONCE = "'nonce-MDEyMzQ1Njc4OWFiY2RlZjAx'"


def codes(*texts: str, meta: bool = False) -> list[str]:
    return [fault.code for fault in faults([p for text in texts for p in policies(text, meta=meta)])]


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        ("script-src 'self'", []),
        ("default-src 'self'", []),
        ("SCRIPT-SRC 'SELF'", []),
        ("img-src 'self'", ["no-scripts"]),
        ("script-src 'self' 'unsafe-inline'", ["unsafe-inline"]),
        (f"script-src 'unsafe-inline' {NONCE}", []),
        ("script-src 'unsafe-inline' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", []),
        (f"script-src 'unsafe-inline' https: 'strict-dynamic' {NONCE}", []),
        ("script-src 'unsafe-inline' 'strict-dynamic'", ["strict-alone"]),
        ("script-src *", ["wide-scripts"]),
        ("script-src https: 'unsafe-inline'", ["unsafe-inline", "wide-scripts"]),
        ("script-src data:", ["wide-scripts"]),
        ("script-src 'self' 'unsafe-eval'", ["unsafe-eval"]),
        ("script-src *; script-src-elem 'self'", []),
        ("default-src *; script-src 'self'", []),
        ("script-src 'nonce-c2hvcnQ='", ["weak-nonce"]),
        ("script-src self", ["unquoted"]),
        ("script-src 'none' https://a.example", ["none-and-more"]),
        ("script-src 'self'; script-src *", ["repeated"]),
        ("script-src 'self'; scirpt-src 'self'", ["unknown"]),
        ("script-src 'self'; block-all-mixed-content", ["obsolete"]),
    ],
)
def test_scripts(scripts: str, expected: list[str]) -> None:
    assert codes(scripts + CLOSED) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default-src 'none'", ["base-uri", "form-action", "frame-ancestors"]),
        ("default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'", []),
        ("script-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'", ["objects"]),
        (
            "default-src *; script-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors *",
            ["objects", "frame-ancestors"],
        ),
        ("", []),
        (" ; ,;", []),
    ],
)
def test_what_has_no_fallback(policy: str, expected: list[str]) -> None:
    assert codes(policy) == expected


def test_of_several_policies_one_can_close_what_others_leave_open() -> None:
    assert codes("script-src 'unsafe-inline'" + CLOSED, "script-src 'self'") == []
    assert codes("script-src 'unsafe-inline'" + CLOSED + ", script-src 'self'") == []
    assert codes("script-src *" + CLOSED, "script-src https:") == ["wide-scripts"]
    assert codes("default-src 'self'" + CLOSED, "typo-src 'self'") == ["unknown"]


def test_an_element_knows_less_than_the_field() -> None:
    assert codes("default-src 'self'" + CLOSED, meta=True) == ["frame-ancestors"]


SOURCES = st.sampled_from(
    ["'self'", "self", "*", "'none'", "'nonce-a'", "'strict-dynamic'", ";", ",", "x"]
)
NAMES = st.sampled_from(["script-src", "default-src", "object-src", "base-uri", "frame-ancestors"])


@given(st.text() | st.lists(SOURCES | NAMES).map(" ".join), st.booleans())
def test_never_raises(text: str, meta: bool) -> None:
    for fault in faults(policies(text, meta=meta)):
        assert fault.text.endswith(".")
        assert "\n" not in fault.text
