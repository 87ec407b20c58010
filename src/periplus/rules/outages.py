"""When a country was cut off, and how: what two instruments bear out (docs/design/outages.md)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from periplus.facts.ooni import BlockingCount
from periplus.facts.outage import OutageSeries, ToldOutage
from periplus.measures.blocking import LEAST_NETWORKS, Rise, Tally, rises, wilson
from periplus.measures.outage_windows import Window, windows
from periplus.measures.outages import PROBES, ROUTES, TRAFFIC, Drop, Event, Read, drops, events, read_all
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Scalar,
    Sign,
    Status,
    Subject,
    SubjectKind,
    Tables,
)

VERSION = 2
READS = (OutageSeries, ToldOutage, BlockingCount)
WRITES = (
    "country.outage",
    "country.outage_signal",
    "country.uncorroborated_drop",
    "country.signal",
    "country.told_outage",
)
RULE = f"outages@{VERSION}"
_CURRENT = timedelta(days=3)  # instruments publish late
_LATE = timedelta(days=45)  # blocking is counted by the month
_AT_FIRST_S = 14 * 86_400
_MOST_TOLD = 100


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """What each instrument covered, every event with its drops, and what services call outages."""
    by_country: dict[Subject, list[Observation]] = {}
    for one in observations:
        if one.subject.kind is SubjectKind.COUNTRY:
            by_country.setdefault(one.subject, []).append(one)
    for _, own in sorted(by_country.items()):
        reads: list[Read] = []
        for window in windows([(o, o.fact) for o in own if isinstance(o.fact, OutageSeries)]):
            seen = read_all(window.signals)
            reads += seen
            yield from _of_window(window, seen, as_of)
        yield from _risen(own, reads, as_of)
        yield from _told(own)


def _of_window(window: Window[Observation], reads: Sequence[Read], as_of: datetime) -> Iterator[Sign]:
    for read in reads:
        yield _covered(window, read)
    for event in events(reads):
        yield from (_event(window, event, as_of) if event.kind else _alone(window, event))


def _covered(window: Window[Observation], read: Read) -> Sign:
    told = window.by_source[read.signal.source]
    rows = _all_of(window, [read.signal.source])
    values = [value for _, value in read.signal.samples]
    missing = sum(value is None for value in values)
    value: dict[str, Scalar] = {
        "source": read.signal.source,
        "signal": read.signal.kind,
        "unit": _unit(told),
        "from": _stamp(read.signal.samples[0][0]),
        "until": _stamp(read.signal.samples[-1][0]),
        "samples": len(values),
        "missing": missing,
        "resets": len(read.resets),
    }
    reason = (
        f"{read.signal.source} has {len(values) - missing} of {len(values)} samples from "
        f"{value['from']} to {value['until']}"
        + (f"; it began anew {len(read.resets)} times." if read.resets else ".")
    )
    return _sign("country.signal", rows, value, reason)


def _all_of(window: Window[Observation], first: Sequence[str]) -> list[Observation]:
    """All rows of a window, some sources' first: each instrument is judged beside all others."""
    sources = dict.fromkeys((*first, *window.by_source))
    return [row for source in sources for row in window.by_source[source]]


def _unit(told: Sequence[Observation]) -> str:
    return next((o.fact.unit for o in told if isinstance(o.fact, OutageSeries)), "")


# ---------------------------------------------------------------- events


def _event(window: Window[Observation], event: Event, as_of: datetime) -> Iterator[Sign]:
    rows = _all_of(window, [drop.source for drop in event.drops])
    ended = not event.ongoing or as_of - _moment(event.end_s) > _CURRENT
    own = {kind: event.depth(kind) for kind in (ROUTES, PROBES, TRAFFIC)}
    value: dict[str, Scalar] = {
        "class": event.kind,
        "first": _stamp(event.first_s),
        "last": _stamp(event.end_s),
        "hours": round((event.end_s - event.first_s) / 3600, 1),
        "depth": max(depth for depth in own.values() if depth is not None),
        **own,
        "sources": ", ".join(sorted({drop.source for drop in event.drops})),
        "ongoing": not ended,
    }
    reason = f"{event.reason[:-1]}, for {value['hours']:g} hours from {value['first']} on."
    sign = _sign("country.outage", rows, value, reason, at=event.end_s)
    yield replace(sign, status=Status.PAST) if ended else sign
    for drop in event.drops:
        said = _drop_value(drop)
        part = f"{drop.source} fell by {drop.depth:.0%}, from {drop.usual:.0f} to {drop.lowest:.0f}."
        own_rows = _all_of(window, [drop.source])
        found = _sign("country.outage_signal", own_rows, said, part, at=drop.end_s)
        yield replace(found, status=Status.PAST) if ended else found


def _alone(window: Window[Observation], event: Event) -> Iterator[Sign]:
    for drop in event.drops:
        rows = _all_of(window, [drop.source])
        sign = _sign("country.uncorroborated_drop", rows, _drop_value(drop), event.reason, at=drop.end_s)
        yield replace(sign, status=Status.PAST)


def _drop_value(drop: Drop) -> dict[str, Scalar]:
    return {
        "source": drop.source,
        "signal": drop.kind,
        "first": _stamp(drop.first_s),
        "last": _stamp(drop.end_s),
        "depth": drop.depth,
        "usual": round(drop.usual, 2),
        "lowest": round(drop.lowest, 2),
    }


# ---------------------------------------------------------------- blocking


@dataclass(frozen=True, slots=True)
class _Blocking:
    """Counts of a country per period, and the rows they come from."""

    tallies: list[Tally]
    rows: list[Observation]
    networks: list[Observation]  # one row of each


