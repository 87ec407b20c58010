"""Facts of one page as texts that patterns of a corpus look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from periplus.facts.http import HttpField, SetCookie
from periplus.facts.tls import Certificate
from periplus.model import Reading
from periplus.signatures.markup import Text


def texts_of(readings: Iterable[Reading]) -> Iterator[Text]:
    """Fields, cookies and the certificate's issuer, each with its selector as its place.

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


def _text(kind: str, value: str, key: str, place: str) -> Text:
    return Text(kind=kind, key=key.lower(), content=value.encode(errors="replace"), place=place)
