"""How many of the held-out sentences are read as they should be."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.facts.test_statements import said

ROWS = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))["sentence"]
PRECISION, RECALL = 0.97, 0.9


def read(text: str) -> set[str]:
    """What a sentence says, in the form of the list."""
    return {
        ("ended: " if fact.state == "ended" else "")
        + " | ".join(filter(None, (fact.who, fact.word, fact.whom)))
        for fact in said(text)
        if fact.formed and fact.state != "possible"
    }


def test_precision_and_recall() -> None:
    found = [(read(row["text"]), set(row["says"])) for row in ROWS]
    right = sum(len(got & want) for got, want in found)
    wrong = [got - want for got, want in found if got - want]
    missed = [want - got for got, want in found if want - got]
    precision = right / (right + sum(map(len, wrong)))
    recall = right / (right + sum(map(len, missed)))

    assert precision >= PRECISION, wrong
    assert recall >= RECALL, missed
