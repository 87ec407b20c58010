"""Which series tell of the same weeks."""

from __future__ import annotations

from periplus.facts.outage import OutageSeries
from periplus.measures.outage_windows import windows

DAY_S = 86_400


def series(
    source: str, first_day: int, days: int, value: float | None = 1.0
) -> tuple[str, OutageSeries]:
    fact = OutageSeries(
        source=source,
        kind="routes",
        unit="",
        start_s=first_day * DAY_S,
        step_s=DAY_S,
        values=(value,) * days,
    )
    return f"{source} from {first_day}", fact


def test_weeks_far_apart_are_judged_apart() -> None:
    first, second = windows([series("a", 0, 20), series("b", 5, 20), series("a", 200, 20)])
    assert [signal.source for signal in first.signals] == ["a", "b"]
    assert (second.first_s, [s.source for s in second.signals]) == (200 * DAY_S, ["a"])


def test_a_source_asked_twice_is_one_signal() -> None:
    (window,) = windows([series("a", 0, 20), series("a", 10, 20)])
    (signal,) = window.signals
    assert (len(signal.samples), len(window.by_source["a"])) == (30, 2)


def test_years_are_cut_to_the_weeks_that_others_tell() -> None:
    (window,) = windows([series("years", 0, 900), series("a", 300, 30)])
    assert [len(signal.samples) for signal in window.signals] == [30, 30]


def test_what_saw_nothing_is_left_out() -> None:
    (window,) = windows([series("a", 0, 20), series("b", 0, 20, None)])
    assert [signal.source for signal in window.signals] == ["a"]
    assert windows([]) == []
