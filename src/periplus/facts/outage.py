"""What instruments saw of a country over time: IODA v2, RIPEstat and IHR in their JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from periplus.facts.selector import load_json
from periplus.model import Fact

LEAST_PEERS = 10
"""RIPEstat does not show a prefix that fewer peers of RIS tell: it may be a leak into one session."""

# Derived forms of one instrument (gtr-norm, gtr-sarima, -loss, -latency) would count it twice.
_IODA = {
    "bgp": ("routes", "/24 blocks"),
    "ping-slash24": ("probes", "/24 blocks"),
    "merit-nt": ("traffic", "source addresses"),
    "ucsd-nt": ("traffic", "source addresses"),
    "gtr": ("traffic", "requests, normalised"),
    "mozilla": ("traffic", "% of sessions"),
}
_MOST_SERIES, _MOST_VALUES, _MOST_EVENTS, _MOST_PREFIXES = 64, 20_000, 500, 5000
_LATEST_S = 1 << 33
_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageSeries(Fact):
    """What one instrument saw at equal steps; None where it saw nothing, which is no zero."""

    source: str  # the instrument: series of one source are not independent
    kind: str  # routes, probes, traffic
    unit: str
    start_s: int  # of the first value, seconds since 1970
    step_s: int
    values: tuple[float | None, ...]

    @property
    def end_s(self) -> int:
        """The first second after the last value."""
        return self.start_s + self.step_s * len(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOutage(Fact):
    """That a service calls a span an outage, by its own rule."""

    source: str
    start_s: int
    duration_s: int
    score: float


def read_outages(body: bytes) -> Iterator[tuple[Fact, str]]:
    """Series and events of a file; nothing of any other bytes."""
    try:
        document = load_json(body)
    except ValueError:
        return
    yield from outages_in(document)


def outages_in(document: Any) -> Iterator[tuple[Fact, str]]:  # noqa: ANN401
    """Series and events of a JSON document, each with its selector; nothing of any other."""
    if not isinstance(document, dict):
        return
    data = document.get("data")
    if isinstance(data, list):
        yield from _ioda(data)
    elif isinstance(data, dict) and isinstance(data.get("stats"), list):
        yield from _resource_stats(data["stats"])
    elif isinstance(data, dict) and isinstance(data.get("by_origin"), list):
        yield from _routing_history(data)
    elif isinstance(document.get("results"), list):
        yield from _disconnections(document["results"])


# ---------------------------------------------------------------- IODA


def _ioda(data: Sequence[Any]) -> Iterator[tuple[Fact, str]]:
    for i, group in enumerate(data[:_MOST_EVENTS]):
        if isinstance(group, list):
            for j, entry in enumerate(group[:_MOST_SERIES]):
                series = _ioda_series(entry) if isinstance(entry, dict) else None
                if series is not None:
                    yield series, f"json:/data/{i}/{j}"
        elif isinstance(group, dict):
            event = _ioda_event(group)
            if event is not None:
                yield event, f"json:/data/{i}"


def _ioda_series(entry: Mapping[str, Any]) -> OutageSeries | None:
    known = _IODA.get(str(entry.get("datasource")))
    start_s, step_s, values = _second(entry.get("from")), entry.get("step"), entry.get("values")
    if known is None or start_s is None or not isinstance(values, list):
        return None
    if not isinstance(step_s, int) or isinstance(step_s, bool) or not 0 < step_s <= 86_400:
        return None
    told = tuple(_number(value) for value in values[:_MOST_VALUES])
    if all(value is None for value in told):
        return None
    kind, unit = known
    source = f"IODA {entry['datasource']}"
    return OutageSeries(source=source, kind=kind, unit=unit, start_s=start_s, step_s=step_s, values=told)


def _ioda_event(entry: Mapping[str, Any]) -> ToldOutage | None:
    start_s, duration_s = _second(entry.get("start")), _second(entry.get("duration"))
    if start_s is None or not duration_s or not isinstance(entry.get("datasource"), str):
        return None
    return ToldOutage(
        source=f"IODA {entry['datasource'][:40]}",
        start_s=start_s,
        duration_s=duration_s,
        score=_number(entry.get("score")) or 0.0,
    )


# ---------------------------------------------------------------- RIPEstat


def _resource_stats(stats: Sequence[Any]) -> Iterator[tuple[Fact, str]]:
    """`country-resource-stats`: IPv4 prefixes that RIS saw of the country's."""
    spans = []
    for row in stats[:_MOST_VALUES]:
        value = _number(row.get("v4_prefixes_ris")) if isinstance(row, dict) else None
        spans += [(*span, value) for span in _timeline(row)] if value is not None else []
    series = _gridded(spans, "RIPEstat country-resource-stats")
    if series is not None:
        yield series, "json:/data/stats"


