"""Web archives (WARC 1.0 and 1.1, ISO 28500): records, and the responses to HTTP requests in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from periplus.facts.content import read_head
from periplus.facts.foreign import moment
from periplus.facts.http import site_of
from periplus.facts.recorded import MAX_PAGES, MAX_RESPONSES, public_url, request_line
from periplus.facts.script import is_script
from periplus.model import Recorded

MAX_RECORDS = 50_000
_MAX_LISTED = 20_000
_MAX_HEAD = 64 * 1024
_MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: its named fields in lower case, and its block `content[first:end]`."""

    fields: Mapping[str, str]
    first: int
    end: int

    @property
    def url(self) -> str:
        """What it is about, without user, password and fragment; empty when it is not of the web."""
        return public_url(self.fields.get("warc-target-uri", "").strip("<>"))


def read_records(content: bytes) -> Iterator[Record]:
    """The records in their order, as far as they can be told apart."""
    position = 0
    for _ in range(MAX_RECORDS):
        start = _VERSION.match(content, position)
        if start is None:
            return
        end = content.find(b"\r\n\r\n", start.end() - 2, start.end() + _MAX_HEAD)
        if end < 0:
            return
        fields = _named(content[start.end() : end])
        length = fields.get("content-length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 12:
            return
        first = end + 4
        last = min(len(content), first + int(length))
        yield Record(fields=fields, first=first, end=last)
        position = last
        while content[position : position + 1] in {b"\r", b"\n"}:
            position += 1


def _named(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode(errors="replace").splitlines()[:200])
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def read_responses(content: bytes) -> Iterator[Recorded]:
    """The front page of each site with the redirects before it, and the scripts of the site itself.

    Without a front page the first page of the site stands for it.
    """
    answers: dict[str, Recorded] = {}
    for record in read_records(content):
        message = content[record.first : record.end]
        if record.fields.get("warc-type", "").lower() == "response" and record.url:
            at = moment(record.fields.get("warc-date", ""))
            line = request_line("GET", record.url)
            answer = Recorded(url=record.url, request=line, message=message, at=at)
            answers.setdefault(record.url, answer)
    yield from islice(_wanted(answers), MAX_RESPONSES)


def _wanted(answers: Mapping[str, Recorded]) -> Iterator[Recorded]:
    own: dict[str, Sequence[str]] = {}
    pages = sorted((url for url in answers if _is_start(answers[url])), key=_not_front)
    for url in pages:
        chain = _chain(url, answers)
        own.setdefault(site_of(chain[-1]), chain)
    taken = dict.fromkeys(url for chain in islice(own.values(), MAX_PAGES) for url in chain)
    for url in taken:
        yield answers[url]
    for url, answer in answers.items():
        if url not in taken and site_of(url) in own and is_script(answer.message):
            yield answer


def _not_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path not in {"", "/"} or bool(parts.query)


def _is_start(answer: Recorded) -> bool:
    """A page with content, or what redirects."""
    head = read_head(answer.message)
    if head is None:
        return False
    html = any("html" in value.lower() for value in head.values("content-type")[:1])
    return (200 <= head.status_code < 300 and html) or head.status_code in _REDIRECTS


def _chain(url: str, answers: Mapping[str, Recorded]) -> Sequence[str]:
    chain = [url]
    while len(chain) <= _MAX_HOPS:
        head = read_head(answers[chain[-1]].message)
        target = head.values("location")[:1] if head and head.status_code in _REDIRECTS else []
        try:
            onward = public_url(urljoin(chain[-1], target[0])) if target else ""
        except ValueError:
            return chain
        if onward not in answers or onward in chain:
            return chain
        chain.append(onward)
    return chain


def index(content: bytes) -> bytes:
    """One JSON line per record: what was kept of whom, when; the contents stay outside."""
    lines = []
    for record in islice(read_records(content), _MAX_LISTED):
        row = {
            "type": record.fields.get("warc-type", "")[:40],
            "url": record.url[:300],
            "date": record.fields.get("warc-date", "")[:40],
            "digest": record.fields.get("warc-payload-digest", "")[:100],
            "offset": record.first,
            "bytes": record.end - record.first,
        }
        lines.append(json.dumps(row, sort_keys=True))
    return "".join(f"{line}\n" for line in lines).encode()
