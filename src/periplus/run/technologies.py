"""The user's corpus of technology rules over one captured page: a document of what fits, and where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from periplus.facts.browser import MEDIA_TYPE as VISIT
from periplus.facts.browser import read_visit
from periplus.facts.capture import body_of, read_protocol
from periplus.facts.content import decoded_content, identity_start
from periplus.facts.script import is_script
from periplus.facts.selector import byte_range, content_range, load_json
from periplus.model import Evidence, Reading
from periplus.packs.shelf import Shelf
from periplus.signatures.corpus import Corpus, read_corpus
from periplus.signatures.engine import Hit, Matcher, Page
from periplus.signatures.markup import Text
from periplus.signatures.resolving import Detected, resolve
from periplus.signatures.seen import texts_of

PACK = "technologies"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILES = 200
_MAX_FOUND_CHARS = 200


class CorpusError(ValueError):
    """Why there is no corpus; one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A corpus ready to be asked, and what it must not be parted from."""

    corpus: Corpus
    matcher: Matcher
    about: Mapping[str, str]  # source, date, licence, attribution, digest

    def document(self, captures: Sequence[Evidence]) -> dict[str, Any]:
        """What fits the last capture's page, and what came with it and before it."""
        hits = self.matcher.match(page_of(captures))
        detected = resolve(self.corpus, hits)
        return {
            **self.about,
            "corpus": f"the technology rules of {self.about['source']}",
            "technologies": [_entry(one, captures) for one in detected],
        }


def load(shelf: Shelf, directory: str) -> Loaded:
    """The rules of a directory, else of the pack. CorpusError when there are none."""
    about, documents = _directory(Path(directory)) if directory else _pack(shelf)
    try:
        corpus = read_corpus([load_json(content) for content in documents])
    except ValueError as error:
        raise CorpusError(f"a document of {about['source']} is not JSON: {error}") from error
    if not corpus.patterns:
        raise CorpusError(f"there are no technology rules in {about['source']}")
    return Loaded(corpus=corpus, matcher=Matcher(corpus), about=about)


def _pack(shelf: Shelf) -> tuple[Mapping[str, str], Sequence[bytes]]:
    found = shelf.documents(PACK)
    if isinstance(found, str):
        raise CorpusError(found)
    return found


def _directory(directory: Path) -> tuple[Mapping[str, str], Sequence[bytes]]:
    """The JSON files of a directory, in order of their names."""
    try:
        paths = sorted(directory.rglob("*.json"))[:MAX_FILES]
        if any(path.stat().st_size > MAX_FILE_BYTES for path in paths):
            raise CorpusError(f"a file of {directory} is too large for technology rules")
        documents = [path.read_bytes() for path in paths]
        changed = max((path.stat().st_mtime for path in paths), default=0.0)
    except OSError as error:
        raise CorpusError(f"cannot read {directory}: {error.strerror}") from error
    digest = hashlib.sha256()
    for path, content in zip(paths, documents, strict=True):
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    about = {
        "source": f"directory {directory.name}",
        "date": datetime.fromtimestamp(changed, UTC).date().isoformat(),
        "licence": "as its owner states",
        "attribution": "",
        "digest": digest.hexdigest(),
    }
    return about, documents


# ---------------------------------------------------------------- page


def page_of(captures: Sequence[Evidence]) -> Page:
    """The last capture's page, and what came with all: fields, cookies, scripts, the certificate.

    Of a browser's visit, what it left: its markup and its address are the front page's to tell.
    """
    texts: list[Text] = []
    for one in captures:
        body = body_of(one)
        if one.media_type == "message/http" and is_script(body):
            texts.append(Text(kind="scripts", content=decoded_content(body), place=f"{one.id} "))
        else:
            texts += (replace(text, place=f"{one.id} {text.place}") for text in texts_of(_readings(one)))
    last = captures[-1]
    if last.media_type == VISIT:
        return Page(url="", texts=texts)
    return Page(url=last.source, texts=texts, content=decoded_content(body_of(last)))


def _readings(one: Evidence) -> Iterator[Reading]:
    if one.media_type == VISIT:
        return read_visit(body_of(one), about=one.target)
    return read_protocol(one)


# ---------------------------------------------------------------- document


def _entry(detected: Detected, captures: Sequence[Evidence]) -> dict[str, Any]:
    return {
        "name": detected.technology.name,
        "categories": list(detected.technology.categories),
        "matches": [_match(hit, captures) for hit in _distinct(detected.hits)],
        "implied": [{"by": one.by, "confidence": one.confidence} for one in detected.implied],
    }


def _distinct(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit per pattern and version."""
    seen: set[tuple[object, str | None]] = set()
    for hit in hits:
        if (hit.pattern, hit.version) not in seen:
            seen.add((hit.pattern, hit.version))
            yield hit


def _match(hit: Hit, captures: Sequence[Evidence]) -> dict[str, Any]:
    capture, _, place = hit.text.place.partition(" ")
    if not place:
        held = next((one for one in captures if one.id == capture), captures[-1])
        capture, place = held.id, _located(hit, body_of(held))
    found = hit.fragment or hit.text.content
    return {
        "kind": hit.pattern.kind,
        "key": f"{hit.pattern.key} {hit.pattern.part}".strip(),
        "pattern": hit.pattern.source,
        "version": hit.version,
        "confidence": hit.pattern.confidence,
        "found": found.decode(errors="replace")[:_MAX_FOUND_CHARS],
        "capture": capture,
        "place": place,
    }


def _located(hit: Hit, body: bytes) -> str:
    """The smallest selector of what fits; empty when the markup writes it in another way."""
    content = decoded_content(body)
    fragment, whole = hit.fragment, hit.text.content
    if hit.text.kind == "html":
        first = hit.first
    else:
        around = content.find(whole)
        first = around + hit.first if around >= 0 else content.find(fragment)
    if first < 0 or not fragment:
        first, fragment = content.find(whole), whole
    if first < 0 or not fragment:
        return ""
    start = identity_start(body)
    end = first + len(fragment)
    return content_range(first, end) if start is None else byte_range(start + first, start + end)


def encoded(document: Mapping[str, Any]) -> bytes:
    """The document as it is stored."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True).encode() + b"\n"
