"""Many patterns over one page in one pass: literals first (Aho and Corasick 1975), then patterns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation
from selectolax.lexbor import LexborNode

from periplus.signatures.corpus import KEYED, Corpus, Pattern, version_of
from periplus.signatures.expressions import Expression, Found, PatternError
from periplus.signatures.literals import (
    Required,
    required_by,
    required_by_attribute,
    required_by_selector,
)
from periplus.signatures.markup import Markup, Text

MAX_VALUE_BYTES = 16 * 1024
_FEW = 4
_SHORT_BYTES = 4096
_ENTITY = re.compile(rb"&(?:#[xX]?[0-9A-Fa-f]{1,7};?|[A-Za-z]{2,31};)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: what came with it, and its markup, empty when there is none."""

    url: str  # empty: it is matched elsewhere
    texts: Sequence[Text] = ()
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A pattern that fits, and where: `text.content[first:end]`."""

    pattern: Pattern
    text: Text
    first: int
    end: int
    version: str | None

    @property
    def fragment(self) -> bytes:
        """The bytes that it fits."""
        return self.text.content[self.first : self.end]


class _Rule:
    """A pattern, compiled when it is first needed."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.required = _required(pattern)
        rarest = self.required.rarest
        self.rarest = tuple(literal.encode() for literal in sorted(rarest))
        self.others = self.required.encoded(without=rarest)
        self.all_others = self.required.encoded(without=rarest, shortest=0)
        # The text of an element may be cut by tags in the markup, but not in the text of the page.
        in_text = pattern.kind == "dom" and pattern.part == "text"
        self.in_text = required_by(pattern.source).encoded() if in_text else ()

    @cached_property
    def expression(self) -> Expression | None:
        try:
            return Expression(self.pattern.source)
        except PatternError:
            return None

    def hit(self, text: Text, found: Found) -> Hit:
        version = version_of(self.pattern.version, found.groups)
        return Hit(pattern=self.pattern, text=text, first=found.first, end=found.end, version=version)

    def search(self, text: Text, offsets: Sequence[int] | None = None) -> Hit | None:
        """The leftmost fit; `offsets` of a literal that every fit holds narrow where it is sought."""
        if self.expression is None:
            return None
        width = self.required.width_bytes
        if offsets is None or width is None:
            found = self.expression.search(text.content)
        else:
            found = _within(self.expression, text.content, offsets, width)
        return None if found is None else self.hit(text, found)


def _within(expression: Expression, content: bytes, offsets: Sequence[int], width: int) -> Found | None:
    """The leftmost fit, sought only around the offsets."""
    for first, end in _windows(offsets, width + 4, len(content)):
        found = expression.search(content, first, end)
        if found is None:
            continue
        # The end of a window is no end of the text, whatever `$` and `\\b` thought there.
        return expression.search(content) if found.end == end < len(content) else found
    return None


def _windows(offsets: Sequence[int], width: int, size: int) -> Iterator[tuple[int, int]]:
    first, end = -1, -1
    for offset in sorted(offsets):
        if first >= 0 and offset - width <= end:
            end = min(size, offset + width)
            continue
        if first >= 0:
            yield first, end
        first, end = max(0, offset - width), min(size, offset + width)
    if first >= 0:
        yield first, end


def _required(pattern: Pattern) -> Required:
    if pattern.kind != "dom":
        return required_by(pattern.source)
    if pattern.part.startswith("attribute"):
        return required_by_attribute(pattern.key, pattern.part.partition(" ")[2], pattern.source)
    return required_by_selector(pattern.key)


_Clauses: TypeAlias = Sequence[Sequence[bytes]]
_Candidates: TypeAlias = Mapping[_Rule, Sequence[int]]


class _Prefilter:
    """Which rules a text may fit, from one pass for a literal of each."""

    def __init__(self, rules: Sequence[_Rule]) -> None:
        self.always = [rule for rule in rules if not rule.required.clauses]
        by_literal: dict[bytes, list[_Rule]] = defaultdict(list)
        for rule in rules:
            for literal in rule.rarest:
                by_literal[literal].append(rule)
        self._rules = list(by_literal.values())
        self._automaton = (
            BytesAhoCorasick(list(by_literal), implementation=Implementation.DFA) if by_literal else None
        )
        self._others = _Presence(rule.others for rule in rules)

    def candidates(self, lowered: bytes) -> _Candidates:
        """The rules whose literals are there, with the offsets of their rarest."""
        found: dict[int, list[int]] = defaultdict(list)
        if self._automaton is not None:
            for which, first, _ in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
                found[which].append(first)
        offsets: dict[_Rule, list[int]] = defaultdict(list)
        for which, places in found.items():
            for rule in self._rules[which]:
                offsets[rule] += places
        if len(lowered) <= _SHORT_BYTES:
            return {rule: p for rule, p in offsets.items() if _contains(lowered, rule.all_others)}
        # Looking around a few places costs less than looking for one more literal.
        near = {r: p for r, p in offsets.items() if r.required.width_bytes and len(p) <= _FEW}
        far = {r: p for r, p in offsets.items() if r not in near}
        there = self._others.found(lowered) if any(rule.others for rule in far) else frozenset()
        return near | {r: p for r, p in far.items() if _holds(r.others, there)}


