"""IODA: what it calls outages, then the signals around the largest; nothing where it is not set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.ioda import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.outage import OutageSeries, ToldOutage
from periplus.model import Contact, Failure, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_outage import EVENTS, SIGNALS

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"ioda": "https://rdap.example/v2"}
EVENT = "/v2/outages/events?entityType=country&entityCode=ZZ&from=1619827200&until=1714521600"
RECENT = "/v2/signals/raw/country/ZZ?from=1711497600&until=1714521600"
AROUND = "/v2/signals/raw/country/ZZ?from=1640649600&until=1643932800"
CUT_S = 1_643_068_800  # 2022-01-25


def told(start_s: int, source: str, score: float) -> dict[str, Any]:
    return {"start": start_s, "duration": 7200, "datasource": source, "score": score}


def world(events: list[dict[str, Any]]) -> str:
    """The small world with a service that answers at exactly these paths."""
    parts = (
        (EVENT, {"data": events}),
        (RECENT, SIGNALS),
        (AROUND, SIGNALS),
    )
    answers = "".join(
        f"  [[web.answer]]\n  path = \"{path}\"\n  text = '''{json.dumps(document)}'''\n"
        for path, document in parts
    )
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    return TEXT.replace(place, answers + place)


async def test_the_last_weeks_and_those_around_the_largest_outage(tmp_path: Path) -> None:
    events = [
        told(CUT_S, "bgp", 900.0),
        told(CUT_S + 600, "merit-nt", 500.0),
        told(CUT_S - 90 * 86_400, "merit-nt", 9e9),  # one instrument alone
        told(1_714_000_000, "bgp", 9e9),  # within the last weeks
    ]
    captures = await fetched(
        tmp_path / "case", "ioda", COUNTRY, LOOKUP, settings=SET, text=world(events)
    )
    asked = [s.removeprefix("https://rdap.example") for s in sources(captures) if s.startswith("https")]
    assert asked == [EVENT, RECENT, AROUND]
    facts = found(captures)
    assert sum(isinstance(fact, ToldOutage) for fact in facts) == 4
    assert sum(isinstance(fact, OutageSeries) for fact in facts) == 2


async def test_an_empty_answer_is_no_zero(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "ioda", COUNTRY, LOOKUP, settings=SET, text=world([]))
    (nothing,) = (fact for fact in found(captures) if isinstance(fact, NoAnswer))
    assert nothing.failure is Failure.NOT_FOUND


async def test_a_refusal_becomes_evidence(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "ioda", COUNTRY, LOOKUP, settings=SET)
    assert {fact.failure for fact in found(captures) if isinstance(fact, NoAnswer)} == {
        Failure.NOT_FOUND
    }


async def test_without_a_service_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "ioda", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert NONE.contact is Contact.NONE
    assert refused(await fetched(tmp_path / "case", "ioda", COUNTRY, NONE, settings=SET))


@given(anything(json.dumps(EVENTS).encode()), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
