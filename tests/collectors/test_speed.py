"""Speeds from Measurement Lab: this year's file, last year's where it tells nothing yet."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.speed import parse
from periplus.facts.speed import SpeedDay
from periplus.model import SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_speed import day

COUNTRY = subject(SubjectKind.COUNTRY, "NL")
SET = {"mlab": BASE, "compare": "FR"}
FILE = "histogram_daily_stats.json"


@given(
    anything(http(b'[{"date": "2024-01-01"}]')),
    st.sampled_from([HTTP, "text/plain"]),
    st.sampled_from([f"https://a.example/EU/NL/2024/{FILE}", f"/{FILE}", "https://a.example/"]),
)
def test_parse_never_raises(body: bytes, media_type: str, source: str) -> None:
    list(parse(evidence(body, media_type, source=source)))


async def test_round_trip(tmp_path: Path) -> None:
    answers = {
        f"/EU/NL/2024/{FILE}": [day("2024-04-30")],
        f"/EU/FR/2024/{FILE}": [],
        f"/EU/FR/2023/{FILE}": [day("2023-12-31", median=5)],
    }
    captures = await fetched(
        tmp_path / "case", "speed", COUNTRY, LOOKUP, settings=SET, text=with_answers(answers)
    )

    assert len([s for s in sources(captures) if s.endswith(FILE)]) == 3
    told = [fact for fact in found(captures) if isinstance(fact, SpeedDay)]
    assert {(fact.day, fact.direction) for fact in told} == {
        ("2024-04-30", "download"), ("2024-04-30", "upload"),
        ("2023-12-31", "download"), ("2023-12-31", "upload"),
    }  # fmt: skip
    about = {str(reading.subject) for capture in captures for reading in parse(capture)}
    assert about == {"COUNTRY:NL", "COUNTRY:FR"}


async def test_where_none_is_set_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "speed", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "speed", COUNTRY, NONE, settings=SET))