def _routing_history(data: Mapping[str, Any]) -> Iterator[tuple[Fact, str]]:
    """`routing-history`: how many prefixes at least ten full-table peers told."""
    edges: dict[int, int] = {}
    for origin in data["by_origin"][:_MOST_SERIES]:
        prefixes = origin.get("prefixes") if isinstance(origin, dict) else None
        for prefix in prefixes[:_MOST_PREFIXES] if isinstance(prefixes, list) else ():
            lines = prefix.get("timelines") if isinstance(prefix, dict) else None
            for line in lines[:_MOST_EVENTS] if isinstance(lines, list) else ():
                peers = _number(line.get("full_peers_seeing")) if isinstance(line, dict) else None
                span = _span(line) if (peers or 0.0) >= LEAST_PEERS else None
                if span is not None:
                    edges[span[0]] = edges.get(span[0], 0) + 1
                    edges[span[1]] = edges.get(span[1], 0) - 1
    held, spans = 0, []
    for first, end in pairwise(sorted(edges)):
        held += edges[first]
        spans.append((first, end, float(held)))
    series = _gridded(spans, "RIPEstat routing-history")
    if series is not None:
        yield series, "json:/data/by_origin"


def _timeline(row: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    lines = row.get("timeline")
    for line in lines[:_MOST_EVENTS] if isinstance(lines, list) else ():
        span = _span(line) if isinstance(line, dict) else None
        if span is not None:
            yield span


def _span(line: Mapping[str, Any]) -> tuple[int, int] | None:
    first, end = _moment(line.get("starttime")), _moment(line.get("endtime"))
    if first is None or end is None or not 0 <= first <= end < _LATEST_S:
        return None
    return first, max(end, first + _HOUR_S)


def _gridded(spans: Sequence[tuple[int, int, float]], source: str) -> OutageSeries | None:
    """Spans of unequal length on a grid of hours, or of as much as keeps it bounded."""
    if not spans:
        return None
    start_s, end_s = min(s[0] for s in spans), max(s[1] for s in spans)
    step_s = max(_HOUR_S, (end_s - start_s) // _MOST_VALUES)
    start_s = start_s // step_s * step_s
    values: list[float | None] = [None] * ((end_s - start_s) // step_s + 1)
    for first, end, value in sorted(spans):
        for place in range(-(-(first - start_s) // step_s), -(-(end - start_s) // step_s)):
            values[place] = value
    while values and values[-1] is None:
        values.pop()
    if not values:
        return None
    return OutageSeries(
        source=source,
        kind="routes",
        unit="prefixes",
        start_s=start_s,
        step_s=step_s,
        values=tuple(values),
    )


# ---------------------------------------------------------------- IHR


def _disconnections(results: Sequence[Any]) -> Iterator[tuple[Fact, str]]:
    """`disco/events`: many Atlas probes of one place lost their connection at once."""
    for i, row in enumerate(results[:_MOST_EVENTS]):
        if not isinstance(row, dict) or row.get("streamtype") != "country":
            continue
        first, end = _moment(row.get("starttime")), _moment(row.get("endtime"))
        if first is not None and end is not None and 0 <= first < end < _LATEST_S:
            level = _number(row.get("avglevel")) or 0.0
            yield (
                ToldOutage(
                    source="IHR disconnections", start_s=first, duration_s=end - first, score=level
                ),
                f"json:/results/{i}",
            )


# ---------------------------------------------------------------- values


def _second(value: Any) -> int | None:  # noqa: ANN401
    number = _number(value)
    return int(number) if number is not None and number < _LATEST_S else None


def _number(value: Any) -> float | None:  # noqa: ANN401
    """A number that can be counted with; an instrument that saw nothing wrote null."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and 0 <= number < 1e15 else None


def _moment(value: Any) -> int | None:  # noqa: ANN401
    try:
        moment = datetime.fromisoformat(str(value))
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
