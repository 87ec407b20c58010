"""Security fields, what they mean, and which are obsolete."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import response_fields


@pytest.mark.parametrize(
    ("sent", "obsolete", "means"),
    [
        (("X-Content-Type-Options", "nosniff"), False, "must believe"),
        (("x-content-type-options", "sniff"), False, "ignores"),
        (("X-Frame-Options", "SAMEORIGIN"), False, "same origin"),
        (("X-Frame-Options", "DENY"), False, "No page"),
        (("X-Frame-Options", "ALLOW-FROM https://example.org"), False, "ignore"),
        (("X-XSS-Protection", "1; mode=block"), True, "no current browser"),
        (("X-XSS-Protection", "0"), True, "off"),
        (("Strict-Transport-Security", "max-age=31536000"), False, "only encrypted"),
        (("Strict-Transport-Security", "max-age=0"), False, "forget"),
    ],
)
def test_meanings(ask: Any, line: Any, sent: tuple[str, str], obsolete: bool, means: str) -> None:
    (claim,) = ask(response_fields, line(*sent))
    assert claim.value["field"].lower() == sent[0].lower()
    assert claim.value["value"] == sent[1]
    assert claim.value["obsolete"] is obsolete
    assert means in claim.value["meaning"]


def test_other_fields_are_no_security_fields(ask: Any, line: Any) -> None:
    assert ask(response_fields, line("Content-Type", "text/html")) == []


def test_a_field_has_one_spelling(ask: Any, line: Any) -> None:
    (claim,) = ask(response_fields, line("x-frame-options", "DENY"))

    assert claim.value["field"] == "X-Frame-Options"
