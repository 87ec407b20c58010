"""Files that the user hands over, stored as evidence as they are; nothing is sent."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from periplus.facts.recorded import wanted
from periplus.facts.script import is_script
from periplus.model import Blob, Evidence, Failure, Importer, Recorded, Subject
from periplus.packs.shelf import Shelf
from periplus.run.comparing import MEDIA_TYPES, Comparisons
from periplus.run.earlier import history_of
from periplus.run.technologies import CorpusError, encoded
from periplus.store.case import Case

LIMIT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One file by its name, with what is kept of it."""

    name: str
    digest: str  # the beginning of the file's SHA-256: another content is another source
    kept: bytes
    recorded: tuple[Recorded, ...] = ()  # the responses of a visit

    @classmethod
    def of(cls, name: str, content: bytes, importer: Importer) -> Handed:
        """What an importer keeps of a file. ValueError when it is none of its kind."""
        try:
            kept = importer.kept(content)
        except ValueError as error:
            raise ValueError(f"{name} is no file of kind {importer.KIND}: {error}") from None
        recorded = importer.recorded(content) if hasattr(importer, "recorded") else ()
        digest = hashlib.sha256(content).hexdigest()[:16]
        return cls(name=name, digest=digest, kept=kept, recorded=tuple(recorded))


def read_files(paths: Sequence[Path], importer: Importer) -> list[Handed]:
    """The files, all of them or none. ValueError names the first that cannot be taken in.

    An importer of DNS history takes an earlier case for a file too: the records that it saw.
    """
    return [_read(path, importer) for path in paths]


def _read(path: Path, importer: Importer) -> Handed:
    if path.is_dir() and importer.KIND == "history":
        with Case.open(path, read_only=True) as earlier:
            return Handed.of(path.resolve().name, history_of(earlier), importer)
    try:
        with path.open("rb") as stream:
            content = stream.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if len(content) > LIMIT_BYTES:
        raise ValueError(f"{path} is larger than {LIMIT_BYTES >> 20} MiB: split it")
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(path, content)
    return Handed.of(path.name, content, importer)


def _unpacked(path: Path, packed: bytes) -> bytes:
    """The content of a gzip file (RFC 1952) of any number of members, within the bound."""
    parts: list[bytes] = []
    room = LIMIT_BYTES + 1
    try:
        while packed.startswith(b"\x1f\x8b") and room > 0:
            member = zlib.decompressobj(16 + zlib.MAX_WBITS)
            parts.append(member.decompress(packed, room))
            room -= len(parts[-1])
            if not member.eof and room > 0:
                raise ValueError(f"{path} is a gzip file that breaks off")
            packed = member.unused_data
    except zlib.error:
        raise ValueError(f"{path} is a gzip file that cannot be read") from None
    if room <= 0:
        raise ValueError(f"{path} unpacks to more than {LIMIT_BYTES >> 20} MiB: split it")
    return b"".join(parts)


def take_in(
    case: Case,
    files: Sequence[Handed],
    importer: Importer,
    *,
    target: Subject,
    vantage: str,
    captured_at: datetime,
) -> tuple[Evidence, ...]:
    """Store files as captures of an importer; a file that the case holds already is passed over.

    `target`: whom the files are about. `vantage`: whence the tool looked that wrote them.
    ValueError when a visit of another site is handed over: none of the files is stored then.
    """
    collector = f"{importer.__name__.rpartition('.')[2]}@{importer.VERSION}"
    new: dict[str, Evidence] = {}
    for file in files:
        source = f"import://{importer.KIND}/{quote(file.name)}?sha256={file.digest}"
        if case.find(collector=collector, source=source, vantage=vantage) is not None:
            continue
        about = Evidence(
            id=_identity(collector, str(target), source, captured_at.isoformat(), vantage),
            collector=collector,
            target=target,
            source=source,
            asked=None,
            dialled=None,
            request=b"",
            body=Blob.of(file.kept),
            media_type=importer.MEDIA_TYPE,
            captured_at=captured_at,
            elapsed_s=0.0,
            vantage=vantage,
            sensitivity=importer.SENSITIVITY,
        )
        new[source] = about
        new |= {one.id: one for one in _responses(file, about)}
    return tuple(one for one in case.add_all(list(new.values())) if one.source.startswith("import://"))


def _responses(file: Handed, about: Evidence) -> Iterator[Evidence]:
    """The recorded responses of the target's site, each at its own time."""
    here, others = wanted(file.recorded, about.target)
    if others and not here:
        sites = ", ".join(others[:3])
        raise ValueError(f"{file.name} holds no page of {about.target.key}, but of {sites}")
    for one in here:
        at = min(one.at or about.captured_at, about.captured_at)
        yield replace(
            about,
            id=_identity(about.id, one.url, at.isoformat()),
            source=one.url,
            request=one.request,
            body=Blob.of(one.message),
            media_type="message/http",
            captured_at=at,
        )


def ask_packs(
    case: Case, *, packs: Path | None, settings: Mapping[str, Any], at: datetime
) -> tuple[Evidence, ...]:
    """What the packs for pages say of each recorded visit of the case that was not yet compared."""
    names = {name.strip() for name in str(settings.get("page_packs", "")).split(",")}
    groups: dict[tuple[str, str], list[Evidence]] = {}
    asked: set[tuple[str, str]] = set()
    for one in case.evidences():
        visit = (one.collector, one.vantage)
        if one.collector.startswith("imported_") and one.source.startswith("pack://"):
            asked.add(visit)
        elif one.collector.startswith("imported_") and one.media_type == "message/http":
            groups.setdefault(visit, []).append(one)
    comparisons = Comparisons(Shelf(packs), str(settings.get("technologies") or ""))
    new: list[Evidence] = []
    for visit, captures in groups.items():
        scripts = [one for one in captures if is_script(one.body.read(8192))]
        pages = [one for one in captures if one not in scripts]
        if pages and visit not in asked:
            # The page that is asked about stands last.
            ordered = [*scripts, *pages]
            new += [_asked(n, ordered, comparisons, at) for n in MEDIA_TYPES if n in names]
    return case.add_all(new)


def _asked(name: str, captures: Sequence[Evidence], comparisons: Comparisons, at: datetime) -> Evidence:
    page, source = captures[-1], f"pack://{name}"
    try:
        body = encoded(comparisons.document(name, captures))
        media_type, failure, source = MEDIA_TYPES[name], None, f"{source}?capture={page.id}"
    except CorpusError as error:
        body, media_type, failure = str(error).encode(), "text/plain", Failure.UNAVAILABLE
    return replace(
        page,
        id=_identity(page.id, source, at.isoformat()),
        source=source,
        request=b"",
        body=Blob.of(body),
        media_type=media_type,
        captured_at=at,
        failure=failure,
    )


def _identity(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
