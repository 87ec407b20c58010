"""The tables by which documents are read are whole."""

from __future__ import annotations

from periplus.signatures.grammar import forms, grammar
from periplus.signatures.tables import load

KINDS = {"role", "relation", "power", "service", "cable", "measure"}


def test_tables_compile_once() -> None:
    assert forms() is forms()
    rows = load().rows("statements")
    turned = sum("turned" in row for row in rows)
    assert sum(map(len, grammar().written.values())) == len(rows) + turned


def test_rows_are_whole() -> None:
    tables = load()
    for row in tables.rows("statements"):
        assert {"language", "kind", "word", "pattern", "example", "citation"} <= row.keys(), row
        assert row["kind"] in KINDS
        assert "{who}" in row["pattern"] or "who" in row
        assert "turned" not in row or (row["pattern"].startswith("{who}") and "{gap}" in row["pattern"])
    for name in ("organisation_forms", "sentence_turns"):
        assert all(row["citation"] for row in tables.rows(name))


def test_words_of_statements_are_the_registered_ones() -> None:
    meanings = {row["name"]: row["meaning"] for row in load().rows("predicates")}
    for row in load().rows("statements"):
        if row["kind"] in ("role", "relation", "power", "service"):
            assert row["word"] in meanings[f"organisation.{row['kind']}"], row["word"]


def test_makers_are_whole() -> None:
    for row in load().rows("vendors"):
        assert {"name", "aliases", "country", "what", "citation"} <= row.keys()
