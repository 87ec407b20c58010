"""`world build`: dated public tables on this disk, compiled once into memory-mapped columns."""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from periplus.packs.columns import Ints
from periplus.packs.container import About, Container, PackError, sync_directory, write
from periplus.packs.unpacking import Unpacked
from periplus.packs.world_routes import read_routes, summarise
from periplus.packs.world_space import V6_BITS, Space, country_number, measure, none
from periplus.packs.world_tables import Compiled, about_table, read_table, routes_kind, u4

MANIFEST = "world.json"
FORMAT = 2


def build(
    directory: Path,
    files: Sequence[Path],
    *,
    dated: Mapping[str, str] | None = None,
    only: str | None = None,
) -> list[About]:
    """Compile the files into a new world. PackError tells in one sentence why not.

    `dated` gives the day of a file, by its name, where neither its content nor its name tells it.
    `only`: of routing tables, the routes to that country's blocks are decoded, and no others.
    The world appears whole or not at all: it is made aside, and renamed.
    """
    if directory.exists():
        raise PackError(f"{directory} is there already: give the new world a directory of its own")
    if not files:
        raise PackError("no files were given: a world is made of tables")
    part = directory.with_name(f".{directory.name}.{os.getpid()}.part")
    _sweep(directory)
    try:
        part.mkdir(parents=True)
        tables = list(_compiled(files, dated or {}, only))
        listed = []
        counts: dict[str, int] = {}
        for table in tables:
            counts[table.about.kind] = counts.get(table.about.kind, 0) + 1
            number = counts[table.about.kind]
            name = f"{table.about.kind}{'' if number == 1 else f'-{number}'}.table"
            digest = write(part / name, replace(table.about, name=name), table.sections)
            listed.append({"file": name, "digest": digest})
        manifest = {"format": FORMAT, "only": only, "tables": listed}
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        sync_directory(part)
        part.rename(directory)
        sync_directory(directory.parent)
    except OSError as error:
        raise PackError(f"cannot make {directory}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return [table.about for table in tables]


def _sweep(directory: Path) -> None:
    """Remove what builds of this world left that were killed: their processes are gone."""
    for part in directory.parent.glob(f".{glob.escape(directory.name)}.*.part"):
        writer = part.name.split(".")[-2]
        if writer.isdecimal() and not Path("/proc", writer).exists() and Path("/proc/self").exists():
            shutil.rmtree(part, ignore_errors=True)


# ---------------------------------------------------------------- routing tables


def _compiled(files: Sequence[Path], dated: Mapping[str, str], only: str | None) -> Iterator[Compiled]:
    """The tables of all files; routing tables last, for they are read by what the others tell."""
    kinds = {path: routes_kind(path) for path in files}
    tables = [read_table(path, dated.get(path.name)) for path in files if kinds[path] is None]
    blocks = _blocks(tables)
    wanted = None if only is None else _wanted(tables, blocks, only)
    for path, kind in kinds.items():
        if kind is not None:
            origins, paths = _routing_table(path, kind, blocks, wanted)
            tables += [origins, paths] if only is None else [paths]
    yield from tables
    yield _networks(tables, blocks)


def _blocks(tables: Sequence[Compiled]) -> tuple[Ints, Ints, Ints]:
    return _gathered(tables, _placing(tables), ("first", "last", "country"))


def _placing(tables: Sequence[Compiled]) -> str:
    """Geolocation says where addresses are, registries only who answers for them."""
    return "places" if any(table.about.kind == "places" for table in tables) else "blocks"


def _wanted(
    tables: Sequence[Compiled], blocks: tuple[Ints, Ints, Ints], country: str
) -> NDArray[np.bool_]:
    """Of each /16, whether the country has addresses in it."""
    if all(table.about.kind != "origins" for table in tables):
        raise PackError(
            f"the routes to {country} alone do not tell where networks are at home: "
            "give a table of origins (pfx2as) too, or leave out --only"
        )
    here = blocks[2] == country_number(country)
    if not here.any():
        raise PackError(f"no table says which addresses are in {country}: give registry statistics")
    steps = np.zeros((1 << 16) + 1, np.int64)
    np.add.at(steps, blocks[0][here] >> 16, 1)
    np.add.at(steps, (blocks[1][here] >> 16) + 1, -1)
    found: NDArray[np.bool_] = np.cumsum(steps)[:-1] > 0
    return found


def _routing_table(
    path: Path, kind: int, blocks: tuple[Ints, Ints, Ints], wanted: NDArray[np.bool_] | None
) -> tuple[Compiled, Compiled]:
    digest = hashlib.sha256()
    with path.open("rb") as packed:
        while block := packed.read(1 << 20):
            digest.update(block)
    with Unpacked(path) as stream:
        routes = read_routes(stream, str(path), kind, wanted=wanted)
    if not routes.entries:
        raise PackError(f"{path} holds no route: {routes.first_fault or 'is it a table of routes?'}")
    reach = summarise(routes, blocks)
    day = datetime.fromtimestamp(routes.seconds, UTC).date().isoformat()
    about = about_table(path, "origins", day, digest.hexdigest())
    first, length, asn = reach.origins
    v6 = [np.concatenate([part[i] for part in routes.v6] or [none()]) for i in range(3)]
    origins = Compiled(
        about=replace(about, rows=len(first) + len(v6[0]), skipped=routes.bad),
        sections={
            "first": u4(first), "length": u4(length), "asn": u4(asn),
            "v6_high": v6[0].view(np.uint64), "v6_length": u4(v6[1]), "v6_asn": u4(v6[2]),
        },
    )  # fmt: skip
    return origins, Compiled(
        about=replace(about, name="paths", kind="paths", rows=len(reach.row_peer), skipped=routes.bad),
        sections={
            "peer": u4(reach.peers),
            "peer_prefixes": u4(reach.peer_prefixes),
            "row_peer": u4(reach.row_peer),
            "row_path": u4(reach.row_path),
            "row_addresses": reach.row_addresses.astype("<u8"),
            "placed_row": u4(reach.placed_row),
            "placed_country": u4(reach.placed_country),
            "placed_addresses": reach.placed_addresses.astype("<u8"),
            "hops": reach.hops.astype("<u4"),
            "at": reach.at.astype("<u8"),
        },
    )


# ---------------------------------------------------------------- what follows from several tables


def _networks(tables: Sequence[Compiled], blocks: tuple[Ints, Ints, Ints]) -> Compiled:
    """Addresses per network, and per network and country, from all origins and blocks."""
    space = measure(_gathered(tables, "origins", ("first", "length", "asn")), blocks)
    wide = _wide(tables)
    rest = [table.about for table in tables if table.about.kind in ("origins", _placing(tables))]
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
            "asn": u4(space.asns),
            "addresses": space.addresses.astype("<u8"),
            "prefixes": u4(space.prefixes),
            "located_asn": u4(space.located_asn),
            "located_country": u4(space.located_country),
            "located_addresses": space.located_addresses.astype("<u8"),
            "v6_asn": u4(wide.located_asn),
            "v6_country": u4(wide.located_country),
            "v6_networks": wide.located_addresses.astype("<u8"),
        },
    )


def _wide(tables: Sequence[Compiled]) -> Space:
    """The same for IPv6, in /48 networks."""
    high, length, asn = _gathered(tables, "origins", ("v6_high", "v6_length", "v6_asn"))
    length = np.minimum(length, V6_BITS)
    first = (high.view(np.uint64) >> np.uint64(16)).astype(np.int64) & (-1 << (V6_BITS - length))
    blocks = _gathered(tables, _placing(tables), ("v6_first", "v6_last", "v6_country"))
    return measure((first, length, asn), blocks, V6_BITS)


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
