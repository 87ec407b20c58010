"""`world build`: dated public tables on this disk, compiled once into memory-mapped columns."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
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
from periplus.packs.container import About, Array, Container, PackError, sync_directory, write
from periplus.packs.recipes import day_in
from periplus.packs.unpacking import Unpacked
from periplus.packs.world_routes import read_routes, summarise
from periplus.packs.world_sources import licence_of
from periplus.packs.world_space import country_number, measure, none

MANIFEST = "world.json"
FORMAT = 1
_LIMIT_BYTES = 1 << 32
_TEXT_LIMIT_BYTES = 1 << 30
_HEAD_BYTES = 4096
_DELEGATED = re.compile(r"^\d(\.\d)?\|(afrinic|apnic|arin|lacnic|ripencc|iana|nro)\|", re.ASCII)
_AS_REL = re.compile(r"^\d+\|\d+\|(-1|0)(\||$)", re.ASCII)
_PREFIX = re.compile(r"^[0-9a-fA-F.:]+(/\d+\s+[\d_,{}]+$|\s+\d+\s+[\d_,{}]+$)", re.ASCII)
_NAMED = re.compile(r"^(AS)?\d+\t\S", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One table: what it says of itself, and its columns."""

    about: About
    sections: Mapping[str, Array]


def build(
    directory: Path, files: Sequence[Path], *, dated: Mapping[str, str] | None = None
) -> list[About]:
    """Compile the files into a new world. PackError tells in one sentence why not.

    `dated` gives the day of a file, by its name, where neither its content nor its name tells it.
    The world appears whole or not at all: it is made aside, and renamed.
    """
    if directory.exists():
        raise PackError(f"{directory} is there already: give the new world a directory of its own")
    if not files:
        raise PackError("no files were given: a world is made of tables")
    part = directory.with_name(f".{directory.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        tables = [one for path in files for one in read_file(path, (dated or {}).get(path.name))]
        tables.append(_networks(tables))
        listed = []
        counts: dict[str, int] = {}
        for table in tables:
            counts[table.about.kind] = counts.get(table.about.kind, 0) + 1
            number = counts[table.about.kind]
            name = f"{table.about.kind}{'' if number == 1 else f'-{number}'}.table"
            digest = write(part / name, replace(table.about, name=name), table.sections)
            listed.append({"file": name, "digest": digest})
        manifest = {"format": FORMAT, "tables": listed}
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        sync_directory(part)
        part.rename(directory)
        sync_directory(directory.parent)
    except OSError as error:
        raise PackError(f"cannot make {directory}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return [table.about for table in tables]


# ---------------------------------------------------------------- one file


def read_file(path: Path, dated: str | None = None) -> Iterator[Compiled]:
    """The tables of one file. PackError with file, and offset where there is one."""
    with Unpacked(path) as stream:
        head = stream.read(_HEAD_BYTES)
    if len(head) > 12 and int.from_bytes(head[4:6], "big") in (TABLE_DUMP, TABLE_DUMP_V2):
        yield from _routing_table(path, int.from_bytes(head[4:6], "big"))
        return
    with Unpacked(path) as stream:
        content = stream.read(_TEXT_LIMIT_BYTES + 1)
    if len(content) > _TEXT_LIMIT_BYTES:
        raise PackError(f"{path} is larger than {_TEXT_LIMIT_BYTES:,} octets: no table is that large")
    try:
        table = _recognised(content, path)
    except (csv.Error, RecursionError) as error:
        raise PackError(f"{path} cannot be read: {error}") from error
    count = len(table.rows) + len(table.more)
    if count == 0 or table.skipped * 10 > count:
        fault = table.first_fault or "it holds no row"
        raise PackError(
            f"{path} cannot be used, {table.skipped:,} bad rows of {count + table.skipped:,}; {fault}"
        )
    day = dated or day_in(table.stated) or day_in(path.name) or _changed(path)
    about = _about(path, table.kind, day, hashlib.sha256(content).hexdigest())
    yield Compiled(about=replace(about, rows=count, skipped=table.skipped), sections=_sections(table))


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
    if lines and lines[0].strip() == "asn,country,users":
        return text.users(lines)
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


def _about(path: Path, kind: str, day: str, digest: str) -> About:
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
                "provider": _u4(up[0]), "customer": _u4(up[1]),
                "peer": _u4(beside[0]), "other": _u4(beside[1]),
                "clique": np.array(table.clique, "<u4"),
            }  # fmt: skip
        case "origins":
            v4 = _columns(table.rows, 3)
            high = np.array([row[0] for row in table.more], "<u8")
            v6 = _columns([row[1:] for row in table.more], 2)
            return {
                "first": _u4(v4[0]), "length": _u4(v4[1]), "asn": _u4(v4[2]),
                "v6_high": high, "v6_length": _u4(v6[0]), "v6_asn": _u4(v6[1]),
            }  # fmt: skip
        case "blocks":
            return {**_blocks("", table.rows), **_blocks("asn_", table.more)}
        case _:
            lines = [json.dumps(said, ensure_ascii=False, sort_keys=True) for _, said in table.rows]
            return {
                "asn": np.array([row[0] for row in table.rows], "<u4"),
                "lines": np.frombuffer("\n".join([*lines, ""]).encode(), "|u1"),
            }


def _blocks(prefix: str, rows: Sequence[text.Row]) -> dict[str, Array]:
    bounds = _columns([row[:2] for row in rows], 2)
    countries = np.array([country_number(row[2]) for row in rows], "<u4")
    return {
        f"{prefix}first": _u4(bounds[0]),
        f"{prefix}last": _u4(bounds[1]),
        f"{prefix}country": countries,
    }


def _columns(rows: Sequence[text.Row], width: int) -> Ints:
    return np.array(rows, np.int64).reshape(-1, width).T


def _u4(column: Ints) -> Array:
    return column.astype("<u4")


def _routing_table(path: Path, kind: int) -> Iterator[Compiled]:
    digest = hashlib.sha256()
    with path.open("rb") as packed:
        while block := packed.read(1 << 20):
            digest.update(block)
    with Unpacked(path) as stream:
        routes = read_routes(stream, str(path), kind)
    if not routes.entries:
        raise PackError(f"{path} holds no route: {routes.first_fault or 'is it a table of routes?'}")
    reach = summarise(routes)
    day = datetime.fromtimestamp(routes.seconds, UTC).date().isoformat()
    about = _about(path, "origins", day, digest.hexdigest())
    first, length, asn = reach.origins
    v6 = [np.concatenate([part[i] for part in routes.v6] or [none()]) for i in range(3)]
    yield Compiled(
        about=replace(about, rows=len(first) + len(v6[0]), skipped=routes.bad),
        sections={
            "first": _u4(first), "length": _u4(length), "asn": _u4(asn),
            "v6_high": v6[0].view(np.uint64), "v6_length": _u4(v6[1]), "v6_asn": _u4(v6[2]),
        },
    )  # fmt: skip
    yield Compiled(
        about=replace(about, name="paths", kind="paths", rows=len(reach.row_peer), skipped=routes.bad),
        sections={
            "peer": _u4(reach.peers),
            "peer_prefixes": _u4(reach.peer_prefixes),
            "row_peer": _u4(reach.row_peer),
            "row_path": _u4(reach.row_path),
            "row_addresses": reach.row_addresses.astype("<u8"),
            "hops": reach.hops.astype("<u4"),
            "at": reach.at.astype("<u8"),
        },
    )


# ---------------------------------------------------------------- what follows from several tables


def _networks(tables: Sequence[Compiled]) -> Compiled:
    """Addresses per network, and per network and country, from all origins and blocks."""
    prefixes = _gathered(tables, "origins", ("first", "length", "asn"))
    blocks = _gathered(tables, "blocks", ("first", "last", "country"))
    space = measure(prefixes, blocks)
    rest = [table.about for table in tables if table.about.kind in ("origins", "blocks")]
    about = About(
        name="networks",
        kind="networks",
        source="deduced from " + ", ".join(one.source for one in rest),
        dated=min((one.dated for one in rest), default="1970-01-01"),
        licence="as the tables that it was deduced from",
        attribution="",
        source_digest=hashlib.sha256("".join(one.source_digest for one in rest).encode()).hexdigest(),
        rows=len(space.asns),
    )
    return Compiled(
        about=about,
        sections={
            "asn": _u4(space.asns),
            "addresses": space.addresses.astype("<u8"),
            "prefixes": _u4(space.prefixes),
            "located_asn": _u4(space.located_asn),
            "located_country": _u4(space.located_country),
            "located_addresses": space.located_addresses.astype("<u8"),
        },
    )


def _gathered(
    tables: Sequence[Compiled], kind: str, names: tuple[str, str, str]
) -> tuple[Ints, Ints, Ints]:
    found = [table.sections for table in tables if table.about.kind == kind]
    one, two, three = (
        np.concatenate([none(), *(sections[name].astype(np.int64) for sections in found)])
        for name in names
    )
    return one, two, three


def is_whole(directory: Path) -> bool:
    """Whether a world stands there: its manifest names tables that are all whole and its own."""
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        return all(Container(directory / t["file"]).digest == t["digest"] for t in manifest["tables"])
    except (OSError, ValueError, TypeError, KeyError):
        return False
