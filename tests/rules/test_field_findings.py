"""Fields that say too much, protect less than it seems, or are obsolete."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import field_findings
from periplus.signatures.tables import load


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("server", "Apache/2.4.59 (Unix)", "tells the version"),
        ("Server", "nginx", None),
        ("X-Powered-By", "PHP/8.1.2", "what runs behind"),
        ("X-Content-Type-Options", "nosniff", None),
        ("X-Content-Type-Options", "no-sniff", "only nosniff"),
        ("X-Frame-Options", "sameorigin ", None),
        ("X-Frame-Options", "ALLOW-FROM https://a.example", "ignore the value"),
        ("Referrer-Policy", "no-referrer, strict-origin-when-cross-origin", None),
        ("Referrer-Policy", "unsafe-url", "the whole address"),
        ("Access-Control-Allow-Origin", "null", "sandboxed"),
        ("Access-Control-Allow-Origin", "*", None),
        ("Cross-Origin-Opener-Policy", "same-origin", None),
        ("Cross-Origin-Opener-Policy", "unsafe-none", "without the field"),
        ("Permissions-Policy", "camera=()", None),
        ("Permissions-Policy", "geolocation=*", "may ask for a device"),
        ("X-XSS-Protection", "1; mode=block", "Obsolete"),
        ("X-XSS-Protection", "0", None),
        ("Public-Key-Pins", "pin-sha256=x", "Obsolete"),
        ("Feature-Policy", "camera 'none'", "Permissions-Policy"),
    ],
)
def test_fields(ask: Any, line: Any, name: str, value: str, words: str | None) -> None:
    claims = ask(field_findings, line(name, value))

    assert [words in claim.value["finding"] for claim in claims] == ([True] if words else [])
    assert all(claim.value["advice"] for claim in claims)


def test_any_origin_with_credentials(ask: Any, line: Any) -> None:
    seen = [
        line("Access-Control-Allow-Origin", "*"),
        line("Access-Control-Allow-Credentials", "true"),
    ]
    (claim,) = ask(field_findings, *seen)
    assert "Browsers refuse" in claim.value["finding"]


def test_every_row_is_cited() -> None:
    assert all(row["citation"] for row in load().rows("field_faults"))
