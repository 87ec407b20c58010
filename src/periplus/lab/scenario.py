"""Scenarios: loaded from a directory, and changed one answer at a time (docs/design/scenarios.md)."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

from periplus.lab.script import ScenarioError, Script, read_script

SCENARIOS = Path(__file__).parent / "scenarios"
DEMO = "belarus-2022"
IDENTITIES = ("name", "host", "hosts", "address", "query", "prefix", "path")

Tree: TypeAlias = dict[str, Any]
Step: TypeAlias = str | int
"""A key, an index, or for lists the name, host, address, query, prefix or path of an item."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world to be served: the tree of scenario.toml, its documents, and the checked script."""

    name: str
    tree: Mapping[str, Any]
    documents: Mapping[str, bytes]
    script: Script

    @classmethod
    def of(cls, name: str, tree: Mapping[str, Any], documents: Mapping[str, bytes]) -> Scenario:
        """A scenario from its parts. ScenarioError when they do not fit the format."""
        try:
            return cls(name, tree, documents, read_script(tree, documents))
        except ScenarioError as error:
            msg = f"scenario {name}: {error}"
            raise ScenarioError(msg) from None

    @classmethod
    def load(cls, source: str | Path) -> Scenario:
        """A shipped scenario by name, or any by its directory. ScenarioError when it cannot be used.

        A text with a slash in it is a directory.
        """
        directory = directory_of(source)
        path = directory / "scenario.toml"
        if isinstance(source, str) and not path.is_file():
            if "/" in source:
                msg = f"{source} is no scenario: there is no file scenario.toml in it"
            else:
                listed = f"there are: {', '.join(names())}"
                msg = f"there is no scenario {source!r}; {listed}; a directory of yours: ./{source}"
            raise ScenarioError(msg)
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            msg = f"scenario {directory.name}: {error}"
            raise ScenarioError(msg) from None
        return cls.of(directory.name, tree, _documents(directory / "documents"))

    def with_value(self, path: Sequence[Step], value: object) -> Scenario:
        """The scenario with one value of its tree put in place.

        `path` is as in `("web", "www.example.org", "answer", "/", "status")`.
        """
        return self._changed(path, lambda holder, step: holder.__setitem__(step, value))

    def without(self, path: Sequence[Step]) -> Scenario:
        """The scenario without one key or list item."""
        return self._changed(path, lambda holder, step: holder.__delitem__(step))

    def with_document(self, name: str, content: bytes) -> Scenario:
        """The scenario with one document put in place."""
        return Scenario.of(self.name, self.tree, {**self.documents, name: content})

    def with_text(self, old: str, new: str) -> Scenario:
        """The scenario with a text replaced everywhere, documents too. ScenarioError when absent."""
        tree = cast(Tree, _replaced(self.tree, old, new))
        documents = {
            name: content.replace(old.encode(), new.encode()) for name, content in self.documents.items()
        }
        if tree == self.tree and documents == self.documents:
            msg = f"scenario {self.name}: {old!r} stands nowhere"
            raise ScenarioError(msg)
        return Scenario.of(self.name, tree, documents)

    def _changed(self, path: Sequence[Step], change: Callable[[Any, Any], object]) -> Scenario:
        tree = copy.deepcopy(dict(self.tree))
        holder: Any = tree
        for step in path[:-1]:
            holder = holder[self._step(holder, step)]
        change(holder, self._step(holder, path[-1], new=True))
        return Scenario.of(self.name, tree, self.documents)

    def _step(self, holder: object, step: Step, *, new: bool = False) -> Step:
        if isinstance(holder, list) and isinstance(step, str):
            for index, item in enumerate(holder):
                if isinstance(item, dict) and _is_called(item, step):
                    return index
        elif isinstance(holder, list) or new or (isinstance(holder, dict) and step in holder):
            return step
        msg = f"scenario {self.name}: nothing is called {step!r} there"
        raise ScenarioError(msg)


def directory_of(source: str | Path) -> Path:
    """Where a scenario lies: a shipped one by name, or any by its directory."""
    if isinstance(source, str) and "/" not in source:
        return SCENARIOS / source
    return Path(source).resolve()


def names() -> tuple[str, ...]:
    """The shipped scenarios, sorted."""
    return tuple(sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.toml")))


def _is_called(item: Tree, name: str) -> bool:
    values = [item[key] for key in IDENTITIES if key in item]
    return any(name == value or (isinstance(value, list) and name in value) for value in values)


def _replaced(node: object, old: str, new: str) -> object:
    if isinstance(node, str):
        return node.replace(old, new)
    if isinstance(node, Mapping):
        return {key: _replaced(value, old, new) for key, value in node.items()}
    if isinstance(node, list):
        return [_replaced(value, old, new) for value in node]
    return node


def _documents(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
