"""How often volunteers found sites blocked in a country, as OONI counts it (API v1, no key)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from periplus.facts.ooni import BlockingCount, domain_of, measurements_in
from periplus.facts.service import read_document
from periplus.model import (
    Ask,
    Basis,
    Contact,
    Evidence,
    Reading,
    Relation,
    Subject,
    SubjectKind,
)

VERSION = 1
CONTACT = Contact.LOOKUP
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.COUNTRY: frozenset({Relation.ASKED}),
}
_YEARS = 3
_BY_MONTH = {"axis_x": "measurement_start_day", "time_grain": "month"}
_BY_NETWORK = {"axis_x": "probe_asn"}
_BY_SITE = {"axis_x": "domain"}
_BY_WAY = {"axis_x": "blocking_type", "axis_y": "domain"}
_CASES = {"confirmed": "true", "order_by": "measurement_start_time", "limit": "50"}
MOST_SITES = 12


async def fetch(subject: Subject, ask: Ask) -> None:
    """Counts by month, network, site and kind of block; cases; then the most blocked sites each.

    All sites by all networks would be millions of rows for a large country.
    """
    today = ask.today
    asked = {
        "probe_cc": subject.key,
        "test_name": "web_connectivity",
        "since": f"{today.year - _YEARS}-{today.month:02}-01",
        "until": today.isoformat(),
    }
    sites = await ask.source(name="ooni", path="aggregation", parameters=asked | _BY_SITE)
    if sites is None:
        return
    for axes in (_BY_MONTH, _BY_NETWORK, _BY_WAY):
        await ask.source(name="ooni", path="aggregation", parameters=asked | axes)
    await ask.source(name="ooni", path="measurements", parameters=asked | _CASES)
    for site in _most_blocked(sites):
        for axes in (_BY_NETWORK, _BY_MONTH):
            parameters = asked | {"domain": site} | axes
            await ask.source(name="ooni", path="aggregation", parameters=parameters)


def _most_blocked(answer: Evidence) -> list[str]:
    counts = [one.fact for one in parse(answer) if isinstance(one.fact, BlockingCount)]
    hit = [fact for fact in counts if fact.domain and fact.confirmed]
    hit.sort(key=lambda fact: (-fact.confirmed, fact.domain or ""))
    return [fact.domain or "" for fact in hit[:MOST_SITES]]


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Counts and measurements, told by a fixed rule of the service and so deduced.

    A site that was asked for stands in the question only.
    """
    site = _asked_site(evidence.source)

    def read(document: Any) -> Iterator[Reading]:  # noqa: ANN401
        for fact, selector in measurements_in(document):
            if isinstance(fact, BlockingCount) and fact.domain is None and site:
                fact = replace(fact, domain=site)  # noqa: PLW2901
            yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=Basis.DEDUCED)

    if evidence.target.kind is SubjectKind.COUNTRY:
        yield from read_document(evidence, read)


def _asked_site(source: str) -> str:
    try:
        return domain_of(parse_qs(urlsplit(source).query).get("domain", [""])[0])
    except ValueError:
        return ""