class _Presence:
    """Which of many literals a text contains."""

    def __init__(self, rules: Iterable[_Clauses]) -> None:
        self._literals = sorted({one for clauses in rules for clause in clauses for one in clause})
        self._automaton = (
            BytesAhoCorasick(self._literals, implementation=Implementation.DFA)
            if self._literals
            else None
        )

    def found(self, lowered: bytes) -> frozenset[bytes]:
        if self._automaton is None:
            return frozenset()
        found = self._automaton.find_matches_as_indexes(lowered, overlapping=True)
        return frozenset(self._literals[which] for which in {which for which, _, _ in found})


def _contains(lowered: bytes, clauses: _Clauses) -> bool:
    for clause in clauses:
        for literal in clause:
            if literal in lowered:
                break
        else:
            return False
    return True


def _holds(clauses: _Clauses, there: frozenset[bytes]) -> bool:
    return all(not there.isdisjoint(clause) for clause in clauses)


class Matcher:
    """A corpus ready to be asked. It keeps nothing of any page.

    Properties of elements, which only a browser shows, are not sought.
    """

    def __init__(self, corpus: Corpus) -> None:
        rules = [_Rule(one) for one in corpus.patterns if not one.part.startswith("property")]
        sought: dict[tuple[str, str], list[_Rule]] = defaultdict(list)
        for rule in rules:
            sought[_place(rule.pattern)].append(rule)
        self._in_elements_text = _Presence(rule.in_text for rule in rules)
        self._sought = {place: _Prefilter(rules) for place, rules in sought.items()}

    def match(self, page: Page) -> tuple[Hit, ...]:
        """Every pattern that fits, each once per text that it fits."""
        markup = Markup(page.content, page.url) if page.content else None
        address = [Text(kind="url", content=page.url.encode(errors="replace"))] if page.url else []
        texts = [*page.texts, *address]
        hits = [hit for text in texts for hit in self._in_text(text)]
        if markup is not None:
            hits += [hit for text in markup.texts() for hit in self._in_text(text)]
            hits += self._in_elements(markup)
        return tuple(hits)

    def _in_text(self, text: Text) -> Iterator[Hit]:
        prefilter = self._sought.get((text.kind, text.key if text.kind in KEYED else ""))
        if prefilter is None:
            return
        for rule, offsets in prefilter.candidates(text.content.lower()).items():
            yield from filter(None, [rule.search(text, offsets)])
        for rule in prefilter.always:
            yield from filter(None, [rule.search(text)])

    def _in_elements(self, markup: Markup) -> Iterator[Hit]:
        prefilter = self._sought.get(("dom", ""))
        if prefilter is None:
            return
        # Markup may write any character as an entity; selectors see what it stands for.
        text = _with_entities(markup.content)
        there = self._in_elements_text.found(markup.lowered_text)
        for rule in (*prefilter.candidates(text.lower()), *prefilter.always):
            if not _holds(rule.in_text, there):
                continue
            for node in markup.select(rule.pattern.key):
                hit = _of_node(rule, node)
                if hit is not None:
                    yield hit
                    break


def _place(pattern: Pattern) -> tuple[str, str]:
    """Where a pattern is sought: in texts of a kind, and of a name where those have one."""
    if pattern.kind not in KEYED:
        return pattern.kind, ""
    # Names in a page's window differ by case; those of fields and cookies are sought without it.
    return pattern.kind, pattern.key if pattern.kind == "js" else pattern.key.lower()


def _with_entities(content: bytes) -> bytes:
    """The markup, and again with its entities decoded when one stands for a plain character."""
    for entity in set(_ENTITY.findall(content)):
        text = unescape(entity.decode("ascii"))
        if len(text) == 1 and "!" <= text <= "~" and text not in "&<>\"'":
            return content + unescape(content.decode(errors="replace")).encode()
    return content


def _of_node(rule: _Rule, node: LexborNode) -> Hit | None:
    what, _, name = rule.pattern.part.partition(" ")
    match what:
        case "exists":
            opening = (node.html or "").partition(">")[0].encode() + b">"
            text = Text(kind="dom", key=rule.pattern.key, content=opening[:MAX_VALUE_BYTES])
            return Hit(pattern=rule.pattern, text=text, first=0, end=len(text.content), version=None)
        case "text":
            value: str | None = node.text()
        case "attribute":
            held = node.attributes
            value = (held[name] or "") if name in held else None
        case _:
            return None  # a property is there only while a browser runs the page
    if value is None or rule.expression is None:
        return None
    return rule.search(Text(kind="dom", key=rule.pattern.key, content=value.encode()[:MAX_VALUE_BYTES]))
