"""Technology rules in the Wappalyzer format, as a user has them (schema of enthec/webappanalyzer)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KEYED = ("headers", "cookies", "meta", "js", "dns", "probe")
"""Kinds of pattern that look at the value of something named."""
LISTED = ("url", "xhr", "scriptSrc", "scripts", "html", "text", "css", "robots", "certIssuer")
"""Kinds of pattern that look at every text of their kind."""
KINDS = (*KEYED, *LISTED, "dom")
MAX_TECHNOLOGIES = 50_000
MAX_PATTERNS = 500_000
_MAX_CHARS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern of one technology."""

    technology: str
    kind: str  # of KINDS
    key: str  # the name of a field, cookie …; the selector of a `dom` pattern
    part: str = ""  # of a `dom` pattern: exists, text, attribute NAME, property NAME
    source: str  # the regular expression; empty: being there is enough
    version: str = ""  # the template of the version: `\1`, `\1?a:b`
    confidence: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another technology that one names, with how surely."""

    name: str
    confidence: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """One technology and how it hangs together with others."""

    name: str
    categories: tuple[str, ...]
    implies: tuple[Reference, ...] = ()
    requires: tuple[str, ...] = ()
    requires_categories: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All technologies of a corpus, and their patterns."""

    technologies: Mapping[str, Technology]
    patterns: tuple[Pattern, ...]


def read_corpus(documents: Sequence[object]) -> Corpus:
    """The corpus of JSON documents: technologies by name, categories by number, or both in one.

    What has another form is passed over; never raises.
    """
    categories: dict[str, str] = {}
    entries: dict[str, Mapping[str, Any]] = {}
    for document in documents:
        for name, entry in _entries(document):
            if "cats" in entry:
                entries[name] = entry
            elif name.isdigit() and isinstance(entry.get("name"), str):
                categories[name] = entry["name"]
    chosen = dict(list(entries.items())[:MAX_TECHNOLOGIES])
    technologies = {name: _technology(name, entry, categories) for name, entry in chosen.items()}
    patterns = [one for name, entry in chosen.items() for one in _patterns(name, entry)]
    return Corpus(technologies=technologies, patterns=tuple(patterns[:MAX_PATTERNS]))


_HOLDERS = ("technologies", "apps", "categories")


def _entries(document: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of a document by name; those of its holders too."""
    held = document if isinstance(document, dict) else {}
    for name, entry in held.items():
        holder = name in _HOLDERS and isinstance(entry, dict) and "cats" not in entry
        for inner, value in entry.items() if holder else ((name, entry),):
            if isinstance(value, dict):
                yield str(inner), value


def _technology(name: str, entry: Mapping[str, Any], categories: Mapping[str, str]) -> Technology:
    def named(key: str) -> tuple[str, ...]:
        return tuple(categories.get(str(one), str(one)) for one in _list(entry.get(key)))

    return Technology(
        name=name,
        categories=named("cats"),
        implies=tuple(_reference(one) for one in _texts(entry.get("implies"))),
        requires=tuple(_reference(one).name for one in _texts(entry.get("requires"))),
        requires_categories=named("requiresCategory"),
        excludes=tuple(_reference(one).name for one in _texts(entry.get("excludes"))),
    )


def _reference(text: str) -> Reference:
    name, _, confidence = _divided(text)
    return Reference(name=name, confidence=confidence)


# ---------------------------------------------------------------- patterns


def _patterns(name: str, entry: Mapping[str, Any]) -> Iterator[Pattern]:
    for kind in LISTED:
        for text in _texts(entry.get(kind)):
            yield _pattern(name, kind, "", text)
    for kind in KEYED:
        named = entry.get(kind)
        for key, value in named.items() if isinstance(named, dict) else ():
            for text in _texts(value):
                yield _pattern(name, kind, str(key), text)
    yield from _dom(name, entry.get("dom"))


def _dom(name: str, told: object) -> Iterator[Pattern]:
    if not isinstance(told, dict):
        for text in _texts(told):
            selector, _, confidence = _divided(text)
            tag = f"\\;confidence:{confidence}"
            yield _pattern(name, "dom", selector, tag, part="exists")
        return
    for selector, tests in told.items():
        for part, wanted in tests.items() if isinstance(tests, dict) else ():
            if part in {"exists", "text"}:
                for text in _texts(wanted):
                    yield _pattern(name, "dom", str(selector), text, part=part)
            elif part in {"attributes", "properties"} and isinstance(wanted, dict):
                what = "attribute" if part == "attributes" else "property"
                for key, value in wanted.items():
                    for text in _texts(value):
                        yield _pattern(name, "dom", str(selector), text, part=f"{what} {key}")


def _pattern(name: str, kind: str, key: str, text: str, *, part: str = "") -> Pattern:
    source, version, confidence = _divided(text)
    return Pattern(
        technology=name,
        kind=kind,
        key=key,
        part=part,
        source=source if part != "exists" else "",
        version=version,
        confidence=confidence,
    )


def _divided(text: str) -> tuple[str, str, int]:
    r"""`pattern\;version:TEMPLATE\;confidence:50` in its parts."""
    source, *tags = text.split("\\;")
    version, confidence = "", 100
    for tag in tags:
        name, _, value = tag.partition(":")
        if name == "version":
            version = value
        elif name == "confidence" and value.isascii() and value.isdigit():
            confidence = min(100, int(value[:3]))
    return source, version, confidence


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str) and len(one) <= _MAX_CHARS]


# ---------------------------------------------------------------- versions

_TERNARY = re.compile(r"\\(\d)\?([^:]*):(.*)$")
_GROUP = re.compile(r"\\(\d)")
_VERSION = re.compile(r"v?(\d[\w.+-]{0,40})", re.ASCII)


def version_of(template: str, groups: Sequence[str | None]) -> str | None:
    """The version that a template makes of a pattern's groups; None when it makes none."""

    def group(number: str) -> str:
        index = int(number) - 1
        return (groups[index] or "") if 0 <= index < len(groups) else ""

    ternary = _TERNARY.search(template)
    if ternary is not None:
        chosen = ternary[2] if group(ternary[1]) else ternary[3]
        template = template[: ternary.start()] + chosen
    text = _GROUP.sub(lambda found: group(found[1]), template).strip(" .")
    # `next`, `10+ (beta)`: what has no digit at its head is no version.
    whole = _VERSION.fullmatch(text)
    return whole[1] if whole else None
