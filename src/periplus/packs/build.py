"""From lines of `first,last,…` or `prefix,…` to the columns of an address pack."""

from __future__ import annotations

import csv
import ipaddress
import re
import socket
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np

from periplus.packs.container import About, Array, PackError, write
from periplus.packs.kinds import KINDS, Kind
from periplus.packs.ranges import Wide, cut, wide

NO_ROW = 0xFFFFFFFF
LINE_LIMIT_BYTES = 4096
_LINES_LIMIT_BYTES = 0xFFFFFFFF
_V4_SPAN = 1 << 32
_SIZES = {str(size): size for size in range(129)}
_CONTROL = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class _Family:
    """What was read of one address family: bounds, value and place of the line, row by row."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    value: array[int] = field(default_factory=lambda: array("I"))
    line: array[int] = field(default_factory=lambda: array("I"))


class Rows:
    """Rows as they are read. Bad lines are counted; too many of them are an error."""

    def __init__(self, kind: str) -> None:
        """`kind` is a key of KINDS."""
        self.kind: Kind = KINDS[kind]
        self.count = 0
        self.skipped = 0
        self._v4 = _Family()
        self._v6 = _Family()
        self._numbers: dict[tuple[str, ...], int] = {}  # distinct values
        self._values: dict[tuple[str, ...], int] = {}  # as they stand in lines: some cells missing
        self._lines: list[bytes] = []
        self._at = 0
        self._first_fault = ""

    def read(self, lines: Iterable[bytes], origin: str) -> None:
        """Take in the lines of one file; empty lines and comments (#) are passed over."""
        for number, raw in enumerate(lines, start=1):
            line = raw.rstrip(b"\r\n")
            if not line or line.startswith(b"#"):
                continue
            try:
                self._take(line)
            except (ValueError, csv.Error) as error:
                self.skipped += 1
                self._first_fault = self._first_fault or f"{origin}, line {number}: {error}"

    def _take(self, line: bytes) -> None:
        if len(line) >= LINE_LIMIT_BYTES:
            raise ValueError(f"it is longer than {LINE_LIMIT_BYTES} bytes")
        first, last, version, values = _split(line.decode("utf-8"))
        if last < first:
            raise ValueError("the range ends before it begins")
        number = self._values.get(values)
        if number is None:
            number = self._number(values)
        family = self._v4 if version == 4 else self._v6
        family.first.append(first)
        family.last.append(last)
        family.value.append(number)
        family.line.append(self._at)
        self._lines.append(line)
        self._at += len(line) + 1
        self.count += 1

    def _number(self, values: tuple[str, ...]) -> int:
        """The id of values that were not met before in just this form. ValueError when bad."""
        wanted = len(self.kind.fields)
        whole = (*values, *[""] * (wanted - len(values)))[:wanted]
        self.kind.check(whole)
        number = self._numbers.setdefault(whole, len(self._numbers))
        self._values[values] = number
        return number

    def sections(self) -> dict[str, Array]:
        """The columns of the pack. PackError when nothing, or too little, could be read."""
        if self.count == 0 or self.skipped * 10 > self.count:
            fault = self._first_fault or "the file holds no line"
            raise PackError(
                f"no pack was made, {self.skipped} bad lines of {self.skipped + self.count}; {fault}"
            )
        if self._at > _LINES_LIMIT_BYTES:
            raise PackError("the file is larger than 4 GiB: no pack can hold it")
        found = {**self._pieces("v4", self._v4), **self._pieces("v6", self._v6)}
        ends = np.cumsum([0, *(len(_encoded(values)) + 1 for values in self._numbers)])
        if self.kind.number is not None:
            at = self.kind.fields.index(self.kind.number)
            found["numbers"] = np.array([int(values[at]) for values in self._numbers], dtype="<u4")
        found["values_at"] = ends.astype("<u4")
        found["values"] = _octets(b"".join(_encoded(values) + b"\n" for values in self._numbers))
        found["lines"] = _octets(b"\n".join(self._lines) + b"\n")
        return found

    def _pieces(self, name: str, family: _Family) -> dict[str, Array]:
        starts, owner = cut(wide(family.first), wide(family.last))
        if name == "v4":
            # The gap behind 255.255.255.255 begins where no address is.
            inside = starts.low < _V4_SPAN
            bounds = {"v4_starts": starts.low[inside].astype("<u4")}
            owner = owner[inside]
        else:
            bounds = _two_columns("v6_starts", starts)
        return {
            **bounds,
            f"{name}_rows": np.where(owner < 0, NO_ROW, owner).astype("<u4"),
            f"{name}_values": np.array(family.value, dtype="<u4"),
            f"{name}_lines": np.array(family.line, dtype="<u4"),
        }


def _two_columns(name: str, column: Wide) -> dict[str, Array]:
    return {f"{name}_high": column.high.astype("<u8"), f"{name}_low": column.low.astype("<u8")}


def _octets(content: bytes) -> Array:
    return np.frombuffer(content, dtype="|u1")


def _encoded(values: tuple[str, ...]) -> bytes:
    return "\t".join(values).encode()


def _split(line: str) -> tuple[int, int, int, tuple[str, ...]]:
    """First and last address as integers, 4 or 6, and the fields behind. ValueError when bad."""
    cells = split_cells(line)
    if "/" in cells[0]:
        first, last, version = _prefix(cells[0])
        return first, last, version, tuple(cells[1:])
    if len(cells) < 2:
        raise ValueError("it has no range")
    first, version = address_integer(cells[0])
    last, other = address_integer(cells[1])
    if cells[0].isdigit():
        # Files of numbers do not say their family; what reaches beyond 32 bits is IPv6.
        version = other = 4 if max(first, last) < _V4_SPAN else 6
    if version != other:
        raise ValueError("the range begins and ends in different families")
    return first, last, version, tuple(cells[2:])


Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def bounds(line: bytes) -> tuple[Address, Address]:
    """The first and last address of a line that was read as a row."""
    first, last, version, _ = _split(line.decode("utf-8"))
    make = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
    return make(first), make(last)


def split_cells(line: str) -> list[str]:
    """The cells of a line, by tab if there is one, else by comma (RFC 4180). No control characters."""
    if _CONTROL.search(line):
        raise ValueError("it holds control characters")
    if "\t" in line:
        return line.split("\t")
    if '"' not in line:
        return line.split(",")
    return next(csv.reader([line], strict=True))


def _prefix(text: str) -> tuple[int, int, int]:
    base, _, length = text.partition("/")
    first, version = address_integer(base)
    bits = 32 if version == 4 else 128
    size = _SIZES.get(length, bits + 1)
    if size > bits:
        raise ValueError(f"{text!r} is not a prefix")
    span = 1 << (bits - size)
    if first % span:
        raise ValueError(f"{text!r} has bits set behind its length")
    return first, first + span - 1, version


def address_integer(text: str) -> tuple[int, int]:
    """An address, as text or as a decimal number, and its family 4 or 6. ValueError when neither."""
    try:
        if ":" in text:
            return int.from_bytes(socket.inet_pton(socket.AF_INET6, text), "big"), 6
        if "." in text:
            return int.from_bytes(socket.inet_pton(socket.AF_INET, text), "big"), 4
    except (OSError, ValueError) as error:
        raise ValueError(f"{text!r} is not an address") from error
    if text.isascii() and text.isdigit() and len(text) <= 39 and int(text) < 1 << 128:
        return int(text), 4 if int(text) < _V4_SPAN else 6
    raise ValueError(f"{text!r} is not an address")


def write_rows(path: Path, about: About, rows: Rows) -> str:
    """Write an address pack of what was read. Returns its digest; PackError when too little was."""
    return write(path, about, rows.sections())
