"""Cookies that the browser held: whose they are and who set them."""

from __future__ import annotations

from typing import Any

from periplus.facts.browser import BrowserCookie
from periplus.model import Fact
from periplus.rules import browser_cookies

SITE = "SITE:https://www.example.org"


def held(name: str, **changes: Any) -> tuple[str, Fact]:
    plain: dict[str, Any] = {
        "name": name, "value": "1", "domain": ".example.org", "path": "/", "secure": True,
        "http_only": False, "same_site": "Lax", "lifetime_s": 60, "set_by": "script",
        "setter": "https://t.example/a.js", "page": "https://www.example.org/",
    }  # fmt: skip
    return SITE, BrowserCookie(**(plain | changes))


def test_a_first_party_cookie_of_a_third_party_script(ask: Any) -> None:
    (claim,) = ask(browser_cookies, held("_ga"))
    assert (claim.value["party"], claim.value["purpose"]) == ("first", "measurement")
    assert claim.value["set_by"] == "script of t.example"
    assert claim.reasons[0].startswith("A script of t.example set _ga, a cookie of the site's own.")


def test_a_third_party_cookie(ask: Any) -> None:
    (claim,) = ask(browser_cookies, held("IDE", domain=".t.example", set_by="response"))
    assert claim.value["party"] == "third"
    assert claim.reasons[0].startswith("A response of t.example set the cookie IDE.")


def test_prefixes_and_unknown_setters(ask: Any) -> None:
    (claim,) = ask(browser_cookies, held("__Host-x", set_by="unknown", setter=""))
    assert "who set it was not seen" in claim.reasons[0]
    assert "one host, over TLS" in claim.reasons[0]


def test_what_the_response_set_is_told_there(ask: Any, cookie: Any) -> None:
    assert ask(browser_cookies, held("a"), cookie("a")) == []
