"""Twin of store/docket.py: judgements in the order of judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from periplus.store import docket
from periplus.store.case import Case
from periplus.store.judgement import Judgement

FIRST = Judgement(
    version="1", weights="w@1", as_of=datetime(2026, 1, 1, tzinfo=UTC), claims=(), observations=()
)


def test_other_weights_append_and_the_same_do_not(case: Case) -> None:
    connection = case._connection
    second = replace(FIRST, weights="w@2")

    numbers = [docket.append(connection, judged) for judged in (FIRST, FIRST, second, FIRST)]

    assert numbers == [1, 1, 2, 3]
    assert docket.load(connection, None) == FIRST
    assert docket.load(connection, 2) == second
    assert docket.load(connection, 4) is None


def test_heads_say_what_is_in_them(case: Case) -> None:
    docket.append(case._connection, replace(FIRST, observations=({"id": "o"},)))

    (head,) = docket.heads(case._connection)

    assert (head.number, head.version, head.as_of) == (1, "1", FIRST.as_of)
    assert (head.claims, head.observations) == (0, 1)
