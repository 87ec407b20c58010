"""Address to city from a MaxMind DB file, read by the optional package maxminddb."""

from __future__ import annotations

import hashlib
import importlib
import ipaddress
import json
from functools import cached_property
from pathlib import Path
from typing import Any

from periplus.packs.container import About, Container, PackError, write
from periplus.packs.table import Row

_MARK = b"\xab\xcd\xefMaxMind.com"
_MARK_WITHIN_BYTES = 128 * 1024


def check(name: str, content: bytes) -> None:
    """PackError when a file is no MaxMind DB: its marker stands near the end (format 2.0)."""
    if _MARK not in content[-_MARK_WITHIN_BYTES:]:
        raise PackError(f"{name} is no MaxMind DB (.mmdb)")


def install(path: Path, about: About, content: bytes) -> str:
    """Keep the file beside its pack, under its digest; the pack comes last. Returns its digest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(path, hashlib.sha256(content).hexdigest())
    part = beside.with_suffix(".part")
    part.write_bytes(content)
    part.replace(beside)
    digest = write(path, about, {})
    for old in path.parent.glob(f"{path.stem}-*.mmdb"):
        if old != beside:
            old.unlink()
    return digest


def _beside(path: Path, digest: str) -> Path:
    return path.with_name(f"{path.stem}-{digest[:16]}.mmdb")


class CityPack:
    """An open city pack."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no such table."""
        if container.about.kind != "mmdb":
            raise PackError(f"the pack {container.path} holds no cities")
        self.about = container.about
        self.digest = container.digest
        self._path = _beside(container.path, container.about.source_digest)

    @classmethod
    def open(cls, path: Path) -> CityPack:
        """Open a pack file. PackError when it is missing, half built or damaged."""
        return cls(Container(path))

    @cached_property
    def _reader(self) -> Any:  # noqa: ANN401 - the package is optional
        try:
            maxminddb = importlib.import_module("maxminddb")
        except ImportError as error:
            raise PackError(
                "the city pack needs the package maxminddb: pip install periplus[city]"
            ) from error
        try:
            with self._path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            reader = maxminddb.open_database(self._path)
        except (OSError, ValueError, RuntimeError) as error:
            raise PackError(f"cannot read the city pack {self._path}: {error}") from error
        if digest != self.about.source_digest:
            raise PackError(f"{self._path} was changed: pull or import it again")
        return reader

    def lookup(self, address: str) -> Row | None:
        """The record of one address, None when there is none. ValueError: no address."""
        parsed = ipaddress.ip_address(address)
        reader = self._reader
        try:
            record, length = reader.get_with_prefix_len(address)
        except ValueError:
            # A file of IPv4 alone refuses IPv6.
            return None
        except RuntimeError as error:
            raise PackError(f"cannot read the city pack {self._path}: {error}") from error
        if not isinstance(record, dict):
            return None
        network = ipaddress.ip_network(f"{parsed}/{length}", strict=False)
        line = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return Row(
            first=str(network[0]), last=str(network[-1]), fields=city_fields(record), line=line.encode()
        )


def city_fields(record: dict[str, Any]) -> dict[str, str]:
    """Country, region and city, of the nested shape (GeoIP2) and of the flat one."""
    return {
        "country": _first(record, ("country", "iso_code"), ("country_code",)),
        "region": _first(record, ("subdivisions", 0, "names", "en"), ("state1",)),
        "city": _first(record, ("city", "names", "en"), ("city",)),
    }


def _first(record: dict[str, Any], *paths: tuple[str | int, ...]) -> str:
    for path in paths:
        found: Any = record
        try:
            for step in path:
                found = found[step]
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(found, str):
            return found
    return ""
