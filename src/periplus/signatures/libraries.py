"""Script libraries: how to tell their versions, and what is known against these (Retire.js)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from periplus.signatures.expressions import Expression, PatternError
from periplus.signatures.versions import lies_within

_MAX_LIBRARIES = 2000
_MAX_PATTERNS = 200  # of one library and kind
_MAX_FLAWS = 500  # of one library
_MAX_HITS = 5  # of one pattern in one text
_SLOT = "(§§version§§)"
_VERSION = r"([0-9][0-9.a-z_\-]{0,60})"
_NUMBERS = ("CVE", "githubID", "PR", "issue", "bug", "osvdb", "retid", "release")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What a source holds against some versions of a library."""

    at_or_above: str  # empty: any
    below: str
    excluded: tuple[str, ...]
    severity: str  # the source's own word
    summary: str
    references: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    library: str
    expression: Expression
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library that shows itself, and where: `text[first:end]`."""

    name: str
    version: str
    how: str  # address, content, digest
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """All libraries of a source, ready to be looked for."""

    flaws: Mapping[str, tuple[Flaw, ...]]
    addresses: tuple[_Pattern, ...]
    names: tuple[_Pattern, ...]
    contents: tuple[_Pattern, ...]
    digests: Mapping[str, tuple[str, str]]  # SHA-1 of a file: library and version
    unused: int  # patterns that this program cannot run

    def in_address(self, url: str) -> Iterator[Library]:
        """The libraries that the address of a script names with a version."""
        text = url.encode(errors="replace")
        name = urlsplit(url).path.rpartition("/")[2].encode(errors="replace")
        at = text.find(name) if name else -1
        for pattern in self.addresses:
            yield from _hits(pattern, text, "address", 0)
        for pattern in self.names if at >= 0 else ():
            for hit in _hits(pattern, name, "address", at):
                if hit.first == at and hit.end == at + len(name):
                    yield hit

    def in_content(self, content: bytes) -> Iterator[Library]:
        """The libraries that show themselves in a script."""
        known = self.digests.get(hashlib.sha1(content, usedforsecurity=False).hexdigest())
        if known:
            yield Library(name=known[0], version=known[1], how="digest", first=0, end=len(content))
        for pattern in self.contents:
            yield from _hits(pattern, content, "content", 0)

    def against(self, name: str, version: str) -> Iterator[Flaw]:
        """What is known against this version."""
        for flaw in self.flaws.get(name, ()):
            inside = lies_within(version, at_or_above=flaw.at_or_above, below=flaw.below)
            if inside and version not in flaw.excluded:
                yield flaw


def _hits(pattern: _Pattern, text: bytes, how: str, offset: int) -> Iterator[Library]:
    at = 0
    for _ in range(_MAX_HITS):
        found = pattern.expression.search(text, at)
        if found is None or found.end <= at:
            return
        version = (found.groups[pattern.group] or "").lower().removesuffix(".min").rstrip("._-")
        if version:
            first, end = offset + found.first, offset + found.end
            yield Library(name=pattern.library, version=version, how=how, first=first, end=end)
        at = found.end


# ---------------------------------------------------------------- reading


def read_repository(documents: Sequence[Any]) -> Repository:
    """All that the documents tell; what is not of the format is left out."""
    flaws: dict[str, tuple[Flaw, ...]] = {}
    kinds: dict[str, list[_Pattern]] = {"uri": [], "filename": [], "filecontent": []}
    digests: dict[str, tuple[str, str]] = {}
    unused = 0
    for name, entry in _libraries(documents):
        flaws[name] = tuple(_flaws(entry.get("vulnerabilities")))
        marks = entry.get("extractors")
        marks = marks if isinstance(marks, dict) else {}
        for kind, into in kinds.items():
            for source in _texts(marks.get(kind), _MAX_PATTERNS):
                pattern = _pattern(name, source)
                if pattern:
                    into.append(pattern)
                unused += pattern is None
        hashes = marks.get("hashes")
        for digest, version in (hashes if isinstance(hashes, dict) else {}).items():
            digests[str(digest).lower()] = (name, str(version)[:60])
    return Repository(
        flaws=flaws,
        addresses=tuple(kinds["uri"]),
        names=tuple(kinds["filename"]),
        contents=tuple(kinds["filecontent"]),
        digests=digests,
        unused=unused,
    )


def _libraries(documents: Sequence[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for document in documents:
        if isinstance(document, dict):
            for name, entry in list(document.items())[:_MAX_LIBRARIES]:
                if isinstance(entry, dict) and "extractors" in entry and name != "retire-example":
                    yield str(name)[:100], entry


def _pattern(library: str, source: str) -> _Pattern | None:
    """None when it has no place for a version, or cannot be run in time linear in the text."""
    before, slot, _ = source.partition(_SLOT)
    if not slot:
        return None
    group = len(re.findall(r"(?<!\\)\((?!\?)", before))
    try:
        expression = Expression(source.replace(_SLOT, _VERSION, 1))
    except PatternError:
        return None
    return _Pattern(library=library, expression=expression, group=group)


def _flaws(entries: object) -> Iterator[Flaw]:
    for entry in entries[:_MAX_FLAWS] if isinstance(entries, list) else ():
        told = entry if isinstance(entry, dict) else {}
        below, first = (_text(told.get(key), 60) for key in ("below", "atOrAbove"))
        if not below:
            continue  # a flaw of every version there will ever be is none of the format's
        known = told.get("identifiers")
        known = known if isinstance(known, dict) else {}
        yield Flaw(
            at_or_above=first,
            below=below,
            excluded=tuple(_texts(told.get("excludes"), 50)),
            severity=_text(told.get("severity"), 20) or "none told",
            summary=" ".join(_text(known.get("summary"), 300).split()),
            references=tuple(_references(known)),
            links=tuple(_texts(told.get("info"), 3)),
        )


def _references(known: Mapping[str, Any]) -> Iterator[str]:
    for kind in _NUMBERS:
        told = known.get(kind)
        for one in _texts(told, 10) if isinstance(told, list) else [_text(told, 60)]:
            if one:
                yield one if kind in ("CVE", "githubID") else f"{kind} {one}"


def _texts(value: object, most: int) -> list[str]:
    return (
        [one[:4096] for one in value[:most] if isinstance(one, str)] if isinstance(value, list) else []
    )


def _text(value: object, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""
