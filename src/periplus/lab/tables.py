"""The packs of a scenario: dated tables that its observer has on disk, built as any other pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from periplus.lab.script import PackPart, ScenarioError
from periplus.packs.container import PackError
from periplus.packs.importing import install
from periplus.packs.recipes import Reader, Recipe, recipe


def build_packs(
    parts: Iterable[PackPart], documents: Mapping[str, bytes], directory: Path
) -> Path | None:
    """The directory of the built packs; None when there is none. ScenarioError for a bad table."""
    shelf = None
    for part in parts:
        shelf = directory / "packs"
        called = part.document or f"{part.name}.csv"
        content = documents[part.document] if part.document else (part.rows or "").encode()
        try:
            install(
                _recipe(part, called),
                {called: content},
                source=f"scenario {called}",
                dated=part.date.isoformat(),
                licence=part.licence,
                directory=shelf,
            )
        except PackError as error:
            msg = f"pack {part.name}: {error}"
            raise ScenarioError(msg) from None
    return shelf


def _recipe(part: PackPart, called: str) -> Recipe:
    """The pack's own recipe, read from lines unless a provider's JSON is given."""
    plain = recipe(part.name)
    return replace(
        plain,
        kind="city" if part.name == "city" else plain.kind,
        reader=_reader(plain, called),
        attribution=part.attribution,
    )


def _reader(plain: Recipe, called: str) -> Reader:
    if plain.reader in {Reader.ROOT, Reader.PRELOAD}:
        return plain.reader
    return Reader.PROVIDERS if called.endswith(".json") else Reader.LINES
