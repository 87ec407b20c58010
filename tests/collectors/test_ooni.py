"""OONI: counts along four pairs of axes, then cases; nothing where it is not set."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.ooni import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.ooni import BlockingCount, BlockingSeen
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_ooni import COUNTS, LIST

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"ooni": "https://rdap.example/api/v1"}
ASKED = "probe_cc=ZZ&test_name=web_connectivity&since=2021-05-01&until=2024-05-01"
SITES = f"/api/v1/aggregation?{ASKED}&axis_x=domain"
NETWORKS = f"/api/v1/aggregation?{ASKED}&domain=news.example&axis_x=probe_asn"
CASES = f"/api/v1/measurements?{ASKED}&confirmed=true&order_by=measurement_start_time&limit=50"
ROW = {"measurement_count": 40, "confirmed_count": 5}
BY_SITE = {"result": [ROW | {"domain": "news.example"}, {"measurement_count": 9, "domain": "a.example"}]}
BY_NETWORK = {"result": [ROW | {"probe_asn": 64500}]}


def world() -> str:
    parts = ((SITES, BY_SITE), (NETWORKS, BY_NETWORK), (CASES, LIST))
    answers = "".join(
        f"  [[web.answer]]\n  path = \"{path}\"\n  text = '''{json.dumps(document)}'''\n"
        for path, document in parts
    )
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    return TEXT.replace(place, answers + place)


async def test_the_most_blocked_sites_are_asked_for_each(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "ooni", COUNTRY, LOOKUP, settings=SET, text=world())
    asked = [s.removeprefix("https://rdap.example") for s in sources(captures) if s.startswith("https")]
    assert (len(asked), asked[0], asked[4], asked[5]) == (7, SITES, CASES, NETWORKS)
    facts = found(captures)
    cells = [f for f in facts if isinstance(f, BlockingCount) and f.asn]
    assert [(cell.asn, cell.domain) for cell in cells] == [(64500, "news.example")]
    assert sum(isinstance(fact, BlockingSeen) for fact in facts) == 1
    # What it did not answer is told.
    refusals = [fact for fact in facts if isinstance(fact, NoAnswer)]
    assert [fact.failure for fact in refusals] == [Failure.NOT_FOUND] * 4


async def test_without_a_service_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "ooni", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "ooni", COUNTRY, NONE, settings=SET))


@given(anything(json.dumps(COUNTS).encode()), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
