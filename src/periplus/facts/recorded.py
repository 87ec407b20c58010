"""Visits that other tools recorded: their responses as messages, and what such a message says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from periplus.facts.browser import host_of, related
from periplus.facts.capture import body_of, read_protocol
from periplus.facts.http import site_of
from periplus.facts.libraries import MEDIA_TYPE as FLAWS
from periplus.facts.libraries import read_flaws
from periplus.facts.page import read_page
from periplus.facts.script import is_script, read_script
from periplus.facts.technologies import MEDIA_TYPE as MATCHES
from periplus.facts.technologies import read_matches
from periplus.model import Evidence, Reading, Recorded, Subject, SubjectKind

MAX_RESPONSES = 100
MAX_PAGES = 20  # with the redirects before them
# RFC 9112: of a message whose content stands decoded, these fields no longer speak.
_FRAMING = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")  # RFC 9110 §5.6.2
_VERSION = re.compile(r"(?:h(?:ttp)?/?)?([123])(?:[.]([01]))?", re.IGNORECASE | re.ASCII)


def message(
    *, status: int, reason: str, version: str, fields: Iterable[tuple[str, str]], content: bytes
) -> bytes:
    """A response as message/http, with decoded content and so without the fields of framing.

    A value of several lines is several fields: so browsers write down repeated ones.
    """
    told = _VERSION.match(version.strip()) or _VERSION.match("h1")
    number = f"{told[1]}.{told[2] or ('1' if told[1] == '1' else '0')}" if told else "1.1"
    lines = [f"HTTP/{number} {status:03d} {_line(reason)}".rstrip()]
    for name, value in fields:
        if _NAME.fullmatch(name) and name.lower() not in _FRAMING:
            lines += [f"{name}: {_line(part)}" for part in value.split("\n")]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace") + content


def _line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text).strip()


def request_line(method: str, url: str) -> bytes:
    """The line with which such a request begins, and nothing of what else was sent."""
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    line = f"{method[:20] or 'GET'} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    return re.sub(r"[^\x21-\x7e \r\n]", "?", line).encode()


def public_url(url: str) -> str:
    """An http(s) URL without user, password and fragment; empty when it is none."""
    try:
        site = site_of(url)
        parts = urlsplit(url)
        return parts._replace(netloc=site.partition("://")[2], fragment="").geturl()
    except ValueError:
        return ""


def concerns(url: str, target: Subject) -> bool:
    """Whether a URL lies on the target's site, above or below it; any does when it is no site."""
    return target.kind is not SubjectKind.SITE or related(host_of(url), host_of(target.key))


def wanted(recorded: Iterable[Recorded], target: Subject) -> tuple[list[Recorded], list[str]]:
    """Those that concern the target, and the sites of the others."""
    here, others = [], set()
    for one in recorded:
        if concerns(one.url, target):
            here.append(one)
        else:
            others.add(site_of(one.url))
    return here, sorted(others)


def read_recorded(evidence: Evidence) -> Iterator[Reading]:
    """The response with its fields, cookies and page; of a script its notices; what packs say."""
    body = body_of(evidence)
    if evidence.media_type == MATCHES:
        yield from read_matches(body, evidence.target)
    elif evidence.media_type == FLAWS:
        yield from read_flaws(body, evidence.target)
    elif is_script(body):
        try:
            yield from read_script(body, url=evidence.source, site=site_of(evidence.source))
        except ValueError:
            return
    else:
        yield from read_protocol(evidence)
        yield from read_page(body, url=evidence.source)
