"""What the page asked of others: hosts of others only, what they received, and cloaked names."""

from __future__ import annotations

from typing import Any

from periplus.facts.browser import BrowserRequest, BrowserVisit, HostAlias
from periplus.model import Fact
from periplus.rules import page_requests

SITE = "SITE:https://www.example.org"
PAGE = "https://www.example.org/"


def request(url: str, **changes: Any) -> tuple[str, Fact]:
    plain: dict[str, Any] = {
        "url": url, "kind": "Script", "initiator": "", "status": 200, "refused": "", "failed": "",
        "cookies": (), "parameters": (), "referrer": "", "sent_body": False, "page": PAGE,
    }  # fmt: skip
    return SITE, BrowserRequest(**(plain | changes))


def test_what_a_tracker_received(ask: Any) -> None:
    told = {"parameters": ("id", "uid"), "referrer": PAGE, "cookies": ("IDE",)}
    (claim,) = ask(
        page_requests,
        request("https://stats.g.doubleclick.net/dc.js"),
        request("https://stats.g.doubleclick.net/r?id=1&uid=2", initiator=PAGE, **told),
    )
    assert claim.value == {
        "host": "stats.g.doubleclick.net",
        "service": "DoubleClick",
        "owner": "Google",
        "requests": 2,
        "let_out": 2,
        "ids": None,
        "received": f"referrer {PAGE}; parameters id, uid; cookies IDE",
    }
    assert len(claim.support) == 2


def test_what_was_held_back(ask: Any) -> None:
    refused = "the scope does not authorise the name t.example."
    (claim,) = ask(page_requests, request("https://t.example/", status=None, refused=refused))
    assert (claim.value["requests"], claim.value["let_out"]) == (1, 0)
    assert refused in claim.reasons[0]


def test_own_hosts_are_no_third_parties(ask: Any) -> None:
    own = ("https://www.example.org/a.js", "https://static.example.org/b.js", "https://example.org/c")
    assert ask(page_requests, *map(request, own)) == []


def test_services_of_one_host_stand_apart(ask: Any) -> None:
    tag = "https://www.googletagmanager.com/"
    claims = ask(
        page_requests, request(f"{tag}gtm.js?id=GTM-AB12"), request(f"{tag}gtag/js?id=G-ABC123")
    )
    assert {c.value["service"]: c.value["ids"] for c in claims} == {
        "Google Tag Manager": "GTM-AB12",
        "Google Analytics": "G-ABC123",
    }


def test_a_cloaked_name(ask: Any) -> None:
    alias = HostAlias(host="m.example.org", stands_for="example.org.doubleclick.net")
    (claim,) = ask(page_requests, (SITE, alias))
    assert claim.value == {
        "host": "m.example.org",
        "stands_for": "example.org.doubleclick.net",
        "owner": "Google",
    }
    assert claim.groups_for == ("dns-auth",)
    for stands_for in ("edge.example.org", "lb.unknown.example"):
        assert ask(page_requests, (SITE, HostAlias(host="m.example.org", stands_for=stands_for))) == []


def test_the_visit(ask: Any) -> None:
    visit = BrowserVisit(
        browser="Chrome/1", address=PAGE, ended="quiet", loaded=True, requests=3, hosts=2, refused=1,
        popups=0, dialogs=4, downloads=0, notes=("The page did not let its globals be read in time.",),
    )  # fmt: skip
    (claim,) = ask(page_requests, (SITE, visit))
    assert (claim.value["requests"], claim.value["dialogs"]) == (3, 4)
    assert claim.reasons[0].endswith("in time.")
