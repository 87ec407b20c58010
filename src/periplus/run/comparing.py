"""Packs that captured pages are compared with: technology rules, and libraries with known flaws."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from periplus.facts.libraries import MEDIA_TYPE as FLAWS
from periplus.facts.technologies import MEDIA_TYPE as MATCHES
from periplus.model import Evidence
from periplus.packs.shelf import Shelf
from periplus.run import libraries, technologies

MEDIA_TYPES: Mapping[str, str] = {technologies.PACK: MATCHES, libraries.PACK: FLAWS}
"""Of what a comparison says, by the name of the pack."""


class Comparisons:
    """The packs of one run; each is read at its first question."""

    def __init__(self, shelf: Shelf, directory: str) -> None:
        """`directory` of technology rules; empty: the pack's."""
        self._shelf = shelf
        self._directory = directory
        self._alone = asyncio.Lock()
        self._loaded: dict[str, technologies.Loaded | libraries.Loaded] = {}

    async def asked(self, name: str, captures: Sequence[Evidence]) -> Mapping[str, Any]:
        """The document, made aside, one at a time. CorpusError without the pack."""
        async with self._alone:
            return await asyncio.to_thread(self.document, name, captures)

    def document(self, name: str, captures: Sequence[Evidence]) -> Mapping[str, Any]:
        """What the pack says of a page and what came with it. CorpusError without the pack."""
        if name not in self._loaded:
            self._loaded[name] = (
                libraries.load(self._shelf)
                if name == libraries.PACK
                else technologies.load(self._shelf, self._directory)
            )
        return self._loaded[name].document(captures)
