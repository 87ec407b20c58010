"""What a server or an edge answers to odd but harmless requests: its own pages (RFC 9110 §15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from periplus.facts.content import decoded_content, read_head
from periplus.facts.http import site_of
from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind

LONG = 20_000  # more than any server takes by default, so that the first box answers
ODD = {
    "a page that cannot be there": "/periplus-asks-for-no-page",
    "an escape that is none": "/%",
    f"a path of {LONG} letters": "/" + "a" * LONG,
}
"""Paths of the requests, one each; none names anything, none changes anything."""

_TEXT_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(Fact):
    """The beginning of an answer with an error code; its selector is that beginning."""

    asked: str  # one of ODD
    status_code: int
    server: str | None  # the Server field
    text: str


def read_error_page(body: bytes, url: str) -> Iterator[Reading]:
    """The page of an error code, about the site; nothing of other answers."""
    asked = next((name for name, path in ODD.items() if _path(url) == path), None)
    head = read_head(body)
    if asked is None or head is None or not head.complete or head.status_code < 400:
        return
    try:
        about = Subject(kind=SubjectKind.SITE, key=site_of(url))
    except ValueError:
        return
    text = decoded_content(body)[:_TEXT_BYTES]
    fact = ErrorPage(
        asked=asked,
        status_code=head.status_code,
        server=next(iter(head.values("server")), None),
        text=text.decode("utf-8", "replace"),
    )
    where = byte_range(0, len(text))
    selector = where.replace("bytes=", "content=") if text else byte_range(0, head.end)
    yield Reading(subject=about, fact=fact, selector=selector)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
