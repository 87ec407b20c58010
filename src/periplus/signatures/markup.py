"""What patterns may look at in one page's markup (HTML Living Standard §13.2, parsed by Lexbor)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_CONTENT_BYTES = 2 * 1024 * 1024
MAX_NODES = 512  # of one selector
MAX_TEXTS = 2000  # of one kind
MAX_TEXT_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Something that patterns of one kind may look at: a field's value, a script's address or code."""

    kind: str  # as in corpus.KINDS
    key: str = ""  # lower case: a field's or cookie's name; as it is: a global's, an element's selector
    content: bytes
    place: str = ""  # whatever the caller finds it again by


class Markup:
    """A page's elements, parsed once."""

    def __init__(self, content: bytes, url: str) -> None:
        """The first 2 MiB are read, at most."""
        self.content = content[:MAX_CONTENT_BYTES]
        self._url = url
        self._tree = LexborHTMLParser(self.content)
        self._selected: dict[str, Sequence[LexborNode]] = {}

    def select(self, selector: str) -> Sequence[LexborNode]:
        """The elements of a selector; () when it is none."""
        if selector not in self._selected:
            try:
                self._selected[selector] = self._tree.css(selector)[:MAX_NODES]
            except SelectolaxError:
                self._selected[selector] = ()
        return self._selected[selector]

    @cached_property
    def lowered_text(self) -> bytes:
        """All text of the page, scripts too, in lower case."""
        root = self._tree.root
        return b"" if root is None else root.text().encode(errors="replace").lower()

    def texts(self) -> Iterator[Text]:
        """Addresses and code of scripts, metadata, style sheets, and the page's words."""
        yield Text(kind="html", content=self.content)
        for node in self._tree.css("script")[:MAX_TEXTS]:
            yield from _script(node, self._url)
        for node in self._tree.css("meta")[:MAX_TEXTS]:
            held = node.attributes
            name = held.get("name") or held.get("property")
            if name:
                yield _text("meta", held.get("content") or "", name.lower())
        for node in self._tree.css("style")[:MAX_TEXTS]:
            yield _text("css", node.text())
        if self._tree.body is not None:
            yield _text("text", _words(self._tree.body))


def _script(node: LexborNode, url: str) -> Iterator[Text]:
    src = node.attributes.get("src")
    if not src:
        yield _text("scripts", node.text())
        return
    try:
        yield _text("scriptSrc", urljoin(url, src.strip()))
    except ValueError:
        return


def _words(body: LexborNode) -> str:
    """The text of a page without that of its scripts and style sheets."""
    return "".join(
        node.text_content or ""
        for node in body.traverse(include_text=True)
        if node.tag == "-text" and (node.parent is None or node.parent.tag not in _HIDDEN)
    )


_HIDDEN = frozenset({"script", "style", "noscript", "template"})


def _text(kind: str, value: str, key: str = "") -> Text:
    return Text(kind=kind, key=key, content=value.encode(errors="replace")[:MAX_TEXT_BYTES])
