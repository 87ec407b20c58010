"""Outages on the page: what is claimed, what is not and why, and the signals as a picture."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from periplus.model import Basis, Status
from periplus.report import markdown, outages
from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

VARIANTS = (("wide", 894.0), ("narrow", 318.0))
START_S = int(datetime(2024, 2, 1, tzinfo=UTC).timestamp())
CUT: dict[str, Any] = {
    "class": "traffic cut", "first": "2024-02-20T06:00Z", "last": "2024-02-21T06:00Z", "hours": 24.0,
    "depth": 0.9, "routes": 0.0, "probes": 0.5, "traffic": None, "sources": "IODA x", "ongoing": False,
}  # fmt: skip
ALONE: dict[str, Any] = {
    "source": "IODA <i>", "signal": "traffic", "first": "2024-02-03T00:00Z",
    "last": "2024-02-04T00:00Z", "depth": 1.0, "usual": 9.0, "lowest": 0.0,
}  # fmt: skip
WATCHED: dict[str, Any] = {
    "source": "IODA bgp", "signal": "routes", "unit": "", "from": "2024-02-01T00:00Z",
    "until": "2024-02-28T00:00Z", "samples": 9, "missing": 0, "resets": 0,
}  # fmt: skip


def series(values: list[float]) -> dict[str, Any]:
    return {
        "type": "OutageSeries", "source": "IODA bgp", "kind": "routes", "unit": "", "start_s": START_S,
        "step_s": 3600, "values": values,
    }  # fmt: skip


def report(*events: dict[str, Any], drops: tuple[dict[str, Any], ...] = (), fact: Any = None) -> Report:
    b = sample.Builder(target=sample.COUNTRY)
    capture = b.capture("https://ioda.example/signals", "{}")
    b.observe(capture, fact or series([100.0] * 24 * 27))
    b.claim(sample.COUNTRY, "country.signal", WATCHED, [capture])
    for value in events:
        past = Status.SUPPORTED if value["ongoing"] else Status.PAST
        b.claim(sample.COUNTRY, "country.outage", value, [capture], status=past)
    for value in drops:
        b.claim(sample.COUNTRY, "country.uncorroborated_drop", value, [capture], status=Status.PAST)
    told: dict[str, Any] = {
        "source": "IODA bgp",
        "first": "2024-02-20T06:10Z",
        "last": "x",
        "hours": 1.0,
        "score": 5.0,
    }
    b.claim(
        sample.COUNTRY, "country.told_outage", told, [capture], status=Status.TOLD_ONLY, basis=Basis.TOLD
    )
    return b.report()


def section(made: Report) -> str:
    return outages.outages(Page.of(made, Bounds()), VARIANTS, outages.weeks_of(made))


def test_nothing_of_nothing() -> None:
    assert section(sample.Builder(target=sample.COUNTRY).report()) == ""


def test_an_outage_with_what_each_signal_did() -> None:
    texts = PageReader(section(report(CUT))).texts
    assert [t for t in texts if t in ("stayed", "lost 50.0%", "not seen")] == [
        "stayed",
        "lost 50.0%",
        "not seen",
    ]
    assert texts.count("traffic cut, 24 hours") == 2  # in each width of the picture
    assert any("told only" in text for text in texts)


def test_without_an_outage_the_weeks_are_drawn_and_it_is_said() -> None:
    made = section(report(drops=(ALONE,)))
    assert "No outage is claimed" in made
    assert made.count("<svg ") == 2
    assert "<i>" not in made
    assert PageReader(made).texts.count("IODA <i>") == 1


def test_an_outage_that_lasts_and_blocking() -> None:
    blocked = CUT | {"class": "filtering", "ongoing": True, "depth": 0.25}
    (row,) = [cells for _, cells in outages.rows(report(blocked))]
    assert row[:3] == ("filtering: 25.0% of measurements", "2024-02-20 06:00", "goes on")


def test_a_broken_row_draws_nothing() -> None:
    assert "<svg " not in section(report(CUT, fact={"type": "OutageSeries", "source": "x"}))
    assert "<svg " in section(report(CUT | {"first": "soon"}))


def test_it_stands_in_both_forms() -> None:
    made = report(CUT, drops=(ALONE,))
    assert 'id="outages"' in render(made)
    assert "## When it was cut off" in markdown.render(made)
    assert "## Fell alone" in markdown.render(made)
