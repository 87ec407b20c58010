"""Facts of one page as texts that patterns of a corpus look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from periplus.facts.browser import BrowserCookie, BrowserRequest, PageGlobal, host_of, related
from periplus.facts.http import HttpField, SetCookie
from periplus.facts.tls import Certificate
from periplus.model import Reading
from periplus.signatures.markup import Text

_REQUESTS = {"XHR": "xhr", "Fetch": "xhr", "Script": "scriptSrc"}
_PLAIN = frozenset({"string", "number", "boolean"})
_VERSIONS = ("version", "VERSION", "Version", "_version", "jquery")
# A visit keeps what a version property says, not which of these said it (net/browser_state.py).
_VERSION_PATHS = tuple(f"{within}{name}" for within in ("", "fn.", "prototype.") for name in _VERSIONS)


def texts_of(readings: Iterable[Reading]) -> Iterator[Text]:
    """Fields, cookies, the certificate's issuer and what a visit left, with selectors as places.

    Scripts, metadata and elements come from the markup itself (markup.py).
    """
    for reading in readings:
        match reading.fact:
            case HttpField(name=name, value=value):
                yield _text("headers", value, name, reading.selector)
            case SetCookie(name=name, value=value):
                yield _text("cookies", value, name, reading.selector)
            case Certificate(position=0, issuer=issuer):
                yield _text("certIssuer", issuer, "", reading.selector)
            case PageGlobal():
                yield from _global(reading.fact, reading.selector)
            case BrowserRequest(url=url, kind=kind) if kind in _REQUESTS:
                # Of an address, the query may name anybody.
                yield _text(_REQUESTS[kind], url.partition("?")[0], "", f"{reading.selector}/url")
            case BrowserCookie(name=name, value=value, domain=domain, page=page):
                if related(domain.removeprefix("."), host_of(page)):
                    yield _text("cookies", value, name, f"{reading.selector}/name")


def _global(fact: PageGlobal, place: str) -> Iterator[Text]:
    """A name with its value when that is no object, and its version under the paths it may come from."""
    plain = fact.type in _PLAIN
    part = "value" if plain and fact.value else "name"
    yield _text("js", fact.value if plain else "", fact.name, f"{place}/{part}")
    for path in _VERSION_PATHS if fact.version else ():
        yield _text("js", fact.version, f"{fact.name}.{path}", f"{place}/version")


def _text(kind: str, value: str, key: str, place: str) -> Text:
    key = key if kind == "js" else key.lower()
    return Text(kind=kind, key=key, content=value.encode(errors="replace"), place=place)
