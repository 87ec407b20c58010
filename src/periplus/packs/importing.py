"""From a file, or the members of a package, to an installed pack."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from periplus.packs import cities, outlines, preload, providers, root, suffixes
from periplus.packs.build import Rows
from periplus.packs.container import About, Array, PackError, write
from periplus.packs.recipes import Reader, Recipe, day_in, recipe
from periplus.packs.shelf import path_of, where

LIMIT_BYTES = 1 << 30
"""More than any source of a pack holds; what is larger is not read."""
_DATE_SIGNS = ("VERSION:", '"createDate"', '"creationTime"', '"last_updated_timestamp"')


def import_file(
    name: str,
    *paths: Path,
    directory: Path | None = None,
    dated: str | None = None,
    licence: str | None = None,
) -> About:
    """Make the pack `name` of files (plain or gzip). PackError tells in one sentence why not.

    `dated` is the ISO 8601 date of the data; without it the oldest of the dates that the files state,
    in themselves or in their names, else on which they were last changed. Copies of the root zone
    keep a date each; the pack has the newest.
    """
    chosen = _recipe(name)
    if chosen.reader in (Reader.TEXT, Reader.MMDB) and len(paths) > 1:
        raise PackError(f"the pack {name} is made of one file, not of {len(paths)}")
    names = {path: _called(path, paths) for path in paths}
    contents = {called: _read(path) for path, called in names.items()}
    days = [dated or _day(chosen, path, called, contents[called]) for path, called in names.items()]
    return install(
        chosen,
        contents,
        source="file " + ", ".join(contents),
        dated=max(days) if chosen.reader is Reader.ROOT else min(days),
        licence=licence,
        directory=directory or where(),
    )


def _called(path: Path, paths: Sequence[Path]) -> str:
    """The file's name, with its directory's where two have the same."""
    alone = [one.name for one in paths].count(path.name) == 1
    return path.name if alone else f"{path.parent.name}/{path.name}"


def _day(chosen: Recipe, path: Path, called: str, content: bytes) -> str:
    if chosen.reader is Reader.ROOT:
        return root.day_of_copy(called, content)
    return stated_day(content) or day_in(path.name) or _changed(path)


def _recipe(name: str) -> Recipe:
    try:
        return recipe(name)
    except KeyError as error:
        raise PackError(error.args[0]) from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(LIMIT_BYTES + 1)
        if content[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(content)) as unpacked:
                content = unpacked.read(LIMIT_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise PackError(f"cannot read {path}: {error}") from error
    if len(content) > LIMIT_BYTES:
        raise PackError(f"{path} is larger than {LIMIT_BYTES} bytes: no pack is that large")
    return content


def stated_day(content: bytes) -> str | None:
    """The date that a public suffix list (VERSION:) or a provider (createDate) puts at its head."""
    for line in content[:4096].decode("utf-8", "replace").replace(",", "\n").splitlines():
        if any(sign in line for sign in _DATE_SIGNS):
            return day_in(line)
    return None


def _changed(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


def install(
    chosen: Recipe,
    contents: Mapping[str, bytes],
    *,
    source: str,
    dated: str,
    licence: str | None = None,
    directory: Path,
) -> About:
    """Build and install a pack of the named contents. PackError tells in one sentence why not."""
    if day_in(dated) != dated:
        raise PackError(f"{dated!r} is not a date like 2026-06-17")
    whole = hashlib.sha256()
    for content in contents.values():
        whole.update(content)
    sections, rows, skipped = _sections(chosen, contents, dated)
    about = About(
        name=chosen.name,
        kind=chosen.kind,
        source=source,
        dated=dated,
        licence=licence or chosen.licence,
        attribution=chosen.attribution,
        caution=chosen.caution if source.startswith(chosen.client.value) else "",
        source_digest=whole.hexdigest(),
        rows=rows,
        skipped=skipped,
    )
    path = path_of(chosen.name, directory)
    try:
        if chosen.reader is Reader.MMDB:
            cities.install(path, about, b"".join(contents.values()))
        else:
            write(path, about, sections)
    except OSError as error:
        raise PackError(f"cannot write {path}: {error.strerror}") from error
    return about


def _sections(
    chosen: Recipe, contents: Mapping[str, bytes], dated: str
) -> tuple[dict[str, Array], int, int]:
    match chosen.reader:
        case Reader.PRELOAD:
            return *preload.compile_list(contents), 0
        case Reader.ROOT:
            return root.compile_copies(contents, dated)
        case Reader.TEXT | Reader.MMDB:
            ((name, content),) = contents.items()
            count = _kept_whole(chosen, name, content)
            return {"text": np.frombuffer(content, dtype="|u1")}, count, 0
        case Reader.DOCUMENTS:
            count = sum(_entries(name, content) for name, content in contents.items())
            kept = {name: np.frombuffer(content, dtype="|u1") for name, content in contents.items()}
            return kept, count, 0
        case Reader.LINES:
            rows = Rows(chosen.kind)
            for name, content in contents.items():
                rows.read(io.BytesIO(content), name)
            return rows.sections(), rows.count, rows.skipped
        case Reader.PROVIDERS:
            rows = Rows(chosen.kind)
            # Of equal ranges the first counts: one with its region says more, whatever file it is in.
            for without_region in (False, True):
                for name, content in contents.items():
                    lines = providers.lines(content, name)
                    rows.read((one for one in lines if one.endswith(b",") is without_region), name)
            return rows.sections(), rows.count, rows.skipped


def _kept_whole(chosen: Recipe, name: str, content: bytes) -> int:
    """How many entries a file has that is kept as it is; 0: it does not tell. PackError: it is none."""
    if not content:
        raise PackError(f"there is nothing in {name}")
    match chosen.kind:
        case "mmdb":
            cities.check(name, content)
            return 0
        case "suffixes":
            count = sum(1 for _ in suffixes.rules(content))
        case _:
            count = len(outlines.outlines(content))
    if not count:
        raise PackError(f"no pack was made: {name} holds nothing that {chosen.name} tells")
    return count


def _entries(name: str, content: bytes) -> int:
    """How many entries a JSON document has. PackError when it is none, or has none."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackError(f"{name} is not JSON: {error}") from error
    if not isinstance(document, dict | list) or not document:
        raise PackError(f"there is nothing in {name}")
    return len(document)
