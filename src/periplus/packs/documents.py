"""Packs of JSON documents that are read whole: technology rules."""

from __future__ import annotations

from periplus.packs.container import Container


class Documents:
    """An open pack of documents that are read whole."""

    def __init__(self, container: Container) -> None:
        self.about = container.about
        self.digest = container.digest
        self._container = container

    def contents(self) -> tuple[bytes, ...]:
        """Every document, as its publisher wrote it. PackError when one was changed."""
        names = self._container.names
        return tuple(self._container.section(name).tobytes() for name in names)
