"""The packs on this disk: where they lie, what each says of itself, and what they answer."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from periplus.model import Failure
from periplus.packs.cities import CityPack
from periplus.packs.container import About, Container, PackError
from periplus.packs.documents import Documents
from periplus.packs.parties import Parties
from periplus.packs.preload import PreloadList
from periplus.packs.recipes import RECIPES, Client, Recipe, recipe
from periplus.packs.root import RootZones
from periplus.packs.suffixes import Suffixes
from periplus.packs.table import Pack, Row

MEDIA_TYPE = "application/vnd.periplus.pack-row"

OpenPack: TypeAlias = Pack | Suffixes | CityPack | RootZones | PreloadList | Parties | Documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of `data list`."""

    recipe: Recipe
    about: About | None  # None: not here, or not whole
    digest: str = ""
    problem: str = ""  # one sentence, when the file is there and cannot be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a pack says of a key, ready to become evidence."""

    source: str  # pack://NAME/KEY, or pack://NAME when the pack is not here
    body: bytes
    media_type: str
    failure: Failure | None = None


def where(environment: Mapping[str, str] | None = None) -> Path:
    """The directory of the packs: $PERIPLUS_DATA, else periplus in the XDG data home."""
    values = os.environ if environment is None else environment
    if values.get("PERIPLUS_DATA"):
        return Path(values["PERIPLUS_DATA"])
    home = values.get("XDG_DATA_HOME", "")
    # XDG Base Directory Specification: a relative path is to be ignored.
    base = Path(home) if Path(home).is_absolute() else Path.home() / ".local" / "share"
    return base / "periplus"


def path_of(name: str, directory: Path) -> Path:
    """Where the pack of that name lies, or would. KeyError when no pack is called so."""
    return directory / f"{recipe(name).name}.pack"


def list_packs(directory: Path | None = None) -> tuple[Listed, ...]:
    """Every pack there can be, with what is here of it."""
    return tuple(_listed(one, directory or where()) for one in RECIPES)


def _listed(one: Recipe, directory: Path) -> Listed:
    path = path_of(one.name, directory)
    if not path.exists():
        return Listed(recipe=one, about=None)
    try:
        container = Container(path)
    except PackError as error:
        return Listed(recipe=one, about=None, problem=str(error))
    return Listed(recipe=one, about=container.about, digest=container.digest)


class Shelf:
    """The packs that one run asks; each is opened at its first question."""

    def __init__(self, directory: Path | None) -> None:
        """`directory` None: no pack is here, whatever the disk holds (a laboratory)."""
        self._directory = directory
        self._open: dict[str, OpenPack | str] = {}

    def answer(self, name: str, key: str) -> Answer:
        """What the pack says of a key: an address, or a domain name (suffixes, root). Never raises."""
        pack = self._pack(name)
        if isinstance(pack, str):
            return Answer(
                source=f"pack://{name}",
                body=pack.encode(),
                media_type="text/plain",
                failure=Failure.UNAVAILABLE,
            )
        source = f"pack://{name}/{key}"
        try:
            row = _row(pack, key)
        except PackError as error:
            self._open[name] = str(error)
            return self.answer(name, key)
        except ValueError as error:
            return _nothing(source, f"the pack {name} cannot be asked for {key!r}: {error}")
        if row is None:
            return _nothing(source, f"the pack {name} of {pack.about.dated} has no row for {key}")
        line = json.dumps(document(pack.about, pack.digest, row), ensure_ascii=False, sort_keys=True)
        return Answer(source=source, body=line.encode() + b"\n", media_type=MEDIA_TYPE)

    def documents(self, name: str) -> tuple[Mapping[str, str], tuple[bytes, ...]] | str:
        """A pack of documents: what it must not be parted from, and each; else why not."""
        pack = self._pack(name)
        if not isinstance(pack, Documents):
            return pack if isinstance(pack, str) else f"the pack {name} holds no documents"
        try:
            return provenance(pack.about, pack.digest), pack.contents()
        except PackError as error:
            return str(error)

    def _pack(self, name: str) -> OpenPack | str:
        if name not in self._open:
            self._open[name] = self._opened(name)
        return self._open[name]

    def _opened(self, name: str) -> OpenPack | str:
        try:
            path = path_of(name, self._directory) if self._directory else None
        except KeyError as error:
            return str(error.args[0])
        if path is None or not path.exists():
            by_hand = recipe(name).client is Client.NONE
            remedy = f"import {name} FILE" if by_hand else f"pull {name}"
            return f"the pack {name} is not on this machine: periplus data {remedy}"
        try:
            container = Container(path)
            match container.about.kind:
                case "hsts":
                    return PreloadList(container)
                case "root-zone":
                    return RootZones(container)
                case "suffixes":
                    return Suffixes(container)
                case "third-parties":
                    return Parties(container)
                case "documents":
                    return Documents(container)
                case "mmdb":
                    return CityPack(container)
                case _:
                    return Pack(container)
        except PackError as error:
            return str(error)


def _nothing(source: str, sentence: str) -> Answer:
    return Answer(
        source=source, body=sentence.encode(), media_type="text/plain", failure=Failure.NOT_FOUND
    )


def _row(pack: OpenPack, key: str) -> Mapping[str, object] | None:
    if isinstance(pack, Documents):
        return None  # it is read whole
    if isinstance(pack, Parties):
        return pack.lookup(key)
    if isinstance(pack, Suffixes):
        found = pack.divide(key)
        return {
            "suffix": found.suffix,
            "registrable": found.registrable,
            "private": found.private,
            "line": found.line.decode("utf-8", "replace"),
        }
    if isinstance(pack, RootZones | PreloadList):
        return pack.row(key)
    row = pack.lookup(key)
    return None if row is None else _address_row(row)


def _address_row(row: Row) -> Mapping[str, object]:
    line = row.line.decode("utf-8", "replace")
    return {**row.fields, "first": row.first, "last": row.last, "line": line}


def document(about: About, digest: str, row: Mapping[str, object]) -> dict[str, object]:
    """The body of the evidence: the row, and what it must not be parted from."""
    return {**provenance(about, digest), "row": row}


def provenance(about: About, digest: str) -> dict[str, str]:
    """What is told of a pack wherever its rows are used."""
    return {
        "pack": about.name,
        "kind": about.kind,
        "source": about.source,
        "date": about.dated,
        "licence": about.licence,
        "attribution": about.attribution,
        "caution": about.caution,
        "digest": digest,
    }
