"""Rows of a signature table against what one response and its page say."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from periplus.facts.http import HttpField, SetCookie
from periplus.facts.page import PageAttribute, PageLink, PageMeta, PageScript
from periplus.facts.script import ScriptNotice, ScriptVersion
from periplus.model import Fact, Layer, Observation, Sign, Tables

PLACES = re.compile(
    r"cookie|cookie decoded|field [a-z0-9-]+|script|code|own file|meta [a-z0-9:._-]+"
    r"|attribute|attribute [a-z0-9:._-]+|script notice|script version"
)
"""What `where` may say: a cookie's whole name, its decoded value, the value of a field; the address of a
script, the code of an inline one, the path of a file that the page takes from its own host, the content
of a named metadata element, the whole name of an attribute, or an attribute's value; the licence comment
of a script file of the site, or a statement in it that gives something a version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row that fits an observation."""

    row: Mapping[str, Any]
    observation: Observation
    version: str | None  # the group `version` of the pattern

    def reason(self) -> str:
        """One sentence that says what was seen and what it tells of."""
        fact = self.observation.fact
        name = fact.name if isinstance(fact, SetCookie | HttpField) else ""
        if "reason" in self.row:
            return str(self.row["reason"]).replace("{name}", name)
        if isinstance(fact, HttpField):
            return f"The response field {name}: {_short(fact.value)} is one that {self._maker()} sends."
        if isinstance(fact, SetCookie):
            return f"The cookie {name} is one that {self._maker()} sets."
        return f"The page has {described(fact)}, a mark of {self._maker()}."

    def sign(self, tables: Tables, *, rule: str, llr: float | None = None) -> Sign:
        """The sign that the row makes of it; `llr` in place of the weight's own."""
        weight = self.row["weight"]
        return Sign(
            subject=self.observation.subject,
            predicate=self.row["predicate"],
            value=self.row["value"],
            layer=Layer(self.row["layer"]),
            llr=tables.llr(weight) if llr is None else llr,
            channel="http-response",
            basis=self.observation.basis,
            observed_at=self.observation.observed_at,
            support=(self.observation.id,),
            reason=self.reason(),
            rule=rule,
            weight=tables.weight(weight),
        )

    def _maker(self) -> str:
        product, _, feature = str(self.row["value"]).partition(": ")
        return f"the {feature} of {product}" if feature else product


def matches(rows: Iterable[Mapping[str, Any]], observations: Iterable[Observation]) -> Iterator[Match]:
    """Every row that fits what is observed, rows in file order for each observation."""
    patterns: dict[str, list[tuple[int, Mapping[str, Any], re.Pattern[str]]]] = {}
    for position, row in enumerate(rows):
        pattern = _compiled(row["pattern"])
        patterns.setdefault(row["where"], []).append((position, row, pattern))
    for observation in observations:
        fits = [
            (position, row, found)
            for where, text, whole in _places(observation.fact)
            for position, row, pattern in patterns.get(where, ())
            if (found := pattern.fullmatch(text) if whole else pattern.search(text)) is not None
        ]
        for _, row, found in sorted(fits, key=lambda fit: fit[0]):
            version = found.groupdict().get("version")
            yield Match(row=row, observation=observation, version=version)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # The tables hold more patterns than the library remembers.
    return re.compile(pattern, re.IGNORECASE)


def described(fact: Fact) -> str:
    """What a fact of the page is, in a few words on one line."""
    match fact:
        case PageScript(src="", code=code):
            return f"an inline script that begins {_short(' '.join(code[:400].split()))!r}"
        case PageScript(src=src):
            return f"a script from {_short(src)}"
        case ScriptNotice(text=text, url=url):
            return f"the notice {_short(text)!r} in its script {_short(urlsplit(url).path)}"
        case ScriptVersion(text=text, url=url):
            return f"the statement {_short(text)!r} in its script {_short(urlsplit(url).path)}"
        case PageLink(element=element, target=target):
            return f"the element {element} for {_short(target)}"
        case PageMeta(name=name, content=content):
            return f"the metadata {name} = {_short(' '.join(content.split()))!r}"
        case PageAttribute(element=element, name=name, value=value):
            told = f" = {_short(' '.join(value.split()))!r}" if value else ""
            return f"the attribute {_short(name)}{told} on the element {_short(element)}"
        case _:
            return type(fact).__name__


def decoded(value: str) -> str | None:
    """A cookie value after percent and base64 decoding, as JSON with sorted keys; None otherwise."""
    text = unquote(value)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        document = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _places(fact: Fact) -> Iterator[tuple[str, str, bool]]:
    """Where rows may look at this fact, the text there, and whether a pattern must fit all of it."""
    match fact:
        case HttpField(name=name, value=value):
            yield f"field {name.lower()}", value, False
        case SetCookie(name=name, value=value):
            yield "cookie", name, True
            text = decoded(value)
            if text is not None:
                yield "cookie decoded", text, False
        case PageScript(src="", code=code):
            yield "code", code, False
        case PageScript(src=src, url=url):
            yield "script", src, False
            yield from _own_file(src, url)
        case PageLink(target=target, url=url):
            yield from _own_file(target, url)
        case PageMeta(name=name, content=content):
            yield f"meta {name}", content, False
        case ScriptNotice(text=text):
            yield "script notice", text, False
        case ScriptVersion(text=text):
            yield "script version", text, False
        case PageAttribute(name=name, value=value):
            yield "attribute", name, True
            yield f"attribute {name}", value, False


def _own_file(target: str, url: str) -> Iterator[tuple[str, str, bool]]:
    # A file of somebody else's host tells what that host runs.
    parts, own = urlsplit(target), urlsplit(url)
    if parts.hostname == own.hostname:
        yield "own file", parts.path, False


def _short(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:79]}…"


def first_fit(rows: Iterable[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    """The first row whose pattern fits a whole name."""
    return next((row for row in rows if re.fullmatch(row["pattern"], name)), None)
