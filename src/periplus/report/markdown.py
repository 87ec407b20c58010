"""A report as Markdown (GitHub flavour): the finding, tables, gaps, evidence by digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from periplus.model import Claim, SubjectKind
from periplus.report import chain, correlation, filtering, history, outages, ports
from periplus.report.glance import lines
from periplus.report.inputs import Capture
from periplus.report.result import Report
from periplus.report.stacks import vantage_sentences
from periplus.report.text import clip, code, date, markdown, minute
from periplus.report.words import certainty, value_of

_CELL = 600


def render(report: Report) -> str:
    """The whole report; every text that a target may have written is escaped."""
    parts = [
        _heading(report),
        _cards(report),
        _glance(report),
        _addresses(report),
        _section("Name servers asked", chain.SERVERS_HEAD, (r for _, r in chain.servers(report.claims))),
        _section("DNSSEC", chain.HEAD, (row for _, row in chain.steps(report.claims))),
        _section(outages.HEADING, outages.HEAD, (cells for _, cells in outages.rows(report))),
        _section("Fell alone", outages.ALONE_HEAD, (cells for _, cells in outages.alone(report))),
        _section(filtering.HEADING, filtering.HEAD, (cells for _, cells in filtering.rows(report))),
        _section(
            "Blocking by network", filtering.NETWORK_HEAD, (c for _, c in filtering.networks(report))
        ),
        _section(ports.HEADING, ports.HEAD, (cells for _, cells in ports.rows(report.claims))),
        _section(ports.UNTESTED, ports.TRAIT_HEAD, (cells for _, cells in ports.traits(report.claims))),
        _section("DNS through time", history.HEAD, (cells for _, cells in history.rows(report.claims))),
        _section(correlation.HEADING, correlation.HEAD, (r for _, r in correlation.rows(report.claims))),
        "".join(f"- {markdown(said)}\n" for said in vantage_sentences(report)),
        summary(report),
        _disputes(report),
        _gaps(report),
        _evidence(report),
        _sources(report),
        f"## How sure\n\n{markdown(report.weights)} Words follow ICD 203.\n",
    ]
    return "\n".join(part for part in parts if part)


def summary(report: Report) -> str:
    """The table Entity / Key observation / Comment alone; empty when there are no claims."""
    rows = [
        (row.entity, row.observation, f"{row.comment} ({_numbers(row.captures)})") for row in report.rows
    ]
    return _section("Summary", ("Entity", "Key observation", "Comment"), rows)


def _heading(report: Report) -> str:
    stamp = f"**{report.stamp}**\n\n" if report.stamp else ""
    return f"# {markdown(report.title)}\n\n{stamp}{markdown(report.subtitle)}\n"


def _cards(report: Report) -> str:
    lines = [
        f"- **{markdown(c.question)}** {markdown(clip(c.answer, _CELL))} "
        f"\u2014 {markdown(clip(c.detail, _CELL))}"
        for c in report.cards
    ]
    return "\n".join(lines) + "\n" if lines else ""


def _glance(report: Report) -> str:
    """The country's card."""
    rows = [
        (label, _with_text(claim, text), date(claim.last_observed_at))
        for label, text, claim in lines(report)
    ]
    return _section("The country at a glance", ("What", "Value", "As of"), rows)


def _with_text(claim: Claim, text: str) -> str:
    word = certainty(claim)
    return f"{text} ({word})" if word else text


def _addresses(report: Report) -> str:
    """Hosts, their addresses, who runs them, where they are registered and where they answer."""
    rows = []
    for row in report.addresses:
        told = (row.operator, row.best("address.asn"), row.best("address.registered_country"))
        places = "; ".join(_with_word(place) for place in row.places if place)
        cells = (row.host, row.address, *(_with_word(claim) if claim else "" for claim in told), places)
        rows.append(tuple(cell or "not seen" for cell in cells))
    country = report.target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE)
    head = ("Host", "Address", "Operator", "AS", "Registered in", "Answers from")
    return _section("Name servers" if country else "Addresses", head, rows)


def _with_word(claim: Claim) -> str:
    word = certainty(claim)
    return f"{value_of(claim)} ({word})" if word else value_of(claim)


def _disputes(report: Report) -> str:
    rows = [(d.heading, f"{d.text} ({_numbers(d.captures)})") for d in report.disputes]
    return _section("Contradictions", ("What", "Each side"), rows)


def _gaps(report: Report) -> str:
    rows = [(g.what, f"{g.why} ({_numbers(g.captures)})" if g.captures else g.why) for g in report.gaps]
    if not rows:
        return "## What could not be seen\n\nEvery request of this run was answered.\n"
    return _section("What could not be seen", ("What", "Why"), rows)


def _evidence(report: Report) -> str:
    rows = [(c.name, c.source, minute(c.captured_at), _bytes(c), c.digest) for c in report.captures]
    table = _section("Evidence", ("No.", "Asked", "Captured", "Answer", "SHA-256"), rows)
    how = f"The bytes of any entry: {code(f'periplus show {report.case} DIGEST')}\n"
    return table and f"{table}\n{how}"


def _bytes(capture: Capture) -> str:
    answer = f"{capture.size_bytes} bytes {capture.media_type}"
    return f"{answer}, {capture.failure}" if capture.failure else answer


def _sources(report: Report) -> str:
    rows = []
    for source in report.sources:
        dates = sorted({date(at) for at in (source.first_at, source.last_at) if at})
        rows.append((source.name, source.kind, " to ".join(dates), source.licence))
    return _section("Sources", ("Source", "How", "When", "Terms"), rows)


def _numbers(numbers: Sequence[int]) -> str:
    shown = ", ".join(f"E{number}" for number in numbers[:8])
    return (shown + ", \u2026" if len(numbers) > 8 else shown) or "no capture"


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(markdown(clip(cell, _CELL)) for cell in row)} |" for row in rows]
    if not lines:
        return ""
    top = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return f"## {title}\n\n" + "\n".join((*top, *lines)) + "\n"
