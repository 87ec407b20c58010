"""What a corpus of technology rules says of a captured page: which pattern fits, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from periplus.facts.selector import load_json
from periplus.model import Basis, Fact, Reading, Subject

MEDIA_TYPE = "application/vnd.periplus.technology-matches"
MAX_TECHNOLOGIES = 1000
MAX_MATCHES = 50  # of one technology


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusMatch(Fact):
    """A pattern of a technology that fits something of the page."""

    technology: str
    categories: tuple[str, ...]
    kind: str  # headers, cookies, scriptSrc, html, dom …
    key: str  # the field, cookie, element …; empty for kinds without
    pattern: str
    version: str | None
    confidence: int  # as the corpus states; 100 mostly means that nobody stated any
    found: str  # what it fits, at most 200 characters
    capture: str  # Evidence.id of what it fits
    place: str  # selector in that capture; empty: somewhere in it
    corpus: str  # which corpus, in a few words


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusImplied(Fact):
    """A technology that another one brings with it, says the corpus."""

    technology: str
    categories: tuple[str, ...]
    by: str
    confidence: int
    corpus: str


def read_matches(body: bytes, about: Subject) -> Iterator[Reading]:
    """The matches of one document about a site; nothing of other bytes."""
    try:
        document = load_json(body)
        corpus = _text(document, "corpus")
        technologies = document["technologies"][:MAX_TECHNOLOGIES]
    except (ValueError, TypeError, KeyError):
        return
    for index, entry in enumerate(technologies):
        try:
            facts = list(_facts(entry, corpus, f"json:/technologies/{index}"))
        except (TypeError, KeyError, AttributeError):
            continue
        for fact, selector in facts:
            yield Reading(subject=about, fact=fact, selector=selector, basis=Basis.DEDUCED)


def _facts(entry: Mapping[str, Any], corpus: str, place: str) -> Iterator[tuple[Fact, str]]:
    name = _text(entry, "name")
    categories = tuple(str(one) for one in entry["categories"])
    for number, one in enumerate(entry["matches"][:MAX_MATCHES]):
        match = CorpusMatch(
            technology=name,
            categories=categories,
            kind=_text(one, "kind"),
            key=_text(one, "key"),
            pattern=_text(one, "pattern"),
            version=_text(one, "version") if one["version"] is not None else None,
            confidence=_number(one),
            found=_text(one, "found"),
            capture=_text(one, "capture"),
            place=_text(one, "place"),
            corpus=corpus,
        )
        yield match, f"{place}/matches/{number}"
    for number, one in enumerate(entry["implied"][:MAX_MATCHES]):
        implied = CorpusImplied(
            technology=name,
            categories=categories,
            by=_text(one, "by"),
            confidence=_number(one),
            corpus=corpus,
        )
        yield implied, f"{place}/implied/{number}"


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _number(entry: Mapping[str, Any]) -> int:
    value = entry["confidence"]
    if not isinstance(value, int):
        raise TypeError(value)
    return max(0, min(100, value))
