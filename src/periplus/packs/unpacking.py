"""Files plain or packed (gzip, bzip2, xz, zstd), told by their first octets, read as one stream."""

from __future__ import annotations

import bz2
import importlib
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

from periplus.packs.container import PackError

_READ_BYTES = 1 << 18
LIMIT_BYTES = 1 << 36
"""More than any public table holds unpacked; a file that packs more is not read on."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, content: bytes, /) -> bytes: ...


class Unpacked:
    """The unpacked octets of a file, from its beginning to its end; a context manager."""

    def __init__(self, path: Path) -> None:
        """PackError when the file cannot be opened, or its packing is not known here."""
        self.path = path
        self.packed_bytes = 0  # read so far
        self._unpacked_bytes = 0
        self._held = b""
        try:
            self._stream: BinaryIO = path.open("rb")
            self._make = _decompressor(self._stream.read(6), path)
            self._stream.seek(0)
        except OSError as error:
            raise PackError(f"cannot open {path}: {error.strerror}") from error
        self._unpack = self._make() if self._make else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """Up to `size` octets, fewer only at the end. PackError, with the offset, when it is damaged."""
        parts, length = [self._held], len(self._held)
        while (size < 0 or length < size) and (part := self._next()):
            parts.append(part)
            length += len(part)
        whole = b"".join(parts)
        self._held = whole[size:] if size >= 0 else b""
        return whole[:size] if size >= 0 else whole

    def _next(self) -> bytes:
        """The next unpacked octets, none at the end."""
        while True:
            packed = self._stream.read(_READ_BYTES)
            if not packed:
                if self._unpack is not None and not self._unpack.eof:
                    raise PackError(
                        f"{self.path} is cut at octet {self.packed_bytes:,}: its end is missing"
                    )
                return b""
            found = self._unpacked(packed) if self._unpack is not None else packed
            self.packed_bytes += len(packed)
            self._unpacked_bytes += len(found)
            if self._unpacked_bytes > LIMIT_BYTES:
                raise PackError(
                    f"{self.path} unpacks to more than {LIMIT_BYTES:,} octets: it was not read"
                )
            if found:
                return found

    def _unpacked(self, packed: bytes) -> bytes:
        parts = []
        try:
            while packed:
                if self._unpack is None or self._make is None:
                    break
                if self._unpack.eof:  # one file may hold several members
                    if not packed.strip(b"\0"):
                        break
                    self._unpack = self._make()
                parts.append(self._unpack.decompress(packed))
                packed = self._unpack.unused_data
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, _zstd_error()) as error:
            place = f"{self.path} is damaged after octet {self.packed_bytes:,}"
            raise PackError(f"{place}: {error}") from error
        return b"".join(parts)


def _decompressor(head: bytes, path: Path) -> Callable[[], _Decompressor] | None:
    if head[:2] == b"\x1f\x8b":
        return lambda: zlib.decompressobj(31)
    if head[:3] == b"BZh":
        return bz2.BZ2Decompressor
    if head == b"\xfd7zXZ\0":
        return lzma.LZMADecompressor
    if head[:4] == b"\x28\xb5\x2f\xfd":
        zstd = _zstandard()
        if zstd is None:
            raise PackError(f"{path} is packed with zstd: pip install 'periplus[zstd]'")
        return lambda: zstd.ZstdDecompressor().decompressobj()
    return None


def _zstandard() -> Any:  # noqa: ANN401 - an optional library without types
    try:
        return importlib.import_module("zstandard")
    except ImportError:
        return None


def _zstd_error() -> type[Exception]:
    zstd = _zstandard()
    return zstd.ZstdError if zstd else EOFError
