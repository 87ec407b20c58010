"""Facts, predicates and rules fit together: what is collected is read, what is written is registered."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import tomllib
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import periplus
from periplus.model import Fact, Layer, Shape, SubjectKind

SRC = Path(periplus.__file__).parent
REGISTRY = tomllib.loads((SRC / "signatures" / "predicates.toml").read_text())["predicate"]
NAMES = {row["name"] for row in REGISTRY}


def modules(room: str) -> list[ModuleType]:
    """The modules of one room; none when the room is not built."""
    found = [m.name for m in pkgutil.iter_modules([str(SRC / room)])]
    return [importlib.import_module(f"periplus.{room}.{name}") for name in found]


RULES = [m for m in modules("rules") if not m.__name__.rpartition(".")[2].startswith("_")]
FACTS = [
    found
    for module in modules("facts")
    for _, found in inspect.getmembers(module, inspect.isclass)
    if issubclass(found, Fact) and found.__module__ == module.__name__
]

# Facts that no rule reads, each with its reason.
UNREAD: dict[str, str] = {
    "BrowserConsole": "no judgement: what a page says to its developers, kept with the visit",
    "BrowserStorage": "no judgement: the keys that a page stores, kept with the visit",
    "NoAnswer": "no judgement: the report lists what could not be seen, capture by capture",
}


def names_used(*rooms: str) -> set[str]:
    """Every class that is called by name in these rooms."""
    files = [
        p for room in rooms for p in [SRC / f"{room}.py", *(SRC / room).rglob("*.py")] if p.is_file()
    ]
    return {
        node.func.id
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_fact_names_are_unique() -> None:
    twice = [name for name, n in Counter(fact.__name__ for fact in FACTS).items() if n > 1]

    assert twice == []


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_collected(fact: type[Fact]) -> None:
    assert fact.__name__ in names_used("facts", "collectors", "judging")


@pytest.mark.parametrize("fact", FACTS)
def test_fact_is_read(fact: type[Fact]) -> None:
    read = {entry for rule in RULES for entry in rule.READS}

    assert fact in read or fact.__name__ in UNREAD


def test_predicate_names_are_unique() -> None:
    assert [name for name, n in Counter(row["name"] for row in REGISTRY).items() if n > 1] == []


@pytest.mark.parametrize("row", REGISTRY, ids=lambda row: row["name"])
def test_predicate_is_whole(row: dict[str, object]) -> None:
    judged = {"prior", "half_life_days"}
    inferred = row["shape"] in {"inference", "exclusive"}

    assert row["shape"] in set(Shape)
    assert row["layer"] in set(Layer)
    assert row["subject"] in set(SubjectKind)
    assert str(row["meaning"]).endswith(".")
    assert row["label"]
    assert row["citation"]
    assert judged & row.keys() == (judged if inferred else set())


@pytest.mark.parametrize("row", REGISTRY, ids=lambda row: row["name"])
def test_predicate_is_written(row: dict[str, object]) -> None:
    assert row["name"] in {name for rule in RULES for name in rule.WRITES}, "no rule says it"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_keeps_to_the_registry(rule: ModuleType) -> None:
    predicates = {entry for entry in rule.READS if isinstance(entry, str)}

    assert isinstance(rule.VERSION, int)
    assert set(rule.WRITES) <= NAMES
    assert predicates <= NAMES
    assert all(issubclass(entry, Fact) for entry in rule.READS if not isinstance(entry, str))
