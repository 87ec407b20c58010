"""The pack of libraries with known flaws over captured scripts: what shows itself, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from periplus.facts.browser import MEDIA_TYPE as VISIT
from periplus.facts.browser import BrowserRequest, read_visit
from periplus.facts.capture import body_of
from periplus.facts.content import decoded_content, identity_start
from periplus.facts.libraries import MAX_FLAWS, MAX_LIBRARIES
from periplus.facts.page import PageScript, read_page
from periplus.facts.script import MAX_SCRIPT_BYTES, is_script
from periplus.facts.selector import byte_range, content_range, load_json
from periplus.model import Evidence
from periplus.packs.shelf import Shelf
from periplus.run.technologies import CorpusError
from periplus.signatures.libraries import Flaw, Library, Repository, read_repository

PACK = "libraries"
_MAX_CAPTURES = 60
_MAX_ADDRESSES = 500
_MAX_FOUND_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    library: Library
    url: str
    capture: str
    place: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A repository ready to be asked, and what it must not be parted from."""

    repository: Repository
    about: Mapping[str, str]  # source, date, licence, attribution, digest

    def document(self, captures: Sequence[Evidence]) -> dict[str, Any]:
        """What shows itself in the scripts and their addresses, each library and version once."""
        scripts = [one for one in captures if _is_script(one)][:_MAX_CAPTURES]
        addresses = dict(_addresses(captures))
        found: dict[tuple[str, str], _Seen] = {}
        for one in scripts:
            for seen in self._in_script(one):
                found.setdefault((seen.library.name, seen.library.version), seen)
        for url, capture in list(addresses.items())[:_MAX_ADDRESSES]:
            for hit in self.repository.in_address(url):
                text = url.encode(errors="replace")[hit.first : hit.end].decode(errors="replace")
                seen = _Seen(library=hit, url=url, capture=capture, place="", found=text)
                found.setdefault((hit.name, hit.version), seen)
        return {
            **self.about,
            "corpus": f"the libraries of {self.about['source']}",
            "scripts": len(scripts),
            "addresses": len(addresses),
            "unused_patterns": self.repository.unused,
            "libraries": [self._entry(found[key]) for key in sorted(found)[:MAX_LIBRARIES]],
        }

    def _in_script(self, capture: Evidence) -> Iterator[_Seen]:
        body = body_of(capture)
        content = decoded_content(body)[:MAX_SCRIPT_BYTES]
        start = identity_start(body)
        for hit in self.repository.in_content(content):
            first, end = hit.first, hit.end
            here = content_range(first, end) if start is None else byte_range(start + first, start + end)
            yield _Seen(
                library=hit,
                url=capture.source,
                capture=capture.id,
                place=here,
                found=content[first:end].decode(errors="replace")[:_MAX_FOUND_CHARS],
            )

    def _entry(self, seen: _Seen) -> dict[str, Any]:
        library = seen.library
        flaws = list(self.repository.against(library.name, library.version))[:MAX_FLAWS]
        return {
            "name": library.name,
            "version": library.version,
            "how": library.how,
            "url": seen.url[:2000],
            "capture": seen.capture,
            "place": seen.place,
            "found": seen.found,
            "flaws": [_flaw(one) for one in flaws],
        }


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {
        "at_or_above": flaw.at_or_above,
        "below": flaw.below,
        "severity": flaw.severity,
        "summary": flaw.summary,
        "references": list(flaw.references),
        "links": list(flaw.links),
    }


def load(shelf: Shelf) -> Loaded:
    """The repository of the pack. CorpusError when it is not here, or is none."""
    found = shelf.documents(PACK)
    if isinstance(found, str):
        raise CorpusError(found)
    about, documents = found
    try:
        repository = read_repository([load_json(content) for content in documents])
    except ValueError as error:
        raise CorpusError(f"a document of {about['source']} is not JSON: {error}") from error
    if not repository.flaws:
        raise CorpusError(f"there are no libraries in {about['source']}")
    return Loaded(repository=repository, about=about)


def _is_script(capture: Evidence) -> bool:
    return capture.media_type == "message/http" and is_script(body_of(capture))


def _addresses(captures: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """The address of every script that the captures tell of, with the capture that does."""
    for one in captures:
        if _is_script(one):
            yield one.source, one.id
        elif one.media_type == "message/http":
            for reading in read_page(body_of(one), url=one.source):
                if isinstance(reading.fact, PageScript) and reading.fact.src:
                    yield reading.fact.src, one.id
        elif one.media_type == VISIT:
            for reading in read_visit(body_of(one), about=one.target):
                if isinstance(reading.fact, BrowserRequest) and reading.fact.kind == "Script":
                    yield reading.fact.url, one.id
