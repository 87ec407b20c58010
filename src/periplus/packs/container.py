"""The file of a pack: JSON header, aligned sections, and a footer that proves the header whole."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

MAGIC = b"PERIPACK"
END = b"PACK-END"
VERSION = 1
ALIGNMENT = 64
_PREFIX = struct.Struct("<8sII")  # magic, version, bytes of header
_FOOTER_BYTES = 32 + len(END)
_HEADER_LIMIT_BYTES = 1 << 20
_TYPES = frozenset({"<u4", "<u8", "|u1"})

Array: TypeAlias = NDArray[Any]


class PackError(ValueError):
    """One sentence: which pack or file is wrong, how, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a pack says of itself; all of it travels into evidence."""

    name: str
    kind: str  # a key of kinds.KINDS, or "text", "mmdb"
    source: str  # registry, package and version, or the imported file's name
    dated: str  # ISO 8601 date of the data
    licence: str
    attribution: str
    caution: str = ""  # what its publisher warns of
    source_digest: str  # SHA-256 of the bytes that it was made from
    rows: int = 0
    skipped: int = 0  # lines that were no rows


def write(path: Path, about: About, sections: Mapping[str, Array]) -> str:
    """Write a pack under a temporary name, sync it, rename it. Returns its digest.

    The digest is SHA-256 of the header, which holds the digest of every section. Whatever kills
    the writer leaves the pack that was there before, or none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    head = _header(about, sections)
    digest = hashlib.sha256(head)
    try:
        with part.open("wb") as stream:
            stream.write(head)
            for content in sections.values():
                stream.write(bytes(-stream.tell() % ALIGNMENT))
                stream.write(np.ascontiguousarray(content).data)
            stream.write(digest.digest() + END)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_directory(path.parent)
    return digest.hexdigest()


def sync_directory(directory: Path) -> None:
    """Make a rename in `directory` durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _header(about: About, sections: Mapping[str, Array]) -> bytes:
    rows = {
        name: {
            "type": content.dtype.str,
            "count": content.size,
            "sha256": hashlib.sha256(np.ascontiguousarray(content).data).hexdigest(),
        }
        for name, content in sections.items()
    }
    document = {"about": asdict(about), "sections": rows}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return _PREFIX.pack(MAGIC, VERSION, len(text)) + text


class Container:
    """An open pack file. Opening reads header and footer; a section is checked when first used."""

    def __init__(self, path: Path) -> None:
        """Map the file. PackError when it is no whole pack of this version."""
        self.path = path
        try:
            with path.open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise PackError(f"cannot open the pack {path}: {error}") from error
        head = self._head()
        self.digest = hashlib.sha256(head).hexdigest()
        try:
            document = json.loads(head[_PREFIX.size :])
            known = {field.name for field in fields(About)}
            self.about = About(**{k: v for k, v in document["about"].items() if k in known})
            self._places = self._locate(document["sections"], len(head))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._broken("its header cannot be read") from error
        self._checked: dict[str, Array] = {}

    def _broken(self, what: str) -> PackError:
        return PackError(f"the pack {self.path} is damaged ({what}): pull, import or build it again")

    def _head(self) -> bytes:
        if len(self._map) < _PREFIX.size + _FOOTER_BYTES or self._map[:8] != MAGIC:
            raise PackError(f"{self.path} is not a pack")
        _, version, length = _PREFIX.unpack(self._map[: _PREFIX.size])
        if version != VERSION:
            raise PackError(
                f"the pack {self.path} has format {version}, not {VERSION}: pull or import it again"
            )
        if self._map[-len(END) :] != END or length > _HEADER_LIMIT_BYTES:
            raise self._broken("its end is missing")
        head = self._map[: _PREFIX.size + length]
        if hashlib.sha256(head).digest() != self._map[-_FOOTER_BYTES : -len(END)]:
            raise self._broken("its header does not match its end")
        return head

    def _locate(self, rows: Mapping[str, Any], at: int) -> dict[str, tuple[int, int, str, str]]:
        places = {}
        for name, row in rows.items():
            at += -at % ALIGNMENT
            if row["type"] not in _TYPES:
                raise ValueError(row["type"])
            places[name] = (at, int(row["count"]), row["type"], row["sha256"])
            at += int(row["count"]) * np.dtype(row["type"]).itemsize
        if at + _FOOTER_BYTES != len(self._map):
            raise ValueError(at)
        return places

    @property
    def names(self) -> tuple[str, ...]:
        """The sections, in the order of the file."""
        return tuple(self._places)

    def has(self, name: str) -> bool:
        """Whether there is a section of that name."""
        return name in self._places

    def section(self, name: str) -> Array:
        """A section as a read-only array over the mapped file. PackError when its bytes changed."""
        if name not in self._checked:
            if name not in self._places:
                raise self._broken(f"it has no section {name}")
            at, count, dtype, digest = self._places[name]
            found = np.frombuffer(self._map, dtype=dtype, count=count, offset=at)
            if hashlib.sha256(found.data).hexdigest() != digest:
                raise self._broken(f"its section {name} was changed")
            self._checked[name] = found
        return self._checked[name]

    def verify(self) -> None:
        """Check every section. PackError names the first that was changed."""
        for name in self._places:
            self.section(name)
