"""One file of a world: a public table of text or JSON, recognised by its content, in columns."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from periplus.facts.mrt import TABLE_DUMP, TABLE_DUMP_V2
from periplus.packs import world_text as text
from periplus.packs.columns import Ints
from periplus.packs.container import About, Array, PackError
from periplus.packs.recipes import day_in
from periplus.packs.unpacking import Unpacked
from periplus.packs.world_sources import licence_of
from periplus.packs.world_space import country_number

_TEXT_LIMIT_BYTES = 1 << 30
_HEAD_BYTES = 4096
_DELEGATED = re.compile(r"^\d(\.\d)?\|(afrinic|apnic|arin|lacnic|ripencc|iana|nro)\|", re.ASCII)
_AS_REL = re.compile(r"^\d+\|\d+\|(-1|0)(\||$)", re.ASCII)
_PREFIX = re.compile(r"^[0-9a-fA-F.:]+(/\d+\s+[\d_,{}]+$|\s+\d+\s+[\d_,{}]+$)", re.ASCII)
_PLACE = re.compile(r'^"?[0-9a-fA-F.:]+"?,"?[0-9a-fA-F.:]+"?,"?[A-Z]{2}\b', re.ASCII)
_NAMED = re.compile(r"^(AS)?\d+\t\S", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One table: what it says of itself, and its columns."""

    about: About
    sections: Mapping[str, Array]


UNDATED = "it tells no day: this is when the file was last changed"


def routes_kind(path: Path) -> int | None:
    """The record type of a routing table; None when the file is none."""
    with Unpacked(path) as stream:
        head = stream.read(_HEAD_BYTES)
    kind = int.from_bytes(head[4:6], "big")
    return kind if len(head) > 12 and kind in (TABLE_DUMP, TABLE_DUMP_V2) else None


def read_table(path: Path, dated: str | None = None) -> Compiled:
    """The table of one file of text or JSON. PackError with file, and place where there is one."""
    with Unpacked(path) as stream:
        content = stream.read(_TEXT_LIMIT_BYTES + 1)
    if len(content) > _TEXT_LIMIT_BYTES:
        raise PackError(f"{path} is larger than {_TEXT_LIMIT_BYTES:,} octets: no table is that large")
    try:
        table = _recognised(content, path)
    except (csv.Error, RecursionError) as error:
        raise PackError(f"{path} cannot be read: {error}") from error
    count = len(table.rows) + len(table.more) + len(table.wide)
    if count == 0 or table.skipped * 10 > count:
        fault = table.first_fault or "it holds no row"
        raise PackError(
            f"{path} cannot be used, {table.skipped:,} bad rows of {count + table.skipped:,}; {fault}"
        )
    told = dated or day_in(table.stated) or day_in(path.name)
    about = about_table(path, table.kind, told or _changed(path), hashlib.sha256(content).hexdigest())
    if not told:
        about = replace(about, caution=UNDATED)
    return Compiled(about=replace(about, rows=count, skipped=table.skipped), sections=_sections(table))


def _recognised(content: bytes, path: Path) -> text.TextTable:
    if content[257:262] == b"ustar":
        return text.country_blocks(_members(content, path))
    start = content[:_HEAD_BYTES].lstrip()[:1]
    if start in (b"{", b"["):
        return _recognised_json(text.load(content, str(path)), path)
    try:
        lines = content.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        lines = content.decode("latin-1").splitlines(keepends=True)
    if "asn,conglomerate" in lines[0] or "ownership_cc" in lines[0] if lines else False:
        return text.owners(lines)
    if lines and lines[0].strip() in {"asn,country,users", "asn,country,domains"}:
        return text.amounts(lines)
    for line in lines[:400]:
        stripped = line.strip()
        if stripped.startswith("# format:") and "aut" in stripped + "".join(lines[:3]):
            return text.as2org(lines)
        for pattern, read in _LINES:
            if pattern.match(stripped):
                return read(lines)
    raise PackError(f"{path} is no table that is known here: periplus world build --help lists them")


_LINES = (
    (_DELEGATED, text.delegated),
    (_AS_REL, text.relationships),
    (_PREFIX, text.origins),
    (_NAMED, text.names),
    (_PLACE, text.places),
)


def _recognised_json(document: Any, path: Path) -> text.TextTable:  # noqa: ANN401
    first = document[0] if isinstance(document, list) and document else document
    if isinstance(first, dict):
        if "asn1" in first:
            return text.as2rel(document)
        if "countryCode" in first and "prefixes" in first:
            return text.country_blocks([document] if first is document else document)
        if "data" in first:
            return text.exchanges(first)
    raise PackError(f"{path} is JSON, but no table that is known here")


def _members(content: bytes, path: Path) -> Iterator[Any]:
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as ball:
            for member in ball:
                if member.isfile() and member.name.endswith(".json"):
                    stream = ball.extractfile(member)
                    if stream is not None:
                        yield text.load(stream.read(_TEXT_LIMIT_BYTES), f"{path}: {member.name}")
    except (tarfile.TarError, EOFError) as error:
        raise PackError(f"{path} is damaged: {error}") from error


def _changed(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def about_table(path: Path, kind: str, day: str, digest: str) -> About:
    licence, attribution = licence_of(kind, path.name)
    return About(
        name=kind,
        kind=kind,
        source=f"file {path.name}",
        dated=day,
        licence=licence,
        attribution=attribution,
        source_digest=digest,
    )


# ---------------------------------------------------------------- columns


def _sections(table: text.TextTable) -> dict[str, Array]:
    match table.kind:
        case "relations":
            up, beside = _columns(table.rows, 2), _columns(table.more, 2)
            return {
                "provider": u4(up[0]), "customer": u4(up[1]),
                "peer": u4(beside[0]), "other": u4(beside[1]),
                "clique": np.array(table.clique, "<u4"),
            }  # fmt: skip
        case "origins":
            v4 = _columns(table.rows, 3)
            high = np.array([row[0] for row in table.more], "<u8")
            v6 = _columns([row[1:] for row in table.more], 2)
            return {
                "first": u4(v4[0]), "length": u4(v4[1]), "asn": u4(v4[2]),
                "v6_high": high, "v6_length": u4(v6[0]), "v6_asn": u4(v6[1]),
            }  # fmt: skip
        case "blocks" | "places":
            return {
                **_blocks("", table.rows),
                **_blocks("asn_", table.more),
                **_blocks("v6_", table.wide, "<u8"),
            }
        case _:
            lines = [json.dumps(said, ensure_ascii=False, sort_keys=True) for _, said in table.rows]
            return {
                "asn": np.array([row[0] for row in table.rows], "<u4"),
                "lines": np.frombuffer("\n".join([*lines, ""]).encode(), "|u1"),
            }


def _blocks(prefix: str, rows: Sequence[text.Row], form: str = "<u4") -> dict[str, Array]:
    bounds = _columns([row[:2] for row in rows], 2)
    countries = np.array([country_number(row[2]) for row in rows], "<u4")
    return {
        f"{prefix}first": bounds[0].astype(form),
        f"{prefix}last": bounds[1].astype(form),
        f"{prefix}country": countries,
    }


def _columns(rows: Sequence[text.Row], width: int) -> Ints:
    return np.array(rows, np.int64).reshape(-1, width).T


def u4(column: Ints) -> Array:
    """A column of numbers below 2**32."""
    return column.astype("<u4")
