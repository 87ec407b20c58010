"""Statements about organisations: how many held-out sentences are read right, and how fast."""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from pathlib import Path

from periplus.facts.documents import read_document
from periplus.facts.statements import StatementTold
from periplus.model import Subject, SubjectKind
from periplus.signatures.grammar import forms, grammar

ROOT = Path(__file__).parent.parent
HELD_OUT = ROOT / "tests" / "facts" / "sentences.toml"
LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
RUNS = 5


def statements(content: bytes) -> list[StatementTold]:
    """What a document says."""
    readings = read_document(
        content,
        about=LAND,
        source="bench",
        charset="",
        place="bytes",
        forms=forms(),
        grammar=grammar(),
    )
    return [r.fact for r in readings if isinstance(r.fact, StatementTold)]


def said(text: str) -> set[str]:
    """The statements of a sentence in the form of the list."""
    return {
        ("ended: " if one.state == "ended" else "")
        + " | ".join(filter(None, (one.who, one.word, one.whom)))
        for one in statements(text.encode())
        if one.formed and one.state != "possible"
    }


def main() -> None:
    """Print both."""
    rows = tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))["sentence"]
    count: Counter[str] = Counter()
    for row in rows:
        got, want = said(row["text"]), set(row["says"])
        count.update(right=len(got & want), wrong=len(got - want), missed=len(want - got))
    read, there = count["right"] + count["wrong"], count["right"] + count["missed"]
    print(
        f"{len(rows)} held-out sentences: {count['right']}/{read} right, {count['right']}/{there} found"
    )
    content = "\n\n".join(row["text"] for row in rows for _ in range(40)).encode()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        statements(content)
        times.append(time.perf_counter() - start)
    best, worst = (len(content) / 1000 / t for t in (min(times), max(times)))
    print(f"{len(content) / 1000:.0f} kB of them: {worst:.0f} to {best:.0f} kB/s in {RUNS} runs")


if __name__ == "__main__":
    main()
