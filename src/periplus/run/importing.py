"""Files that the user hands over, stored as evidence as they are; nothing is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from periplus.model import Blob, Evidence, Importer, Subject
from periplus.run.earlier import history_of
from periplus.store.case import Case

LIMIT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One file by its name, with what is kept of it."""

    name: str
    digest: str  # the beginning of the file's SHA-256: another content is another source
    kept: bytes

    @classmethod
    def of(cls, name: str, content: bytes, importer: Importer) -> Handed:
        """What an importer keeps of a file. ValueError when it is none of its kind."""
        try:
            kept = importer.kept(content)
        except ValueError as error:
            raise ValueError(f"{name} is no file of kind {importer.KIND}: {error}") from None
        return cls(name=name, digest=hashlib.sha256(content).hexdigest()[:16], kept=kept)


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
    return Handed.of(path.name, content, importer)


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
    """
    collector = f"{importer.__name__.rpartition('.')[2]}@{importer.VERSION}"
    new: dict[str, Evidence] = {}
    for file in files:
        source = f"import://{importer.KIND}/{quote(file.name)}?sha256={file.digest}"
        if case.find(collector=collector, source=source, vantage=vantage) is not None:
            continue
        identity = "\n".join((collector, str(target), source, captured_at.isoformat(), vantage))
        new[source] = Evidence(
            id=hashlib.sha256(identity.encode()).hexdigest()[:32],
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
    return case.add_all(list(new.values()))
