"""Trackers and third parties: by what the page embeds or starts, never by what it says."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.page import PageLink, PageScript
from periplus.facts.party import ThirdParty
from periplus.model import Claim, Fact
from periplus.rules import trackers

URL = "https://www.example.org/"
SITE = "SITE:https://www.example.org"


def script(src: str = "", code: str = "", *data: tuple[str, str]) -> tuple[str, Fact]:
    return SITE, PageScript(src=src, code=code, data=data, url=URL)


def link(target: str, element: str = "iframe", rel: str = "") -> tuple[str, Fact]:
    return SITE, PageLink(element=element, rel=rel, target=target, url=URL)


def told(claims: list[Claim], predicate: str = "site.tracker") -> list[Any]:
    found = [c.value for c in claims if c.predicate == predicate]
    return [tuple(dict(v).values()) if isinstance(v, dict) else v for v in found]


GTAG = "https://www.googletagmanager.com/gtag/js?id="


@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        (
            script(code="j.src='https://www.googletagmanager.com/gtm.js?id='+i})('GTM-AB12CD')"),
            ("Google Tag Manager", "Google", "tag manager", "GTM-AB12CD"),
        ),
        (
            link("https://www.googletagmanager.com/ns.html?id=GTM-AB12CD"),
            ("Google Tag Manager", "Google", "tag manager", "GTM-AB12CD"),
        ),
        (script(GTAG + "G-ABCDEF1234"), ("Google Analytics", "Google", "analytics", "G-ABCDEF1234")),
        (script(GTAG + "UA-12345-1&l=x"), ("Google Analytics", "Google", "analytics", "UA-12345-1")),
        (script(GTAG + "AW-123456789"), ("Google Ads", "Google", "advertising", "AW-123456789")),
        (
            script(code="gtag( 'config', 'AW-123456789')"),
            ("Google Ads", "Google", "advertising", "AW-123456789"),
        ),
        (
            script("https://stats.g.doubleclick.net/dc.js"),
            ("DoubleClick", "Google", "advertising", None),
        ),
        (
            link("https://1234567.fls.doubleclick.net/activityi;src=1234567;type=a"),
            ("DoubleClick Floodlight", "Google", "advertising", "1234567"),
        ),
        (
            link("https://www.facebook.com/tr?id=123456789&ev=PageView", "img"),
            ("Meta Pixel", "Meta", "advertising", "123456789"),
        ),
        (
            link("https://mc.yandex.ru/watch/12345678", "img"),
            ("Yandex Metrica", "Yandex", "analytics", "12345678"),
        ),
        (
            script("https://stats.agency.example/piwik/matomo.js"),
            ("Matomo", "operator of stats.agency.example", "analytics", None),
        ),
        (
            script("https://plausible.io/js/script.js", "", ("data-domain", "example.org")),
            ("Plausible", "operator of plausible.io", "analytics", "example.org"),
        ),
        (
            script(code='t.src="https://www.clarity.ms/tag/"+i;})(window,"script","abcdefgh12")'),
            ("Microsoft Clarity", "Microsoft", "session recording", "abcdefgh12"),
        ),
        (
            script(code="(h._hjSettings={hjid:1234567});'https://static.hotjar.com/c/hotjar-'"),
            ("Hotjar", "Contentsquare", "session recording", "1234567"),
        ),
    ],
)
def test_trackers(ask: Any, fact: Any, wanted: tuple[str | None, ...]) -> None:
    claims = ask(trackers, fact)

    assert told(claims) == [wanted]
    assert "is not seen here" in claims[-1].reasons[0]


@pytest.mark.parametrize(
    "fact",
    [
        script(code="// we removed Google Tag Manager and gtag"),
        script("https://www.example.org/gtm.js?id=GTM-AB12CD"),
        script("https://evil.example/?u=https://www.googletagmanager.com/gtm.js"),
        script("https://notdoubleclick.net/dc.js"),
        link("https://stats.g.doubleclick.net/", "link", "dns-prefetch"),
    ],
)
def test_a_mention_or_a_likeness_is_no_tracker(ask: Any, fact: Any) -> None:
    assert told(ask(trackers, fact)) == []


def test_one_id_is_the_loaders_too_and_several_are_each_their_own(ask: Any) -> None:
    loader = script("https://connect.facebook.net/en_US/fbevents.js")
    started = "connect.facebook.net/en_US/fbevents.js';fbq('init','111111')"
    once = [c for c in ask(trackers, loader, script(code=started)) if c.predicate == "site.tracker"]
    assert [len(c.support) for c in once] == [2]
    twice = told(ask(trackers, loader, script(code=started + ";fbq('init','222222')")))
    assert {value[-1] for value in twice} == {"111111", "222222"}


def test_third_parties_are_other_names_with_their_owner_when_known(ask: Any) -> None:
    claims = ask(
        trackers,
        script("https://fonts.googleapis.com/x.js"),
        script("https://unknown.example/x.js"),
        script("https://cdn.example.org/x.js"),
        script("https://example.org/x.js"),
        link("https://canonical.example/", "link", "canonical"),
    )

    assert told(claims, "site.third_party") == [
        ("fonts.googleapis.com", "Google"),
        ("unknown.example", None),
    ]


def test_a_table_names_who_runs_a_host_that_we_do_not_know(ask: Any) -> None:
    row = ThirdParty(
        host="a.count.example",
        name="Count",
        company="Counters",
        category="ad",
        table="The table T of 2026",
    )
    embedded = script("https://a.count.example/x.js")
    (claim,) = [c for c in ask(trackers, embedded, (SITE, row)) if c.predicate == "site.third_party"]
    assert claim.value == {"host": "a.count.example", "owner": "Counters"}
    assert claim.reasons[-1].startswith("The table T of 2026 says that a.count.example is Count")
    assert len(claim.support) == 2


def test_our_own_table_comes_before_the_pack_s(ask: Any) -> None:
    row = ThirdParty(
        host="www.googletagmanager.com", name="X", company="Other", category="ad", table="The table T"
    )
    claims = ask(trackers, script(GTAG + "G-ABCDEF1234"), (SITE, row))
    (claim,) = [c for c in claims if c.predicate == "site.third_party"]
    assert dict(claim.value)["owner"] == "Google"
