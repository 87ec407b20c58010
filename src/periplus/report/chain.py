"""The chain of trust to a zone, step by step, and its name servers, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from periplus.model import Claim
from periplus.report.citing import Page
from periplus.report.markup import Markup, table, tag
from periplus.report.tables import section
from periplus.report.words import subject_name

HEAD = ("Step", "Zone", "Asked", "Outcome", "Signed by", "Valid", "Days left", "What it says")
SERVERS_HEAD = ("Server", "Address", "State", "Serial", "Machine", "Largest datagram")
_CAPTION = (
    "From the trust anchor down to the zone's own records; each signature checked for the time of "
    "capture, from which the days left are counted."
)
_SERVERS = "Each asked for the zone itself, without recursion."
_Value = Mapping[str, object]


def steps(claims: Sequence[Claim]) -> list[tuple[Claim, tuple[str, ...]]]:
    """The steps of each zone's chain in their order."""
    found = [(c, _step(v)) for c in claims if (v := _value(c, "zone.dnssec_step")) is not None]
    return sorted(found, key=lambda one: (one[0].subject, one[1][0].rjust(6), one[0].id))


def servers(claims: Sequence[Claim]) -> list[tuple[Claim, tuple[str, ...]]]:
    """The name servers that were asked, by name and address."""
    found = [(c, _server(v)) for c in claims if (v := _value(c, "zone.server_state")) is not None]
    return sorted(found, key=lambda one: (one[0].subject, one[1][:2], one[0].id))


def _value(claim: Claim, predicate: str) -> _Value | None:
    wanted = claim.predicate == predicate and isinstance(claim.value, Mapping)
    return claim.value if wanted and isinstance(claim.value, Mapping) else None


def _step(value: _Value) -> tuple[str, ...]:
    fault = f": {value['fault']}" if value.get("fault") else ""
    signer = ""
    if value.get("signed_by"):
        signer = f"{value['signed_by']}, key {value.get('key_tag')} ({value.get('algorithm')})"
    span = ""
    if value.get("valid_until"):
        span = f"{str(value.get('valid_from'))[:10]} to {str(value['valid_until'])[:10]}"
    digests = f" ({value['digests']})" if value.get("digests") else ""
    return (
        _text(value, "step"),
        _text(value, "zone"),
        f"{_text(value, 'asked')}{digests}",
        f"{_text(value, 'outcome')}{fault}",
        signer,
        span,
        _text(value, "days_left"),
        _text(value, "says"),
    )


def _server(value: _Value) -> tuple[str, ...]:
    largest = f"{value['edns_bytes']} bytes" if value.get("edns_bytes") else "no EDNS"
    keys = ("server", "state", "serial", "nsid")
    silent = value.get("state") == "silent"
    host = _text(value, "host") or "unnamed"
    return (host, *(_text(value, key) for key in keys), "" if silent else largest)


def _text(value: _Value, key: str) -> str:
    held = value.get(key)
    return "" if held is None else str(held)


def trust(page: Page) -> Markup:
    """The DNSSEC section; empty where no chain was followed."""
    found = steps(page.report.claims)
    verdicts = [c for c in page.report.claims if c.predicate == "zone.dnssec"]
    lines = [_verdict(page, claim) for claim in verdicts[: page.bounds.rows]]
    return section("dnssec", "DNSSEC", *lines, _table(page, HEAD, found, _CAPTION))


def _verdict(page: Page, claim: Claim) -> Markup:
    value = claim.value if isinstance(claim.value, Mapping) else {}
    told = f"{subject_name(claim.subject)} is {value.get('state')}"
    because = f". {value.get('because')} "
    return tag(
        "p", page.claims([claim], [told]), page.cell(because), page.cite(page.captures_of([claim]))
    )


def name_servers(page: Page) -> Markup:
    """The servers that were asked themselves; empty where none was."""
    found = servers(page.report.claims)
    return section("servers", "Name servers asked", _table(page, SERVERS_HEAD, found, _SERVERS))


def _table(
    page: Page, head: Sequence[str], found: Sequence[tuple[Claim, tuple[str, ...]]], caption: str
) -> Markup:
    if not found:
        return Markup("")
    rows = [
        (
            page.claims([claim], [cells[0]]),
            *map(page.cell, cells[1:]),
            page.cite(page.captures_of([claim])),
        )
        for claim, cells in found[: page.bounds.rows]
    ]
    more = page.more(len(found), "rows")
    return Markup(table(caption, (*head, "Evidence"), rows) + more)
