"""Records about outages and blocking in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from periplus.model import Claim
from periplus.report.routing_words import share
from periplus.report.text import count

Record: TypeAlias = Mapping[str, str | int | float | bool | None]

SIGNALS = ("routes", "probes", "traffic")


def lost(value: object) -> str:
    """What a signal lost: a share, `stayed`, or that it was not seen."""
    if not isinstance(value, int | float):
        return "not seen"
    return f"lost {share(value)}" if value else "stayed"


def span(record: Record) -> str:
    """`2020-08-09 04:00 to 2020-08-12 05:30 (73.5 hours)`, times in UTC."""
    first, last = (minute(record.get(key)) for key in ("first", "last"))
    until = "until now" if record.get("ongoing") else f"to {last}"
    return f"{first} {until} ({hours(record.get('hours'))})"


def days(record: Mapping[str, object]) -> str:
    """`2020-08-09 to 2020-08-12`, or since when it goes on."""
    first, last = (str(record.get(key) or "")[:10] for key in ("first", "last"))
    if record.get("ongoing"):
        return f"since {first}"
    return first if first == last else f"{first} to {last}"


def headline(claims: Sequence[Claim]) -> tuple[str, str, list[Claim]] | None:
    """The longest cut, what else happened, and the claims; None when nothing was watched."""
    events = [c for c in claims if c.predicate == "country.outage" and isinstance(c.value, Mapping)]
    watched = [c for c in claims if c.predicate == "country.signal"]
    if not events:
        detail = f"{count(len(watched), 'series', 'series')} of instruments: no two fell together"
        return ("Not in what was watched", detail, watched) if watched else None
    ranked = sorted(events, key=_rank)
    told = [claim.value for claim in ranked if isinstance(claim.value, Mapping)]
    also = ", ".join(f"{one.get('class')} {days(one)}" for one in told[1:3])
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    answer = f"{str(told[0].get('class')).capitalize()}, {hours(told[0].get('hours'))}"
    return answer, days(told[0]) + (f"; also {also}{more}" if also else ""), ranked


def _rank(claim: Claim) -> tuple[bool, float, str]:
    """Cuts before filtering, the longest first."""
    said = claim.value if isinstance(claim.value, Mapping) else {}
    length = said.get("hours")
    return (
        said.get("class") == "filtering",
        -float(length) if isinstance(length, int | float) else 0.0,
        claim.id,
    )


def hours(value: object) -> str:
    """A length in hours, or in days where these are more than four."""
    if not isinstance(value, int | float):
        return "length not known"
    return f"{value:g} hours" if value < 100 else f"{value / 24:.0f} days"


def minute(value: object) -> str:
    """A stamp as it is read: blank for T, without the zone."""
    return "" if value is None else str(value).replace("T", " ").removesuffix("Z")


def _outage(record: Record) -> str:
    if record.get("class") == "filtering":
        return f"filtering, {span(record)}: {share(record.get('depth'))} of measurements blocked"
    parts = ", ".join(f"{kind} {lost(record.get(kind))}" for kind in SIGNALS)
    return f"{record.get('class')}, {span(record)}: {parts}"


def _drop(record: Record) -> str:
    first, last = (minute(record.get(key)) for key in ("first", "last"))
    numbers = f"{record.get('usual')} to {record.get('lowest')}"
    return f"{record.get('source')}, {first} to {last}: {lost(record.get('depth'))} ({numbers})"


def _signal(record: Record) -> str:
    first, last = (minute(record.get(key)) for key in ("from", "until"))
    missing = f", {record['missing']} missing" if record.get("missing") else ""
    return f"{record.get('source')}, {first} to {last}: {record.get('samples')} samples{missing}"


def _told(record: Record) -> str:
    return f"{record.get('source')}, {span(record)}"


def _measured(record: Record) -> str:
    return (
        f"{record.get('measurements')} times in {record.get('networks')} networks, "
        f"{record.get('sites')} sites"
    )


def blocked(record: Record) -> str:
    """`5 of 40 times (5.5% to 26.1%)`."""
    interval = f"{share(record.get('low'))} to {share(record.get('high'))}"
    return f"{record.get('confirmed')} of {record.get('measurements')} times ({interval})"


def _site(record: Record) -> str:
    how = f", by {record['how']}" if record.get("how") else ""
    since = f", since {record['since']}" if record.get("since") else ""
    networks = f"in {record.get('networks')} of {record.get('probed')} networks"
    return f"{record.get('site')} {networks}, {blocked(record)}{how}{since}"


def _cell(record: Record) -> str:
    return f"{record.get('site')} {blocked(record)}"


def _page(record: Record) -> str:
    return f"{record.get('tells')} in place of {record.get('site')}"


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "country.outage": _outage,
    "country.outage_signal": _drop,
    "country.uncorroborated_drop": _drop,
    "country.signal": _signal,
    "country.told_outage": _told,
    "country.filtering_measured": _measured,
    "country.site_blocked": _site,
    "network.site_blocked": _cell,
    "network.block_page": _page,
}
"""How the value of a predicate reads."""
