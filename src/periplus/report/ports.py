"""Ports of each address: their state to our own connections, what they speak, what other tools say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from periplus.model import Claim, Status
from periplus.report.citing import Page
from periplus.report.markup import Markup, join, table
from periplus.report.tables import section
from periplus.report.text import count, scalar_text
from periplus.report.words import certainty

HEADING = "Ports and services"
HEAD = ("Address", "TCP port", "To our connection", "Speaks", "Says of itself", "To other tools")
TRAIT_HEAD = ("Address", "Kind", "Told")
UNTESTED = "What a search engine of scans concludes of whoever answers there. It tests nothing."
OWN = "connect scan"
_UNSUPPORTED = "open, as every port there: unsupported"
_NOTES = ("address.open_everywhere", "address.ports_not_asked")
Record: TypeAlias = Mapping[str, str | int | float | bool | None]


@dataclass(slots=True)
class _Port:
    """What the claims say of one port."""

    claims: list[Claim] = field(default_factory=list)
    here: str = ""
    speaks: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def rows(claims: Sequence[Claim]) -> Iterator[tuple[tuple[Claim, ...], tuple[str, ...]]]:
    """One row per port that something is said of, then one per state of the others."""
    ports: dict[tuple[str, int], _Port] = defaultdict(_Port)
    others: list[tuple[Claim, Record]] = []
    for claim in claims:
        value = claim.value
        if not claim.predicate.startswith("address.") or not isinstance(value, Mapping):
            continue
        if claim.predicate == "address.other_ports":
            others.append((claim, value))
        elif isinstance(number := value.get("port"), int) and value.get("protocol", "tcp") in (
            "tcp",
            None,
        ):
            _note(ports[claim.subject.key, number], claim, value)
    for (address, number), port in sorted(ports.items()):
        told = "; ".join(f"{state} ({', '.join(tools)})" for state, tools in sorted(port.told.items()))
        says = ", ".join(dict.fromkeys(port.says))
        cells = (address, str(number), port.here or "not asked", "; ".join(port.speaks), says, told)
        yield tuple(port.claims), cells
    for claim, value in sorted(others, key=lambda one: (one[0].subject.key, one[0].id)):
        yield (claim,), _others(claim, value)


def _note(port: _Port, claim: Claim, value: Record) -> None:
    port.claims.append(claim)
    match claim.predicate:
        case "address.port" if value.get("tool") == OWN:
            unsupported = claim.status is Status.UNSUPPORTED
            port.here = _UNSUPPORTED if unsupported else scalar_text(value.get("state"))
        case "address.port":
            taken = " ".join(str(value[k]) for k in ("service", "product", "version") if value.get(k))
            tool = f"{value.get('tool')}: {taken}" if taken else str(value.get("tool"))
            tool += "" if value.get("protocol") else ", TCP or UDP"
            port.told[scalar_text(value.get("state"))].append(tool)
        case "address.port_contradiction":
            port.here = port.here or scalar_text(value.get("here"))
        case "address.service":
            within = " within TLS" if value.get("tls") else ""
            port.speaks.append(f"{value.get('service')}{within}, {certainty(claim)}")
        case "address.service_says":
            port.says.append(" ".join(str(value[k]) for k in ("product", "version") if value.get(k)))


def _others(claim: Claim, value: Record) -> tuple[str, ...]:
    number = count(int(value.get("count") or 0), "port")
    state, tool = scalar_text(value.get("state")), str(value.get("tool"))
    if tool != OWN:
        return (claim.subject.key, f"{number} not named", "", "", "", f"{state} ({tool})")
    by = str(value.get("told_by"))
    how = {"refused": "a reset", "silent": "no answer"}.get(by, by)
    return (claim.subject.key, scalar_text(value.get("ports")), f"{state}: {how}", "", "", "")


def notes(claims: Sequence[Claim]) -> Iterator[Claim]:
    """What to know before the ports are read."""
    yield from (claim for claim in claims if claim.predicate in _NOTES)


def ports(page: Page) -> Markup:
    """One section; empty when nobody looked at a port."""
    found = list(rows(page.report.claims))
    shown = [
        (
            page.cell(cells[0]),
            page.claims(claims[:1], [cells[1]]),
            *map(page.cell, cells[2:]),
            page.cite(page.captures_of(claims)),
        )
        for claims, cells in found[: page.bounds.rows]
    ]
    said = [
        (page.claims([claim], [claim.subject.key]), page.cell(" ".join(claim.reasons)))
        for claim in notes(page.report.claims)
    ]
    told = table("To know first.", ("Address", "What stands before its ports"), said) if said else ""
    concluded = [
        (
            page.cell(address),
            page.claims(claims[:1], [kind]),
            page.cell(names),
            page.cite(page.captures_of(claims)),
        )
        for claims, (address, kind, names) in traits(page.report.claims)
    ]
    caption = "An open port speaks of whoever ends the connection, not of what stands behind."
    made = table(caption, (*HEAD, "Evidence"), shown, class_="ports") if shown else ""
    scans = table(UNTESTED, (*TRAIT_HEAD, "Evidence"), concluded) if concluded else ""
    return section("ports", HEADING, join([told, made, scans], ""), page.more(len(found), "rows"))


def traits(claims: Sequence[Claim]) -> Iterator[tuple[tuple[Claim, ...], tuple[str, str, str]]]:
    """One row for each address, source and kind of what a search engine of scans concludes."""
    found: dict[tuple[str, str, str], list[tuple[Claim, str]]] = defaultdict(list)
    for claim in claims:
        if claim.predicate == "address.scanned_trait" and isinstance(claim.value, Mapping):
            value = claim.value
            key = claim.subject.key, str(value.get("source")), str(value.get("kind"))
            found[key].append((claim, str(value.get("name"))))
    for (address, source, kind), told in sorted(found.items()):
        names = ", ".join(sorted(name for _, name in told))
        yield tuple(claim for claim, _ in told), (address, f"{kind} ({source})", names)
