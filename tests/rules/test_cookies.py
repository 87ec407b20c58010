"""Cookies, their flags and what they are for."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import cookies


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("XSRF-TOKEN", "double-submit token, readable by script by design"),
        ("citrix_ns_id", "security"),
        ("citrix_ns_id_example.org_%2F_wat", "security"),
        ("citrix_bot_id", "security: bot management"),
        ("NSC_vserver", "persistence"),
        ("laravel_session", "session"),
        ("agency_session", "session"),
        ("portal_sid", "session"),
        ("_ga", "measurement"),
        ("lang", "preference"),
        ("flavour", "unknown"),
    ],
)
def test_purposes(ask: Any, cookie: Any, name: str, purpose: str) -> None:
    (claim,) = ask(cookies, cookie(name, secure=True, same_site="Lax", lifetime_s=60))
    assert claim.value == {
        "name": name,
        "secure": True,
        "http_only": False,
        "same_site": "Lax",
        "lifetime_s": 60,
        "purpose": purpose,
    }
