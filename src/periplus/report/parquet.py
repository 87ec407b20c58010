"""One flat table as a Parquet file: plain, uncompressed, one row group (Apache Parquet format 2)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any, TypeAlias

_MAGIC = b"PAR1"
_I32, _I64, _TEXT, _LIST, _STRUCT = 5, 6, 8, 9, 12  # of Thrift's compact protocol
_INT64, _DOUBLE, _BYTES = 2, 5, 6  # of Parquet
_RLE = 3

Cell: TypeAlias = str | int | float
Field: TypeAlias = tuple[int, int, Any]
"""Number, type and value of a field of a Thrift structure; of a list the value is (type, values)."""


def parquet(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file. A column holds text, whole numbers or numbers throughout, as its first row does."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in names]
    out, chunks, schema = bytearray(_MAGIC), [], []
    for name, column in zip(names, columns, strict=True):
        kind = _kind(column)
        content = _plain(kind, column)
        levels = [(1, _I32, len(column)), (2, _I32, 0), (3, _I32, _RLE), (4, _I32, _RLE)]
        page = [(1, _I32, 0), (2, _I32, len(content)), (3, _I32, len(content)), (5, _STRUCT, levels)]
        begin, head = len(out), _struct(page)
        out += head + content
        size = len(head) + len(content)
        about = [
            (1, _I32, kind), (2, _LIST, (_I32, [0])), (3, _LIST, (_TEXT, [name])), (4, _I32, 0),
            (5, _I64, len(column)), (6, _I64, size), (7, _I64, size), (9, _I64, begin),
        ]  # fmt: skip
        chunks.append([(2, _I64, begin), (3, _STRUCT, about)])
        said = [(1, _I32, kind), (3, _I32, 0), (4, _TEXT, name)]
        schema.append([*said, (6, _I32, 0)] if kind == _BYTES else said)
    group = [(1, _LIST, (_STRUCT, chunks)), (2, _I64, len(out) - len(_MAGIC)), (3, _I64, len(rows))]
    root = [(4, _TEXT, "table"), (5, _I32, len(names))]
    foot = _struct(
        [
            (1, _I32, 2), (2, _LIST, (_STRUCT, [root, *schema])), (3, _I64, len(rows)),
            (4, _LIST, (_STRUCT, [group])), (6, _TEXT, "Periplus"),
        ]
    )  # fmt: skip
    return bytes(out) + foot + struct.pack("<I", len(foot)) + _MAGIC


def _kind(column: Sequence[Cell]) -> int:
    first = column[0] if column else ""
    return _BYTES if isinstance(first, str) else _DOUBLE if isinstance(first, float) else _INT64


def _plain(kind: int, column: Sequence[Any]) -> bytes:
    if kind == _BYTES:
        texts = [text.encode() for text in column]
        return b"".join(struct.pack("<I", len(text)) + text for text in texts)
    return struct.pack(f"<{len(column)}{'d' if kind == _DOUBLE else 'q'}", *column)


# ---------------------------------------------------------------- Thrift's compact protocol


def _struct(fields: Sequence[Field]) -> bytes:
    out, before = bytearray(), 0
    for number, kind, value in fields:
        out.append((number - before) << 4 | kind)
        out += _value(kind, value)
        before = number
    return bytes(out) + b"\0"


def _value(kind: int, value: Any) -> bytes:  # noqa: ANN401 - as the kind says
    match kind:
        case 5 | 6:  # whole numbers, zigzag
            return _varint(value << 1 ^ value >> 63)
        case 8:
            text: bytes = value.encode()
            return _varint(len(text)) + text
        case 9:
            each, values = value
            many = len(values) > 14
            head = (
                bytes([0xF0 | each]) + _varint(len(values)) if many else bytes([len(values) << 4 | each])
            )
            return head + b"".join(_value(each, one) for one in values)
        case _:
            return _struct(value)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
