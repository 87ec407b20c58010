"""Which facts become texts for a corpus, and how they are found again."""

from __future__ import annotations

from periplus.facts.http import read_response
from periplus.signatures.seen import texts_of
from tests.facts.samples import AT

BODY = b"HTTP/1.1 200 OK\r\nX-Made-By: Quill\r\nSet-Cookie: Quill=a%20b; Secure\r\n\r\n"


def test_fields_and_cookies_keep_their_places() -> None:
    readings = list(read_response(BODY, url="https://www.example.org/", at=AT))
    texts = {(one.kind, one.key): one for one in texts_of(readings)}

    made = texts["headers", "x-made-by"]
    assert (made.content, made.place) == (b"Quill", "bytes=17-32")
    assert texts["cookies", "quill"].content == b"a%20b"
    assert texts["cookies", "quill"].place == texts["headers", "set-cookie"].place


def test_nothing_of_nothing() -> None:
    assert list(texts_of(())) == []
