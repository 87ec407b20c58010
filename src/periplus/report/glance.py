"""The country's card: who uses its network, who carries it, how it is kept; each with day and word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from periplus.model import Claim, SubjectKind
from periplus.report.addresses import SPEAKING
from periplus.report.citing import Page
from periplus.report.markup import Markup, table
from periplus.report.result import Report
from periplus.report.tables import section
from periplus.report.text import date, scalar_text
from periplus.report.ways import record_of
from periplus.report.words import certainty, subject_name, value_of

Line = tuple[str, str, Claim]
"""What is told, the value in words, and the claim."""


def lines(report: Report) -> list[Line]:
    """The facts of a country's card, as far as they are told; none of another target."""
    if report.target.kind is not SubjectKind.COUNTRY:
        return []
    found = []
    for label, predicate, choose in _FACTS:
        told = [c for c in report.claims if c.predicate == predicate and c.status in SPEAKING]
        own = [
            c for c in told if c.subject.kind is not SubjectKind.COUNTRY or c.subject == report.target
        ]
        found += [
            (label, text, claim) for claim, text in choose([c for c in own if c.value is not None])
        ]
    return found


def glance(page: Page) -> Markup:
    """The card as a table; empty where nothing of it is told."""
    rows = [
        (
            label,
            page.claims([claim], [text]),
            page.cell(certainty(claim)),
            date(claim.last_observed_at),
            page.cite(page.captures_of([claim])),
        )
        for label, text, claim in lines(page.report)
    ]
    if not rows:
        return Markup("")
    head = ("What", "Value", "How sure", "As of", "Evidence")
    caption = "Years and sources stand with the values; the day is that of the last look."
    return section("glance", "The country at a glance", table(caption, head, rows))


def _all(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    return [(claim, value_of(claim)) for claim in claims]


def _newest_generation(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    told = [c for c in claims if record_of(c).get("percent")]
    return _all(sorted(told, key=lambda c: str(record_of(c).get("generation")))[-1:])


def _download(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    return _all([c for c in claims if record_of(c).get("direction") == "download"][:1])


def _definitions(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    told = [c for c in claims if record_of(c).get("networks") is not None]
    texts = [f"{record_of(c)['networks']} ({record_of(c).get('definition')})" for c in told]
    # Where the definitions agree, one line says it.
    agreed = len({str(record_of(c)["networks"]) for c in told}) == 1
    return list(zip(told, texts, strict=True))[: 1 if agreed else None]


def _largest(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    ranked = sorted(claims, key=lambda c: (-_number(c.value), c.subject.key))[:1]
    return [(c, f"{_named(c)}: {value_of(c)}") for c in ranked]


def _sites(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    return [(claims[0], f"{len(claims)}, such as {record_of(claims[0]).get('site')}")] if claims else []


def _zone(claims: Sequence[Claim]) -> list[tuple[Claim, str]]:
    top = [c for c in claims if "." not in c.subject.key]
    return [(c, f"{subject_name(c.subject)}: {scalar_text(record_of(c).get('state'))}") for c in top[:1]]


def _named(claim: Claim) -> str:
    # The sentence begins with the network's name, as its rule writes it.
    name, has, _ = (claim.reasons or ("",))[0].partition(" has ")
    return f"{name} ({claim.subject.key})" if has and name != claim.subject.key else claim.subject.key


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


_FACTS: Sequence[tuple[str, str, Callable[[Sequence[Claim]], list[tuple[Claim, str]]]]] = (
    ("People who use the Internet", "country.internet_use", _all),
    ("Newest mobile network", "country.mobile_coverage", _newest_generation),
    ("Speed, median of tests", "country.speed", _download),
    ("Domestic networks", "country.domestic_networks", _definitions),
    ("Border", "country.border", _all),
    ("Most users", "network.user_share", _largest),
    ("Most address space", "network.space_share", _largest),
    ("Exposed services", "country.exposed_services", lambda claims: _all(claims[:1])),
    ("Sites confirmed as blocked", "country.site_blocked", _sites),
    ("Name servers in a cut", "country.name_servers_cut_off", _all),
    ("DNSSEC", "zone.dnssec", _zone),
)
