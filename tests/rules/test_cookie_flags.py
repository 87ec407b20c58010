"""Flags that a cookie should have, and those it lacks by design."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import cookie_flags


def findings(claims: Any) -> set[tuple[str, str]]:
    return {(claim.value["name"], claim.value["missing"]) for claim in claims}


@pytest.mark.parametrize(
    ("name", "flags", "expected"),
    [
        ("agency_session", {}, {"Secure", "HttpOnly"}),
        ("agency_session", {"secure": True}, {"HttpOnly"}),
        ("agency_session", {"secure": True, "http_only": True}, set()),
        ("XSRF-TOKEN", {}, {"Secure"}),
        ("XSRF-TOKEN", {"secure": True}, set()),
        ("citrix_bot_id", {"secure": True}, {"HttpOnly"}),
        ("NSC_vserver", {"secure": True}, {"HttpOnly"}),
        ("_ga", {"secure": True}, set()),
        ("flavour", {}, {"Secure"}),
        ("agency_session", {"lifetime_s": 0}, set()),
        ("agency_session", {"url": "http://www.example.org/"}, {"HttpOnly"}),
    ],
)
def test_findings(ask: Any, cookie: Any, name: str, flags: dict[str, Any], expected: set[str]) -> None:
    claims = ask(cookie_flags, cookie(name, **flags))
    assert findings(claims) == {(name, missing) for missing in expected}
    assert all(claim.value["missing"] in claim.value["advice"] for claim in claims)


@pytest.mark.parametrize(
    ("name", "flags", "expected"),
    [
        ("__Host-id", {"secure": True}, set()),
        ("__Host-id", {"secure": True, "path": "/app"}, {"Path=/"}),
        ("__host-id", {"secure": True, "path": None, "domain": "example.org"}, {"Path=/", "no Domain"}),
        ("__Secure-id", {}, {"Secure"}),
        ("id", {"same_site": "none"}, {"Secure", "Secure for SameSite=None"}),
        ("id", {"same_site": "None", "secure": True}, set()),
    ],
)
def test_cookies_that_browsers_refuse(
    ask: Any, cookie: Any, name: str, flags: dict[str, Any], expected: set[str]
) -> None:
    claims = ask(cookie_flags, cookie(name, **flags))
    assert findings(claims) == {(name, missing) for missing in expected}
    assert all(claim.value["advice"].startswith(f"Set-Cookie: {name}=…; ") for claim in claims)
