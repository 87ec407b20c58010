"""RIPEstat's count of prefixes and IHR's disconnections: each asked where it is set."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.resource_stats import parse
from periplus.facts.outage import OutageSeries, ToldOutage
from periplus.model import SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_outage import DISCO, STATS

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"ripestat": "https://rdap.example/data", "ihr": "https://rdap.example/ihr"}
SPAN = "2024-03-27T00:00", "2024-05-01T00:00"
PREFIXES = (
    f"/data/country-resource-stats/data.json?resource=ZZ&starttime={SPAN[0]}&endtime={SPAN[1]}"
    "&resolution=1h&sourceapp=periplus"
)
FALLEN = (
    f"/ihr/disco/events/?streamtype=country&streamname=ZZ&starttime__gte={SPAN[0]}"
    f"&starttime__lte={SPAN[1]}"
)


def world() -> str:
    answers = "".join(
        f"  [[web.answer]]\n  path = \"{path}\"\n  text = '''{json.dumps(document)}'''\n"
        for path, document in ((PREFIXES, STATS), (FALLEN, DISCO))
    )
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    return TEXT.replace(place, answers + place)


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(
        tmp_path / "case", "resource_stats", COUNTRY, LOOKUP, settings=SET, text=world()
    )
    series, event = (f for f in found(captures) if isinstance(f, OutageSeries | ToldOutage))
    assert (type(series), type(event)) == (OutageSeries, ToldOutage)


async def test_without_a_service_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "resource_stats", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "resource_stats", COUNTRY, NONE, settings=SET))


@given(anything(json.dumps(STATS).encode()), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
