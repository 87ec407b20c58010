"""Five cases that look alike in one chart, each served in a world, told apart by a country's report."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from periplus.cli._options import Question
from periplus.cli.lab import ask
from periplus.lab.scenario import DEMO, Scenario
from periplus.lab.world import World
from periplus.model import Claim, Status, Subject, SubjectKind
from tests.collectors.rounds import TEXT
from tests.lab.test_changes import in_document, run

DAY_S, STEP_S = 86_400, 1800
UNTIL_S = int(datetime(2024, 5, 1, tzinfo=UTC).timestamp())
START_S = UNTIL_S - 35 * DAY_S
FIRST_S, END_S = START_S + 20 * DAY_S, START_S + 20 * DAY_S + 10 * 3600
SOURCES = {"bgp": (900, 0.0), "ping-slash24": (700, 0.04), "merit-nt": (400, 0.3), "gtr": (900, 0.5)}
ASKED = "probe_cc=ZZ&test_name=web_connectivity&since=2021-05-01&until=2024-05-01"
SERVICES = """[services]
ioda = "https://rdap.example/v2"
ooni = "https://rdap.example/api/v1"
"""

Left = Mapping[str, float]
Change = Callable[[Scenario], Scenario]


def signals(left: Left, *, first_s: int = FIRST_S, end_s: int = END_S) -> dict[str, Any]:
    """What four instruments see: waves of a day, and a part that is left for some hours."""
    rows = []
    for source, (level, swing) in SOURCES.items():
        values = []
        for second in range(START_S, UNTIL_S, STEP_S):
            part = left.get(source, 1.0) if first_s <= second < end_s else 1.0
            wave = 1 + swing * math.sin(second / DAY_S * 2 * math.pi)
            values.append(round(level * wave * part * (1 + 0.01 * math.sin(second))))
        rows.append({"datasource": source, "from": START_S, "step": STEP_S, "values": values})
    return {"data": [rows]}


def months(share_since_2024: float) -> dict[str, Any]:
    """Counts by month: from January 2024 on, another share is confirmed as blocked."""
    result = []
    for number in range(36):
        year, month = 2021 + (number + 4) // 12, (number + 4) % 12 + 1
        share = share_since_2024 if year == 2024 else 0.01
        result.append(
            {
                "measurement_start_day": f"{year}-{month:02}-01",
                "measurement_count": 300,
                "confirmed_count": round(300 * share),
                "anomaly_count": 15,
            }
        )
    return {"result": result}


def counts(key: str, values: tuple[object, ...], share: float) -> dict[str, Any]:
    """Counts along one axis, 300 measurements in all."""
    n = 300 // len(values)
    row = {"measurement_count": n, "confirmed_count": round(n * share), "anomaly_count": 20}
    return {"result": [{key: value, **row} for value in values]}


def ways(share: float) -> dict[str, Any]:
    row = {"blocking_type": "dns", "domain": "news.zz", "confirmed_count": round(300 * share)}
    return {"result": [row | {"measurement_count": 400, "anomaly_count": 60}]}


def world(left: Left, share: float, *, hours: int = 10) -> Scenario:
    """The small world with services that tell of one case."""
    asked = f"/api/v1/aggregation?{ASKED}"
    networks = counts("probe_asn", (64500, 64501, 64502), share)
    parts = {
        f"/v2/signals/raw/country/ZZ?from={START_S}&until={UNTIL_S}": signals(
            left, end_s=FIRST_S + hours * 3600
        ),
        f"{asked}&axis_x=measurement_start_day&time_grain=month": months(share),
        f"{asked}&axis_x=probe_asn": networks,
        f"{asked}&axis_x=domain": counts("domain", ("news.zz",), share),
        f"{asked}&axis_x=blocking_type&axis_y=domain": ways(share),
        f"{asked}&domain=news.zz&axis_x=probe_asn": networks,
    }
    documents = {f"{i}.json": json.dumps(one).encode() for i, one in enumerate(parts.values())}
    answers = "".join(
        f'  [[web.answer]]\n  path = "{path}"\n  document = "{i}.json"\n' for i, path in enumerate(parts)
    )
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    text = TEXT.replace("[services]\n", SERVICES).replace(place, answers + place)
    return Scenario.of("small", tomllib.loads(text), documents)


async def claims(scenario: Scenario, directory: Path) -> list[Claim]:
    """What `periplus country ZZ` says there."""
    question = Question(
        target=Subject(kind=SubjectKind.COUNTRY, key="ZZ"), directory=directory, contact="lookup"
    )
    async with World(scenario) as staged:
        case, judgement = await ask(question, staged, lambda _: None)
        with case:
            return list(judgement.claims)


def said(found: list[Claim], predicate: str, key: str) -> list[str]:
    values = [claim.value for claim in found if claim.predicate == predicate]
    return sorted(str(value[key]) for value in values if isinstance(value, dict))


WITHDRAWAL = {"bgp": 0.2, "ping-slash24": 0.15, "merit-nt": 0.1, "gtr": 0.05}
SILENCE = {"ping-slash24": 0.3, "merit-nt": 0.1, "gtr": 0.0}
QUIET_DAY = {"ping-slash24": 0.98, "merit-nt": 0.62, "gtr": 0.6}


@pytest.mark.parametrize(
    ("left", "share", "hours", "outages", "alone"),
    [
        pytest.param(WITHDRAWAL, 0.0, 10, ["route cut"], [], id="withdrawal"),
        pytest.param(SILENCE, 0.0, 10, ["traffic cut"], [], id="routes up, traffic zero"),
        pytest.param({}, 0.4, 10, ["filtering"], [], id="DNS injection"),
        pytest.param(QUIET_DAY, 0.0, 24, [], ["IODA gtr", "IODA merit-nt"], id="a quiet holiday"),
        pytest.param({"merit-nt": 0.0}, 0.0, 10, [], ["IODA merit-nt"], id="a sensor failure"),
    ],
)
async def test_each_is_told_apart(  # noqa: PLR0917 (a row of the table)
    tmp_path: Path, left: Left, share: float, hours: int, outages: list[str], alone: list[str]
) -> None:
    found = await claims(world(left, share, hours=hours), tmp_path / "case")
    assert said(found, "country.outage", "class") == outages
    assert said(found, "country.uncorroborated_drop", "source") == alone
    assert said(found, "country.site_blocked", "how") == (["dns"] if share else [])


async def test_what_stayed_is_told_with_it(tmp_path: Path) -> None:
    found = await claims(world(SILENCE, 0.0), tmp_path / "case")
    (cut,) = (claim for claim in found if claim.predicate == "country.outage")
    assert isinstance(cut.value, dict)
    assert (cut.value["routes"], cut.value["hours"], cut.status) == (0.0, 10.0, Status.PAST)
    assert cut.reasons[0].startswith("Routes stayed")


async def test_odd_measurements_alone_are_no_filtering(tmp_path: Path) -> None:
    plan = world({}, 0.0)
    odd = months(0.0)
    for row in odd["result"][-4:]:
        row["anomaly_count"] = 290
    found = await claims(plan.with_document("1.json", json.dumps(odd).encode()), tmp_path / "case")
    assert said(found, "country.outage", "class") == []


CHANGES = [
    (
        "C16",
        in_document("events/ioda-events.json", '"start":1596953400', '"start":1596955200'),
        "country.told_outage",
        {"source": "IODA merit-nt", "first": "2020-08-09T06:40Z"},
    ),
    (
        "C17",
        in_document("filtering/ooni-block-page.json", "2020-08-14 12:14:04", "2020-08-15 12:14:04"),
        "network.block_page",
        {"site": "svaboda.org", "on": "2020-08-15"},
    ),
]


@pytest.mark.parametrize(("row", "change", "predicate", "wanted"), CHANGES, ids=["C16", "C17"])
async def test_a_changed_answer_changes_the_claim(
    tmp_path: Path, row: str, change: Change, predicate: str, wanted: dict[str, str]
) -> None:
    found, result = await run(change(Scenario.load(DEMO)), "country", tmp_path)
    assert {one.id: one.state for one in result.rows}[row] == "wrong"
    values = [claim.value for claim in found if claim.predicate == predicate]
    assert any(wanted.items() <= value.items() for value in values if isinstance(value, dict))
