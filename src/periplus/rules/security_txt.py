"""Whether a site says to whom its flaws are told, and whether that still holds (RFC 9116)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.security_txt import SecurityTxt
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (SecurityTxt,)
WRITES = ("site.security_txt",)
RULE = f"security_txt@{VERSION}"
_ADVICE = (
    "Contact: https://… (or mailto:…), Expires: (a day within a year, such as 2030-01-01T00:00:00Z)"
)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading per site that answered; a redirect, or a server's error, says nothing."""
    for one in observations:
        fact = one.fact
        if not isinstance(fact, SecurityTxt) or 300 <= fact.status_code < 400 or fact.status_code >= 500:
            continue
        finding, advice = _finding(fact, as_of)
        yield Sign.on(
            one,
            predicate="site.security_txt",
            value={
                "published": fact.published,
                "contacts": fact.contacts if fact.published else 0,
                "expires": fact.expires or None if fact.published else None,
                "expired": fact.expires_at < as_of if fact.published and fact.expires_at else None,
                "finding": finding,
                "advice": advice,
            },
            layer=Layer.APPLICATION,
            channel="http-response",
            reason=finding,
            rule=RULE,
        )


def _finding(fact: SecurityTxt, as_of: datetime) -> tuple[str, str]:
    """One sentence, and what to publish; empty when nothing is to be mended."""
    if not fact.published:
        text = "No security.txt: whoever finds a flaw is not told whom to write to."
        return text, _ADVICE
    if not fact.expires:
        return "The security.txt lacks Expires, which RFC 9116 requires.", _ADVICE
    if fact.expires_at is None:
        return "The Expires of the security.txt is no date that RFC 9116 knows.", _ADVICE
    if fact.expires_at < as_of:
        text = f"The security.txt expired on {fact.expires_at:%Y-%m-%d}, so its contacts may be old."
        return text, _ADVICE
    return f"The security.txt names whom to write to, until {fact.expires_at:%Y-%m-%d}.", ""
