"""Twin of store/judgement.py: the same judgement, the same bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.model import (
    Basis,
    Claim,
    Fact,
    Ignored,
    Layer,
    Observation,
    Reading,
    Shape,
    Status,
    Subject,
    SubjectKind,
    claim_id,
)
from periplus.store.judgement import Judgement, claims_jsonl, dump, key, load, observation_row

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
ZONE = Subject(kind=SubjectKind.ZONE, key="example.org")
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9)


def claim_of(value: Any) -> Claim:
    return Claim(
        id=claim_id(ZONE, "zone.holder", value, Layer.REGISTRATION),
        subject=ZONE,
        predicate="zone.holder",
        value=value,
        layer=Layer.REGISTRATION,
        shape=Shape.INFERENCE,
        status=Status.SUPPORTED,
        basis=Basis.WITNESSED,
        probability=0.9,
        interval=(0.5, 1.0),
        first_observed_at=MOMENT,
        last_observed_at=MOMENT,
        support=("o1",),
        reasons=("It says so.",),
        ignored=(Ignored(reason="old", rule="r@1", support=("o1",)),),
    )


def judgement_of(*values: Any) -> Judgement:
    return Judgement(
        version="1", weights="w@1", as_of=MOMENT, claims=tuple(map(claim_of, values)), observations=()
    )


@given(st.lists(scalars | st.dictionaries(st.text(max_size=5), scalars, max_size=3), max_size=4))
def test_round_trip(values: list[Any]) -> None:
    judged = judgement_of(*values)

    assert load(dump(judged)) == judged
    assert dump(load(dump(judged))) == dump(judged)


@given(st.permutations(["a", "b", "c", None, {"x": 1}]))
def test_lines_do_not_depend_on_order(values: list[Any]) -> None:
    ordered = judgement_of("a", "b", "c", None, {"x": 1})

    assert list(claims_jsonl(judgement_of(*values))) == list(claims_jsonl(ordered))
    assert key(judgement_of(*values)) == key(ordered)


def test_a_line_holds_every_field_by_name() -> None:
    (line,) = claims_jsonl(judgement_of("a"))
    fields = json.loads(line)

    assert line.endswith(b"\n")
    assert list(fields) == sorted(Claim.__slots__)
    assert fields["subject"] == {"kind": "ZONE", "key": "example.org"}


def test_what_makes_another_judgement() -> None:
    judged = judgement_of("a")
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=3)))

    assert key(replace(judged, as_of=elsewhere)) == key(judged)
    assert key(replace(judged, observations=({"id": "o1"},))) == key(judged)
    assert key(replace(judged, weights="w@2")) != key(judged)
    assert key(judgement_of("b")) != key(judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Fact):
    name: str
    seen_at: datetime


def test_an_observation_is_json(capture: Any) -> None:
    reading = Reading(subject=ZONE, fact=Sample(name="n", seen_at=MOMENT), selector="bytes=0-1")
    observation = Observation.of(capture("e1"), reading)

    row = observation_row(observation)

    assert json.loads(json.dumps(row)) == row
    assert set(row) == set(Observation.__slots__)
    assert row["evidence"] == "e1"
    assert row["fact"] == {
        "type": "Sample",
        "fields": {"name": "n", "seen_at": "2026-01-02T00:00:00Z"},
    }
