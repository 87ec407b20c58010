"""Cookies that lack a flag which they should have (RFC 6265 §8.3; RFC 6265bis §4.1.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.http import SetCookie
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value
from periplus.signatures.matching import first_fit

VERSION = 2
READS = (SetCookie,)
WRITES = ("site.cookie_finding",)
RULE = f"cookie_flags@{VERSION}"
_FOR_NONE = "Secure for SameSite=None"
_ADVICE = {"no Domain": "Secure; Path=/", _FOR_NONE: "SameSite=None; Secure"}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Secure for every cookie of an encrypted site, HttpOnly for those that scripts need not read."""
    rows = tables.rows("cookies")
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, SetCookie) or fact.lifetime_s == 0:
            continue  # a cookie that is deleted is in no danger
        if not fact.secure and fact.url.startswith("https:"):
            reason = f"The cookie {fact.name} is set without Secure, so it also travels unencrypted."
            yield _sign(observation, _finding(fact, "Secure"), reason)
        yield from _refused(observation, fact)
        row = first_fit(rows, fact.name)
        # A double-submit token must be read by script (OWASP CSRF Prevention Cheat Sheet).
        if not fact.http_only and row is not None and row["guarded"]:
            reason = (
                f"The cookie {fact.name} ({row['purpose']}) is set without HttpOnly, "
                "so any script in the page can read it."
            )
            yield _sign(observation, _finding(fact, "HttpOnly"), reason)


def _refused(observation: Observation, cookie: SetCookie) -> Iterator[Sign]:
    """Cookies that browsers do not keep, for what their name or SameSite promises and they lack."""
    name = cookie.name.lower()
    wanted = {
        "Secure": name.startswith(("__secure-", "__host-")) and not cookie.secure,
        "Path=/": name.startswith("__host-") and cookie.path != "/",
        "no Domain": name.startswith("__host-") and cookie.domain is not None,
    }
    for missing, is_missing in wanted.items():
        if is_missing:
            reason = f"Browsers refuse the cookie {cookie.name}: its name promises {missing}."
            yield _sign(observation, _finding(cookie, missing), reason)
    if (cookie.same_site or "").lower() == "none" and not cookie.secure:
        reason = f"Browsers refuse the cookie {cookie.name}: SameSite=None needs Secure."
        yield _sign(observation, _finding(cookie, _FOR_NONE), reason)


def _finding(cookie: SetCookie, missing: str) -> Value:
    return {
        "name": cookie.name,
        "missing": missing,
        "advice": f"Set-Cookie: {cookie.name}=…; {_ADVICE.get(missing, missing)}",
    }


def _sign(observation: Observation, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate="site.cookie_finding",
        value=value,
        layer=Layer.APPLICATION,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
