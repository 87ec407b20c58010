"""Who answers for a server, in words: both places, and whether the name matters."""

from __future__ import annotations

import pytest

from periplus.report.words import value_text

FOUND: dict[str, str | int | bool | None] = {
    "protocol": "dns",
    "does": "forges",
    "name": "www.example.zz",
    "by_name": True,
    "hop_as_tap": 3,
    "hop_in_line": 2,
    "address_as_tap": "198.18.1.1",
    "address_in_line": "",
}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {},
            "DNS answers are forged for www.example.zz, at hop 3 (198.18.1.1) as a tap or hop 2 in line",
        ),
        (
            {"by_name": False, "protocol": "tls", "does": "resets", "address_in_line": "198.18.0.2"},
            (
                "TLS connections are reset whatever name is asked, at hop 3 (198.18.1.1) as a tap "
                "or hop 2 (198.18.0.2) in line"
            ),
        ),
        (
            {"hop_as_tap": 1, "hop_in_line": 0, "protocol": "odd", "address_as_tap": ""},
            "requests are answered for www.example.zz, at hop 1 as a tap, or before the first hop",
        ),
    ],
)
def test_an_interference_is_told(changed: dict[str, str | int | bool | None], text: str) -> None:
    assert value_text("path.interference", FOUND | changed) == text
