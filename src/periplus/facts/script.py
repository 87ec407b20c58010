"""What script files say of themselves: licence comments, and versions that they assign (ECMA-262)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from periplus.facts.content import decoded_content, identity_start, read_head
from periplus.facts.http import site_of
from periplus.facts.selector import byte_range, content_range
from periplus.model import Fact, Reading, Subject, SubjectKind

MAX_SCRIPT_BYTES = 4 * 1024 * 1024
MAX_FACTS = 200
_MAX_NOTICE_BYTES = 400
_TYPES = ("javascript", "ecmascript")
# What minifiers keep (`/*!`, @license, @preserve), and the comment with which a file begins.
_NOTICE = re.compile(rb"/\*(?:!|\*?[\s*]{0,8}@(?:license|preserve)\b)|\A\s{0,8}/\*")
_VERSION = re.compile(
    rb"(?<![\w$.])[A-Z][A-Za-z]{2,30}\.(?:version|VERSION) {0,2}= {0,2}[\"']\d[\w.+-]{0,40}[\"']"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptNotice(Fact):
    """The head of a comment that is meant to stay in a file: a library's name, version and licence."""

    text: str  # on one line, at most 400 characters, without the comment's marks
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptVersion(Fact):
    """A statement that gives a version to something with a name: `Library.version = "1.2.3"`."""

    text: str
    url: str


def is_script(body: bytes) -> bool:
    """Whether a response (message/http) says that it brings a script."""
    head = read_head(body)
    types = head.values("content-type") if head else []
    return bool(types) and any(one in types[0].lower() for one in _TYPES)


def read_script(body: bytes, *, url: str, site: str) -> Iterator[Reading]:
    """The notices and versions of a successful response with a script, about the site; at most 200.

    The first 4 MiB of the decoded content are read.
    """
    head = read_head(body)
    if head is None or not 200 <= head.status_code < 300 or not is_script(body):
        return
    subject = Subject(kind=SubjectKind.SITE, key=site)
    start = identity_start(body)
    content = decoded_content(body)[:MAX_SCRIPT_BYTES]
    for fact, first, end in islice(_facts(content, url), MAX_FACTS):
        place = content_range(first, end) if start is None else byte_range(start + first, start + end)
        yield Reading(subject=subject, fact=fact, selector=place)


def _facts(content: bytes, url: str) -> Iterator[tuple[Fact, int, int]]:
    seen: set[Fact] = set()
    for opening in _NOTICE.finditer(content):
        first = content.find(b"/*", opening.start())
        close = content.find(b"*/", first + 2, first + _MAX_NOTICE_BYTES)
        end = close + 2 if close >= 0 else min(len(content), first + _MAX_NOTICE_BYTES)
        words = content[first:end].decode(errors="replace").strip("/").replace("*", " ")
        notice = ScriptNotice(text=" ".join(words.lstrip(" !").split()), url=url)
        if notice.text and notice not in seen:
            seen.add(notice)
            yield notice, first, end
    for found in _VERSION.finditer(content):
        yield ScriptVersion(text=found[0].decode(), url=url), found.start(), found.end()


def own_scripts(sources: Iterator[str], site: str) -> tuple[str, ...]:
    """The addresses, each once, that lie on the site itself."""
    own = dict.fromkeys(source.partition("#")[0] for source in sources if _lies_on(source, site))
    return tuple(own)


def _lies_on(source: str, site: str) -> bool:
    try:
        return bool(urlsplit(source).path) and site_of(source) == site
    except ValueError:
        return False
