"""Whether initial sequence numbers can be guessed (RFC 6528), and what that excludes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.scan import SequenceTest
from periplus.facts.sequences import InitialSequences
from periplus.measures.isn import (
    NAT_BELOW,
    RANDOM_FROM,
    IsnClock,
    Predictability,
    isn_clock,
    predictability,
)
from periplus.model import Claim, Layer, Observation, Sign, Subject, Tables

VERSION = 2
READS = (SequenceTest, InitialSequences)
WRITES = ("address.isn_predictability", "address.isn_measured", "address.isn_clock")
RULE = f"sequence_numbers@{VERSION}"
FEWEST = 6  # of our own; nmap takes as many

# Ticks per second, and who counts so.
_CLOCKS = (
    (15_625_000, "as Linux counts (one tick in 64 ns)"),
    (250_000, "as RFC 9293 §3.4.1 has it (one tick in 4 µs)"),
)
_ALIKE = 0.02


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """The index of a tool's test, what our own connections show, and of one port of ours the clock."""
    random = {place for one in observations if (place := _random_at(one))}
    for observation in observations:
        match observation.fact:
            case SequenceTest() as test:
                yield from _told(observation, test)
            case InitialSequences() as series if len(set(series.own_ports)) > 1:
                yield from _drawn(observation, series)
            case InitialSequences() as series:
                clock = isn_clock(series.numbers, series.at_s)
                # Numbers that follow a rule anyway show no clock beside a hash.
                hashed = (observation.subject, series.vantage, series.port) in random
                if clock is not None and hashed and len(series.numbers) >= FEWEST:
                    yield _clock(observation, series, clock)


def _random_at(observation: Observation) -> tuple[Subject, str, int] | None:
    """Address, vantage and port of a series from changing ports that cannot be predicted."""
    series = observation.fact
    if not isinstance(series, InitialSequences) or len(set(series.own_ports)) == 1:
        return None
    found = predictability(series.numbers, series.at_s)
    if found is None or len(series.numbers) < FEWEST or found.index < RANDOM_FROM:
        return None
    return observation.subject, series.vantage, series.port


def _told(observation: Observation, test: SequenceTest) -> Iterator[Sign]:
    ours = predictability(test.values)
    index = test.predictability_index
    if index is None and ours is not None:
        index = ours.index
    if index is not None:
        reason = f"{test.tool}, from {test.vantage}: {_meaning(index)}"
        yield _index(observation, index, ours, len(test.values), reason)


def _drawn(observation: Observation, series: InitialSequences) -> Iterator[Sign]:
    found = predictability(series.numbers, series.at_s)
    if found is None or len(series.numbers) < FEWEST:
        return
    meaning = _meaning(found.index)
    shared = f"the divisor {found.gcd}" if found.gcd > 1 else "no divisor"
    rule = f"their steps share {shared}" if found.gcd else "they are all the same"
    yield Sign.on(
        observation,
        predicate="address.isn_measured",
        value={
            "port": series.port,
            "vantage": series.vantage,
            "numbers": len(series.numbers),
            "gcd": found.gcd,
            "isr": found.rate_index,
            "sp": found.index,
            "sp_low": int(found.interval[0]),
            "sp_high": int(found.interval[1]),
        },
        layer=Layer.NETWORK,
        channel="tcp",
        reason=(
            f"{meaning[0].upper()}{meaning[1:]} Seen from {series.vantage}, {rule}, and they move by "
            f"{found.rate_per_s:,.0f} a second."
        ),
        rule=RULE,
    )


def _index(
    observation: Observation, index: int, ours: Predictability | None, count: int, reason: str
) -> Sign:
    sign = Sign.on(
        observation,
        predicate="address.isn_predictability",
        value=index,
        layer=Layer.NETWORK,
        channel="scan-db",
        reason=reason,
        rule=RULE,
    )
    return replace(
        sign,
        unit="SP = round(8·log2 of the deviation of the ISN rates)",
        interval=ours.interval if ours else None,
        n=count or None,
        denominator="sequence numbers of consecutive connections",
    )


def _clock(observation: Observation, series: InitialSequences, clock: IsnClock) -> Sign:
    low, high = (end * way for end, way in zip(clock.interval, (1 - _ALIKE, 1 + _ALIKE), strict=True))
    known = (how for hz, how in _CLOCKS if low <= hz <= high)
    sign = Sign.on(
        observation,
        predicate="address.isn_clock",
        value=_mhz(clock.ticks_per_s),
        layer=Layer.NETWORK,
        channel="tcp",
        reason=(
            f"Connections from one port of {series.vantage} to port {series.port} began with numbers "
            f"that grow evenly, {next(known, 'by a clock of its own')}: a hash of both ends and a clock "
            "(RFC 6528), which nobody else can guess."
        ),
        rule=RULE,
    )
    return replace(
        sign,
        unit="MHz",
        interval=(_mhz(clock.interval[0]), _mhz(clock.interval[1])),
        n=len(series.numbers),
        denominator="sequence numbers of connections between the same two ports",
    )


def _mhz(ticks_per_s: float) -> float:
    return float(f"{ticks_per_s / 1e6:.3g}")


def _meaning(index: int) -> str:
    if index >= RANDOM_FROM:
        return (
            "the numbers cannot be predicted, and nothing finer can be said of so few; the counter of a "
            f"user-mode NAT stays below {NAT_BELOW}, so none answered on that path."
        )
    if index < NAT_BELOW:
        return "the numbers follow a simple rule, as those of a user-mode NAT do."
    return "the numbers stray less than random ones do."
