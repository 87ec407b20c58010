"""What the page asked of others when a browser loaded it, and what they received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.browser import (
    BrowserRequest,
    BrowserVisit,
    HostAlias,
    host_of,
    related,
)
from periplus.model import Claim, Layer, Observation, Sign, Subject, Tables, Value
from periplus.signatures.parties import ids_in, owner_of, service_of

VERSION = 1
READS = (BrowserRequest, BrowserVisit, HostAlias)
WRITES = ("site.third_party_request", "site.cloaked_third_party", "site.browser_visit")
RULE = f"page_requests@{VERSION}"
_NAMED = 12  # parameters and cookies


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per host and service that was asked, per cloaked name, and of the visit itself."""
    hosts = {str(row["host"]): str(row["owner"]) for row in tables.rows("hosts")}
    groups: dict[tuple[Subject, str, str], list[Observation]] = defaultdict(list)
    for observation in observations:
        match observation.fact:
            case BrowserVisit() as fact:
                yield _visit(observation, fact)
            case HostAlias() as fact:
                yield from _cloaked(observation, fact, tables, hosts)
            case BrowserRequest() as fact:
                host, own = host_of(fact.url), host_of(fact.page)
                if host and own and not related(host, own):
                    row = service_of(tables.rows("trackers"), fact.url)
                    name = str(row["name"]) if row else ""
                    groups[observation.subject, host, name].append(observation)
    for (_, host, name), asked in groups.items():
        yield from _asked(asked, host, name, tables, owner_of(host, hosts))


def _asked(
    asked: Sequence[Observation], host: str, name: str, tables: Tables, owner: str | None
) -> Iterator[Sign]:
    facts = [one.fact for one in asked if isinstance(one.fact, BrowserRequest)]
    row = service_of(tables.rows("trackers"), facts[0].url)
    ids = [each for fact in facts for each in (ids_in(row, fact.url) if row else ())]
    out = [fact for fact in facts if not fact.refused]
    value: dict[str, str | int | None] = {
        "host": host,
        "service": name or None,
        "owner": owner,
        "requests": len(facts),
        "let_out": len(out),
        "ids": ", ".join(sorted(set(ids))) or None,
        "received": _received(facts),
    }
    who = f"{name} at {host}" if name else host
    for observation, fact in zip(asked, facts, strict=True):
        fate = f"the gate did not let it out: {fact.refused}" if fact.refused else "it went out."
        started = f", started by {fact.initiator}" if fact.initiator else ""
        reason = f"In a browser the page asked {who} for a {fact.kind.lower()}{started}; {fate}"
        yield _reading(observation, "site.third_party_request", value, reason)


def _received(facts: Sequence[BrowserRequest]) -> str:
    """What the requests hold, beyond the visitor's address and browser."""
    parts = []
    referrers = sorted({fact.referrer for fact in facts if fact.referrer})
    if referrers:
        parts.append(f"referrer {referrers[0]}")
    names = sorted({name for fact in facts for name in fact.parameters})[:_NAMED]
    if names:
        parts.append(f"parameters {', '.join(names)}")
    cookies = sorted({name for fact in facts for name in fact.cookies})[:_NAMED]
    if cookies:
        parts.append(f"cookies {', '.join(cookies)}")
    if any(fact.sent_body for fact in facts):
        parts.append("a body")
    return "; ".join(parts) or "nothing beyond the request itself"


def _cloaked(
    observation: Observation, fact: HostAlias, tables: Tables, hosts: dict[str, str]
) -> Iterator[Sign]:
    """A name of the site's own zone that stands for a host of a known other owner."""
    if related(fact.stands_for, fact.host):
        return
    row = service_of(tables.rows("trackers"), f"https://{fact.stands_for}/")
    owner = owner_of(fact.stands_for, hosts) or (
        str(row["owner"]) if row and "path" not in row else None
    )
    if owner is None or "{" in owner:
        return
    value = {"host": fact.host, "stands_for": fact.stands_for, "owner": owner}
    reason = f"The page asks {fact.host}, which stands for {fact.stands_for}, a host of {owner}."
    yield replace(_reading(observation, "site.cloaked_third_party", value, reason), channel="dns-auth")


def _visit(observation: Observation, fact: BrowserVisit) -> Sign:
    value: dict[str, str | int] = {
        "browser": fact.browser,
        "ended": fact.ended,
        "requests": fact.requests,
        "hosts": fact.hosts,
        "refused": fact.refused,
        "windows": fact.popups,
        "dialogs": fact.dialogs,
        "downloads": fact.downloads,
    }
    notes = f" {' '.join(fact.notes)}" if fact.notes else ""
    return _reading(
        observation,
        "site.browser_visit",
        value,
        f"One ordinary load in {fact.browser}; consent banners were left alone.{notes}",
    )


def _reading(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.PAGE,
        channel="page-runtime",
        reason=" ".join(reason.split()),
        rule=RULE,
    )
