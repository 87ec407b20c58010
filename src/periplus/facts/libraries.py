"""What a repository of flaws says of captured scripts: libraries, versions, what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from periplus.facts.foreign import as_count, as_list, as_object, as_text
from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject

MEDIA_TYPE = "application/vnd.periplus.library-flaws"
MAX_LIBRARIES = 200
MAX_FLAWS = 100  # of one library


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCheck(Fact):
    """That the scripts of a page were compared with a repository."""

    scripts: int  # with content
    addresses: int  # of scripts, with content or not
    source: str  # which repository, of which day


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLibrary(Fact):
    """A library that shows itself with a version."""

    library: str
    version: str
    how: str  # address, content, digest
    url: str  # of the script
    found: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFlaw(Fact):
    """What the repository holds against that version."""

    library: str
    version: str
    url: str
    at_or_above: str
    below: str
    severity: str  # the source's own word
    summary: str
    references: tuple[str, ...]
    source: str


def read_flaws(body: bytes, about: Subject) -> Iterator[Reading]:
    """The facts of one document about a site; nothing of other bytes."""
    try:
        document = as_object(load_json(body))
    except ValueError:
        return
    source = f"{as_text(document.get('corpus'), 200)} of {as_text(document.get('date'), 20)}"
    if not isinstance(document.get("libraries"), list):
        return
    check = LibraryCheck(
        scripts=as_count(document.get("scripts")),
        addresses=as_count(document.get("addresses")),
        source=source,
    )
    yield Reading(subject=about, fact=check, selector="json:/scripts", basis=Basis.DEDUCED)
    for number, entry in enumerate(as_list(document["libraries"], MAX_LIBRARIES)):
        told = as_object(entry)
        place = f"json:/libraries/{number}"
        yield Reading(subject=about, fact=_seen(told, source), selector=place, basis=Basis.DEDUCED)
        for index, flaw in enumerate(as_list(told.get("flaws"), MAX_FLAWS)):
            fact = _flaw(told, as_object(flaw), source)
            yield Reading(
                subject=about, fact=fact, selector=f"{place}/flaws/{index}", basis=Basis.DEDUCED
            )


def _seen(told: Mapping[str, Any], source: str) -> SeenLibrary:
    return SeenLibrary(
        library=as_text(told.get("name"), 100),
        version=as_text(told.get("version"), 60),
        how=as_text(told.get("how"), 20),
        url=as_text(told.get("url"), 2000),
        found=as_text(told.get("found"), 200),
        source=source,
    )


def _flaw(told: Mapping[str, Any], flaw: Mapping[str, Any], source: str) -> KnownFlaw:
    references = tuple(as_text(one, 60) for one in as_list(flaw.get("references"), 20))
    return KnownFlaw(
        library=as_text(told.get("name"), 100),
        version=as_text(told.get("version"), 60),
        url=as_text(told.get("url"), 2000),
        at_or_above=as_text(flaw.get("at_or_above"), 60),
        below=as_text(flaw.get("below"), 60),
        severity=as_text(flaw.get("severity"), 20),
        summary=as_text(flaw.get("summary"), 300),
        references=references,
        source=source,
    )
