"""What the markup of a page embeds and declares (HTML Living Standard §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from periplus.facts.content import decoded_content, identity_start, read_head
from periplus.facts.html import Tag, read_tags
from periplus.facts.http import site_of
from periplus.facts.selector import byte_range, content_range
from periplus.model import Fact, Reading, Subject, SubjectKind

MAX_PAGE_BYTES = 2 * 1024 * 1024
MAX_FACTS = 5000
MAX_CODE_BYTES = 64 * 1024
POLICY = "http-equiv:content-security-policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScript(Fact):
    """A script of the page: `src`, resolved, or the first 64 KiB of its inline `code`."""

    src: str
    code: str
    data: tuple[tuple[str, str], ...]  # id and data-* attributes
    url: str
    integrity: str = ""  # digests that the file must have (Subresource Integrity)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink(Fact):
    """A resource that the page names in an element other than script; hyperlinks are not read."""

    element: str  # link, img, iframe, …
    rel: str  # lower case; of link only
    target: str  # resolved
    url: str
    integrity: str = ""

    @property
    def embedded(self) -> bool:
        """Whether an ordinary browser would fetch it to show the page."""
        return self.element != "link" or not _FETCHED.isdisjoint(self.rel.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta(Fact):
    """A named metadata element."""

    name: str  # lower case; `name` or `property`, or http-equiv:content-security-policy
    content: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAttribute(Fact):
    """An attribute that may tell of a framework: the first of its name on each kind of element.

    Of `id`, `name` and `rel` every distinct value is kept.
    """

    element: str
    name: str
    value: str
    url: str


_FETCHED = frozenset(
    {"stylesheet", "preload", "modulepreload", "prefetch", "icon", "apple-touch-icon", "manifest"}
)
_SOURCES = {
    "link": "href",
    "img": "src",
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
_EVERY_VALUE = frozenset({"id", "name", "rel"})
# What every page has, whoever made it.
_PLAIN = frozenset(
    {
        "href", "src", "srcset", "style", "alt", "title", "width", "height", "type", "content",
        "charset", "action", "method", "value", "lang", "dir", "target", "media", "sizes",
        "crossorigin", "integrity", "async", "defer", "placeholder", "for", "role", "tabindex",
        "colspan", "rowspan", "loading", "decoding",
    }
)  # fmt: skip


def read_page(body: bytes, *, url: str) -> Iterator[Reading]:
    """The facts of a successful HTML response (message/http), about the site of `url`; at most 5,000.

    The first 2 MiB of the decoded content are read. Nothing of other responses or bytes.
    """
    head = read_head(body)
    try:
        subject = Subject(kind=SubjectKind.SITE, key=site_of(url))
    except ValueError:
        return
    if head is None or not 200 <= head.status_code < 300 or not _is_html(head.values("content-type")):
        return
    start = identity_start(body)
    content = decoded_content(body)[:MAX_PAGE_BYTES]
    for fact, first, end in islice(_facts(content, url), MAX_FACTS):
        place = content_range(first, end) if start is None else byte_range(start + first, start + end)
        yield Reading(subject=subject, fact=fact, selector=place)


def _is_html(types: list[str]) -> bool:
    return not types or "html" in types[0].lower()


_Placed = tuple[Fact, int, int]


def _facts(content: bytes, url: str) -> Iterator[_Placed]:
    seen: set[Fact] = set()
    named: set[tuple[str, ...]] = set()
    origin = url
    for tag in read_tags(content):
        if tag.name == "base" and origin == url:
            origin = _resolved(url, tag.get("href")) or url
        for fact, first, end in _tag_facts(tag, content, origin, url):
            if fact not in seen:
                seen.add(fact)
                yield fact, first, end
        for name, value in tag.attributes:
            key = (tag.name, name, value) if name in _EVERY_VALUE else (tag.name, name)
            if tag.name != "meta" and key not in named and _may_tell(tag.name, name):
                named.add(key)
                told = PageAttribute(element=tag.name, name=name, value=value, url=url)
                yield told, tag.first, tag.end


def _may_tell(element: str, name: str) -> bool:
    if name == "class":
        return element in {"html", "body"}
    return name not in _PLAIN and not name.startswith(("aria-", "on"))


def _tag_facts(tag: Tag, content: bytes, origin: str, url: str) -> Iterator[_Placed]:
    if tag.name == "script":
        yield from _script(tag, content, origin, url)
    elif tag.name == "meta":
        name = (tag.get("name") or tag.get("property")).lower()
        if tag.get("http-equiv").strip().lower() == "content-security-policy":
            name = POLICY
        if name:
            yield PageMeta(name=name, content=tag.get("content"), url=url), tag.first, tag.end
    elif tag.name in _SOURCES:
        target = _resolved(origin, tag.get(_SOURCES[tag.name]))
        if target:
            rel = tag.get("rel").lower() if tag.name == "link" else ""
            link = PageLink(element=tag.name, rel=rel, target=target, url=url, integrity=_integrity(tag))
            yield link, tag.first, tag.end


def _script(tag: Tag, content: bytes, origin: str, url: str) -> Iterator[_Placed]:
    data = tuple(
        (name, value) for name, value in tag.attributes if name == "id" or name.startswith("data-")
    )
    if tag.get("src"):
        src = _resolved(origin, tag.get("src"))
        if src:
            script = PageScript(src=src, code="", data=data, url=url, integrity=_integrity(tag))
            yield script, tag.first, tag.end
        return
    end = min(tag.raw_end, tag.end + MAX_CODE_BYTES)
    code = content[tag.end : end].decode(errors="replace")
    if code.strip():
        yield PageScript(src="", code=code, data=data, url=url), tag.end, end


def _integrity(tag: Tag) -> str:
    return " ".join(tag.get("integrity").split())[:400]


def _resolved(origin: str, reference: str) -> str:
    """The absolute http(s) URL, empty when it is none."""
    try:
        target = urljoin(origin, reference) if reference else ""
        return target if urlsplit(target).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