def _risen(
    observations: Sequence[Observation], reads: Sequence[Read], as_of: datetime
) -> Iterator[Sign]:
    blocking = _blocking(observations)
    if len(blocking.networks) < LEAST_NETWORKS:
        return
    series = [o for o in observations if isinstance(o.fact, OutageSeries)]
    for rise in rises(blocking.tallies):
        inside = [o for o in blocking.rows if _within(o, rise)]
        beside = [o for o in series if isinstance(o.fact, OutageSeries) and _meets(o.fact, rise)]
        rows = [*inside, *blocking.rows, *blocking.networks, *beside]
        yield _rise(rise, rows, _stood(reads, rise), as_of)


def _within(row: Observation, rise: Rise) -> bool:
    fact = row.fact
    return isinstance(fact, BlockingCount) and rise.first_s <= _midnight(fact).timestamp() < rise.end_s


def _meets(fact: OutageSeries, rise: Rise) -> bool:
    return fact.start_s < rise.first_s + _AT_FIRST_S and fact.end_s > rise.first_s


def _blocking(observations: Sequence[Observation]) -> _Blocking:
    counts = [(o, o.fact) for o in observations if isinstance(o.fact, BlockingCount)]
    asns = {fact.asn: row for row, fact in counts if fact.asn is not None}
    daily = {
        fact.day: (o, fact)
        for o, fact in counts
        if fact.day is not None and fact.asn is None and fact.domain is None and fact.category is None
    }
    rows = [daily[day] for day in sorted(daily)]
    days = [fact.day for _, fact in rows if fact.day]
    steps = sorted((b - a).days for a, b in itertools.pairwise(days))
    span_s = (steps[len(steps) // 2] if steps else 1) * 86_400
    tallies = [
        Tally(
            at_s=int(_midnight(fact).timestamp()),
            span_s=span_s,
            measurements=fact.measurements - fact.failures,
            confirmed=fact.confirmed,
        )
        for _, fact in rows
    ]
    return _Blocking(tallies, [o for o, _ in rows], list(asns.values()))


def _midnight(fact: BlockingCount) -> datetime:
    day = fact.day
    if day is None:
        raise ValueError(fact)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _stood(reads: Sequence[Read], rise: Rise) -> dict[str, float | None]:
    """Per kind of signal: 0 when it was seen as the blocking rose, and was not down; else None."""
    end_s = min(rise.end_s, rise.first_s + _AT_FIRST_S)
    found: dict[str, float | None] = dict.fromkeys((ROUTES, PROBES, TRAFFIC))
    for read in reads:
        lost = sum(max(0, min(d.end_s, end_s) - max(d.first_s, rise.first_s)) for d in drops(read))
        if read.covers(rise.first_s, end_s) and lost * 2 < end_s - rise.first_s:
            found[read.signal.kind] = 0.0
    return found


def _rise(
    rise: Rise, rows: Sequence[Observation], stood: Mapping[str, float | None], as_of: datetime
) -> Sign:
    low, high = wilson(rise.confirmed, rise.measurements)
    ended = not rise.ongoing or as_of - _moment(rise.end_s) > _LATE
    # A period that is under way ends later than anything that is known of it.
    end_s = min(rise.end_s, int(as_of.timestamp()))
    value: dict[str, Scalar] = {
        "class": "filtering",
        "first": _stamp(rise.first_s),
        "last": _stamp(end_s),
        "hours": round((end_s - rise.first_s) / 3600, 1),
        "depth": round(rise.after, 4),
        **stood,
        "sources": "OONI aggregation",
        "ongoing": not ended,
    }
    there = [kind for kind, lost in stood.items() if lost == 0]
    beside = f", while {' and '.join(there)} were there" if there else ""
    reason = (
        f"Confirmed blocking rose from {rise.before:.1%} to {rise.after:.1%} of {rise.measurements} "
        f"measurements (95% interval {low:.1%} to {high:.1%}) from {value['first']} on{beside}."
    )
    sign = _sign("country.outage", rows, value, reason, at=end_s)
    return replace(sign, status=Status.PAST) if ended else sign


# ---------------------------------------------------------------- told


def _told(observations: Sequence[Observation]) -> Iterator[Sign]:
    told = [(o, o.fact) for o in observations if isinstance(o.fact, ToldOutage)]
    told.sort(key=lambda one: (-one[1].score, one[1].start_s, one[0].id))
    for observation, fact in told[:_MOST_TOLD]:
        value: dict[str, Scalar] = {
            "source": fact.source,
            "first": _stamp(fact.start_s),
            "last": _stamp(fact.start_s + fact.duration_s),
            "hours": round(fact.duration_s / 3600, 1),
            "score": round(fact.score, 2),
        }
        span = f"{value['hours']:g} hours from {value['first']} on"
        reason = f"By its own rule, {fact.source} calls {span} an outage."
        sign = _sign("country.told_outage", [observation], value, reason)
        yield replace(sign, basis=Basis.TOLD)


def _sign(
    predicate: str,
    rows: Sequence[Observation],
    value: dict[str, Scalar],
    reason: str,
    *,
    at: int | None = None,
) -> Sign:
    first = rows[0]
    sign = Sign.on(
        first,
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        channel="archive",
        reason=reason,
        rule=RULE,
    )
    latest = max(row.observed_at for row in rows)
    return replace(
        sign,
        support=tuple(dict.fromkeys(row.id for row in rows)),
        observed_at=latest if at is None else min(latest, _moment(at)),
    )


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _stamp(second: int) -> str:
    return f"{_moment(second):%Y-%m-%dT%H:%MZ}"
