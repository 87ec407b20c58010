"""Outages from several instruments: drops, which agree, what they mean (docs/design/outages.md)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from periplus.measures.baseline import (
    HOUR_S,
    Binned,
    baseline,
    binned,
    bins_of_days,
    ratios,
    shifts,
    spread,
)

ROUTES, PROBES, TRAFFIC = "routes", "probes", "traffic"
LEAST_DEPTH: Mapping[str, float] = {ROUTES: 0.10, PROBES: 0.15, TRAFFIC: 0.30}
"""What a signal must lose at least; a holiday costs traffic more than it costs answers to probes."""

SILENCE = 0.6  # what two instruments of traffic must lose, if answers to probes stay
_STRAYS = 5.0  # times the usual spread
_SHORTEST_S = HOUR_S
_RECOVERY_S = HOUR_S  # a shorter one does not end a drop
_JOIN_S = 6 * HOUR_S  # events of one class with a shorter pause are one
_SAME_DAY = 1
_MOST_DROPS = 200  # of one signal: the longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What one instrument saw of a country or network: `kind` is routes, probes or traffic."""

    source: str
    kind: str
    samples: tuple[tuple[int, float | None], ...]  # seconds since 1970, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A signal with its baseline."""

    signal: Signal
    grid: Binned
    usual: tuple[float | None, ...]
    least: float  # the drop that is more than its usual spread
    resets: tuple[int, ...]  # bins

    def covers(self, first_s: int, end_s: int) -> bool:
        """Whether it was seen in at least half of a span."""
        grid = self.grid
        first = max(0, (first_s - grid.start_s) // grid.bin_s)
        end = max(0, -(-(end_s - grid.start_s) // grid.bin_s))
        wanted = max(1.0, (end_s - first_s) / grid.bin_s)
        return sum(value is not None for value in grid.values[first:end]) * 2 >= wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A span in which one signal stayed below its baseline."""

    source: str
    kind: str
    first_s: int
    end_s: int  # the first second after it
    depth: float  # 1 - the lowest part of the baseline
    lowest: float
    usual: float  # the baseline where it was lowest
    open_ended: bool  # the series ends in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Drops that agree, and what they mean; an empty class: no outage is claimed."""

    kind: str  # route cut, traffic cut, cut; empty
    first_s: int
    end_s: int
    drops: tuple[Drop, ...]
    steady: tuple[str, ...]  # sources that were seen and did not fall
    reason: str
    ongoing: bool

    def depth(self, kind: str) -> float | None:
        """The deepest drop of a kind of signal; 0 when it stayed, None when it was not seen."""
        depths = [drop.depth for drop in self.drops if drop.kind == kind]
        if depths:
            return max(depths)
        return 0.0 if any(source.startswith(f"{kind} ") for source in self.steady) else None


def read_all(signals: Iterable[Signal]) -> tuple[Read, ...]:
    """Each signal with its baseline; a change of level that no other shares is a reset of its source."""
    grids = [(signal, binned(signal.samples)) for signal in signals]
    levels = [shifts(grid) for _, grid in grids]
    found = []
    for place, (signal, grid) in enumerate(grids):
        others = [one for i, one in enumerate(levels) if i != place]
        shared = {day for day, step in levels[place].items() if _shared(day, step, others)}
        resets = bins_of_days(grid, levels[place].keys() - shared)
        found.append(_read(signal, grid, resets, _long_loss(grid, levels[place], shared)))
    return tuple(found)


def _shared(day: int, step: float, others: Sequence[Mapping[int, float]]) -> bool:
    return any(
        abs(day - other) <= _SAME_DAY and size * step > 0
        for one in others
        for other, size in one.items()
    )


def _long_loss(grid: Binned, levels: Mapping[int, float], shared: Collection[int]) -> set[int]:
    """The bins from a loss that several instruments share to the next rise: no part of a baseline."""
    found: set[int] = set()
    for day in sorted(shared):
        if levels[day] < 0:
            back = min((d for d, step in levels.items() if d > day and step > 0), default=None)
            edges = bins_of_days(grid, [day] if back is None else [day, back])
            end = edges[1] if len(edges) > 1 else len(grid.values)
            found.update(range(edges[0], end) if edges else ())
    return found


def _read(signal: Signal, grid: Binned, resets: tuple[int, ...], lost: Collection[int]) -> Read:
    usual = baseline(grid, left_out=lost, resets=resets)
    parts = ratios(grid, usual)
    least = _least(signal.kind, [part for i, part in enumerate(parts) if i not in lost])
    low = {i for i, part in enumerate(parts) if part is not None and part < 1 - least} | {*lost}
    # Once more without what strays: an event must not lower its own baseline.
    usual = baseline(grid, left_out=low, resets=resets)
    parts = ratios(grid, usual)
    ordinary = [part for i, part in enumerate(parts) if i not in low]
    return Read(
        signal=signal, grid=grid, usual=usual, least=_least(signal.kind, ordinary), resets=resets
    )


def _least(kind: str, parts: Iterable[float | None]) -> float:
    return max(LEAST_DEPTH[kind], _STRAYS * spread(parts))


# ---------------------------------------------------------------- drops


def drops(read: Read) -> list[Drop]:
    """The spans in which a signal lacks more than it ever does; none of a signal that strays too far."""
    if read.least >= 1:
        return []
    parts = ratios(read.grid, read.usual)
    low = [None if part is None else part < 1 - read.least for part in parts]
    patience = max(1, _RECOVERY_S // read.grid.bin_s)
    spans: list[tuple[int, int]] = []
    first = last = -1
    for i, below in enumerate(low):
        if below:
            first, last = (i if first < 0 else first), i
        elif (
            below is False
            and first >= 0
            and sum(low[j] is False for j in range(last + 1, i + 1)) > patience
        ):
            spans.append((first, last))
            first = -1
    if first >= 0:
        spans.append((first, last))
    found = [drop for span in spans if (drop := _drop(read, parts, *span)) is not None]
    # A signal that breaks down hundreds of times tells of itself only.
    return sorted(sorted(found, key=_length, reverse=True)[:_MOST_DROPS], key=lambda d: d.first_s)


def _length(drop: Drop) -> int:
    return drop.end_s - drop.first_s


def _drop(read: Read, parts: Sequence[float | None], first: int, last: int) -> Drop | None:
    grid = read.grid
    if (last + 1 - first) * grid.bin_s < _SHORTEST_S:
        return None
    lowest = min(
        (i for i in range(first, last + 1) if parts[i] is not None), key=lambda i: (parts[i] or 0.0, i)
    )
    end = max(i for i, value in enumerate(grid.values) if value is not None)
    return Drop(
        source=read.signal.source,
        kind=read.signal.kind,
        first_s=grid.at(first),
        end_s=grid.at(last + 1),
        depth=round(1 - (parts[lowest] or 0.0), 4),
        lowest=grid.values[lowest] or 0.0,
        usual=read.usual[lowest] or 0.0,
        open_ended=last >= end - 1,
    )


def _agree(one: Drop, other: Drop) -> bool:
    if one.source == other.source:
        return False
    shared = min(one.end_s, other.end_s) - max(one.first_s, other.first_s)
    spans = (one.end_s - one.first_s, other.end_s - other.first_s)
    return shared * 2 >= min(spans) and shared * 5 >= max(spans)


def _groups(found: Sequence[Drop]) -> list[list[Drop]]:
    groups: list[list[Drop]] = []
    for drop in found:
        near = [group for group in groups if any(_agree(drop, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(one for group in near for one in group), drop])
    return groups


# ---------------------------------------------------------------- events


def events(reads: Sequence[Read]) -> list[Event]:
    """What happened, oldest first: outages, and drops that no second instrument bears out."""
    found = sorted(
        (drop for read in reads for drop in drops(read)), key=lambda d: (d.first_s, d.end_s, d.source)
    )
    told = [_event(group, reads) for group in _groups(found)]
    return _joined(sorted(told, key=lambda e: (e.first_s, e.end_s, e.kind)))


def _event(group: Sequence[Drop], reads: Sequence[Read]) -> Event:
    first_s, end_s = _span(group)
    fell = {drop.source for drop in group}
    steady = tuple(
        f"{read.signal.kind} {read.signal.source}"
        for read in reads
        if read.signal.source not in fell and read.least < 1 and read.covers(first_s, end_s)
    )
    kind, reason = classify(group, steady)
    return Event(
        kind=kind,
        first_s=first_s,
        end_s=end_s,
        drops=tuple(group),
        steady=steady,
        reason=reason,
        ongoing=any(drop.open_ended for drop in group),
    )


def _span(group: Sequence[Drop]) -> tuple[int, int]:
    """When at least two instruments were down; of one instrument, when it was."""
    if len({drop.source for drop in group}) < 2:
        return min(d.first_s for d in group), max(d.end_s for d in group)
    edges = sorted({edge for drop in group for edge in (drop.first_s, drop.end_s)})
    down = [
        (a, b)
        for a, b in itertools.pairwise(edges)
        if len({d.source for d in group if d.first_s <= a and d.end_s >= b}) >= 2
    ]
    return down[0][0], down[-1][1]


def classify(group: Sequence[Drop], steady: Sequence[str]) -> tuple[str, str]:
    """The class of drops that agree, and one sentence why; an empty class claims no outage."""
    deepest = {
        kind: max((d.depth for d in group if d.kind == kind), default=0.0) for kind in LEAST_DEPTH
    }
    fell = sorted({drop.source for drop in group})
    kinds = {drop.kind for drop in group}
    quiet = {kind for kind in LEAST_DEPTH if any(one.startswith(f"{kind} ") for one in steady)}
    if len(fell) < 2:
        named = sorted(one.partition(" ")[2] for one in steady)
        beside = f" while {_listed(named)} stayed" if named else ""
        return (
            "",
            f"Only {fell[0]} fell{beside}: a fault of it explains that, so no outage is claimed.",
        )
    said = ", ".join(f"{kind} by {deepest[kind]:.0%}" for kind in LEAST_DEPTH if kind in kinds)
    if ROUTES in kinds and kinds & {PROBES, TRAFFIC}:
        return "route cut", f"Routes went away, and answers or traffic with them ({said})."
    if ROUTES in kinds:
        return "", f"Only routes fell ({said}), and nothing that uses them: no outage is claimed."
    silent = kinds == {PROBES, TRAFFIC} or (
        kinds == {TRAFFIC} and sum(d.depth >= SILENCE for d in _deepest(group)) >= 2
    )
    if not silent and kinds == {TRAFFIC}:
        return "", f"Traffic fell ({said}) as on a quiet day: answers did not, so no outage is claimed."
    if not silent:
        return "", f"Answers to probes fell ({said}) and nothing else: no outage is claimed."
    if ROUTES in quiet:
        return "traffic cut", f"Routes stayed, but what uses them went away ({said})."
    return "cut", f"Answers and traffic went away ({said}); whether routes did was not seen."


def _deepest(group: Sequence[Drop]) -> list[Drop]:
    """The deepest drop of each instrument."""
    best: dict[str, Drop] = {}
    for drop in group:
        if drop.source not in best or drop.depth > best[drop.source].depth:
            best[drop.source] = drop
    return list(best.values())


def _joined(found: Sequence[Event]) -> list[Event]:
    """Events of one class with a short pause between them as one."""
    joined: list[Event] = []
    for event in found:
        last = next((e for e in reversed(joined) if e.kind == event.kind), None)
        if not event.kind or last is None or event.first_s - last.end_s > _JOIN_S:
            joined.append(event)
            continue
        joined[joined.index(last)] = Event(
            kind=last.kind,
            first_s=last.first_s,
            end_s=max(last.end_s, event.end_s),
            drops=(*last.drops, *event.drops),
            steady=tuple(s for s in last.steady if s in event.steady),
            reason=max(last, event, key=lambda e: max(d.depth for d in e.drops)).reason,
            ongoing=last.ongoing or event.ongoing,
        )
    return joined


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
