"""Cookies that a browser holds after the visit, set by others than the response (RFC 6265bis)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.browser import BrowserCookie, host_of, related
from periplus.facts.http import SetCookie
from periplus.model import Claim, Layer, Observation, Sign, Tables
from periplus.signatures.matching import first_fit

VERSION = 1
READS = (BrowserCookie, SetCookie)
WRITES = ("site.browser_cookie",)
RULE = f"browser_cookies@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per cookie, with whoever set it."""
    rows = tables.rows("cookies")
    known = {one.fact.name for one in observations if isinstance(one.fact, SetCookie)}
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, BrowserCookie) or fact.name in known:
            continue
        row = first_fit(rows, fact.name)
        setter, own = host_of(fact.setter), host_of(fact.page)
        value = {
            "name": fact.name,
            "party": "first" if related(fact.domain.removeprefix("."), own) else "third",
            "domain": fact.domain,
            "set_by": f"{fact.set_by} of {setter}" if setter else fact.set_by,
            "secure": fact.secure,
            "http_only": fact.http_only,
            "same_site": fact.same_site,
            "lifetime_s": fact.lifetime_s,
            "purpose": row["purpose"] if row else "unknown",
        }
        yield Sign.on(
            observation,
            predicate="site.browser_cookie",
            value=value,
            layer=Layer.PAGE,
            channel="page-runtime",
            reason=_reason(fact, setter, own) + _prefix(fact) + (f" {row['meaning']}" if row else ""),
            rule=RULE,
        )


def _reason(fact: BrowserCookie, setter: str, own: str) -> str:
    if fact.set_by == "script" and setter and not related(setter, own):
        whose = "of the site's own" if related(fact.domain.removeprefix("."), own) else "of its own"
        return f"A script of {setter} set {fact.name}, a cookie {whose}."
    if fact.set_by == "unknown":
        return f"After the visit the browser held the cookie {fact.name}; who set it was not seen."
    return f"A {fact.set_by} of {setter or 'the page'} set the cookie {fact.name}."


def _prefix(fact: BrowserCookie) -> str:
    """What the name promises, which the browser has enforced (RFC 6265bis §4.1.3)."""
    if fact.name.startswith("__Host-"):
        return " Its prefix keeps it to this one host, over TLS."
    if fact.name.startswith("__Secure-"):
        return " Its prefix keeps it to TLS."
    return ""
