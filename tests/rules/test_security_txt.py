"""Whether a site says whom to tell of flaws, and whether that still holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.facts.security_txt import SecurityTxt
from periplus.rules import security_txt

SITE = "SITE:https://www.example.org"


def answer(status: int = 200, contacts: int = 1, expires: str = "", year: int | None = None) -> Any:
    fact = SecurityTxt(
        url="https://www.example.org/.well-known/security.txt",
        status_code=status,
        contacts=contacts,
        expires=expires,
        expires_at=datetime(year, 1, 1, tzinfo=UTC) if year else None,
        signed=False,
    )
    return SITE, fact


@pytest.mark.parametrize(
    ("seen", "words", "expired"),
    [
        (answer(404, 0), "No security.txt", None),
        (answer(200, 0), "No security.txt", None),
        (answer(), "lacks Expires", None),
        (answer(expires="soon"), "no date", None),
        (answer(expires="2023-…", year=2023), "expired on 2023-01-01", True),
        (answer(expires="2025-…", year=2025), "until 2025-01-01", False),
    ],
)
def test_findings(ask: Any, seen: Any, words: str, expired: bool | None) -> None:
    (claim,) = ask(security_txt, seen)

    assert words in claim.value["finding"]
    assert claim.value["expired"] is expired
    assert (claim.value["advice"] == "") is (expired is False)


@pytest.mark.parametrize("status", [301, 500, 503])
def test_what_tells_nothing(ask: Any, status: int) -> None:
    assert ask(security_txt, answer(status, 0)) == []
