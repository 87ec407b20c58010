"""Text of documents with the place of each character in the bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.passages import passages, title_of
from periplus.facts.selector import select
from tests.facts.samples import anything

PAGE = """<!doctype html><html><head><title>О нас &amp; вас</title><style>p{}</style></head>
<body><h1>О  компании</h1><!-- <p>no</p> --><p>Завод &laquo;Прядь&raquo; <b>делает</b>
 кабель.</p><table><tr><th>Owner</th><td>the state</td></tr></table><script>var x="<p>no"</script>
</body></html>"""
CSV = b'who,quote,url\r\nA,"A ""big"" owner, said",https://x.example/\r\nB,plain,\r\n'


def texts(content: bytes, charset: str = "") -> list[str]:
    return [passage.text for passage in passages(content, charset)]


@pytest.mark.parametrize("codec", ["utf-8", "windows-1251"])
def test_a_page_is_read_block_by_block(codec: str) -> None:
    content = PAGE.encode(codec)
    assert texts(content, codec) == [
        "О компании",
        "Завод «Прядь» делает кабель.",
        "Owner: the state;",
    ]
    assert title_of(content, codec) == "О нас & вас"


def test_the_charset_may_stand_in_the_page() -> None:
    content = b'<html><meta charset="windows-1251"><p>' + "Связь".encode("cp1251")
    assert texts(content) == ["Связь"]


@pytest.mark.parametrize("codec", ["utf-8", "windows-1251"])
def test_a_place_selects_the_bytes_of_the_text(codec: str) -> None:
    content = PAGE.encode(codec)
    found = {p.text: p for p in passages(content, codec)}
    passage = found["Завод «Прядь» делает кабель."]
    first = passage.text.index("делает")
    selector = passage.place(first, first + len("делает"), "bytes")
    assert select(content, "text/html", selector).decode(codec) == "делает"


def test_quotes_of_a_table_come_with_the_other_cells() -> None:
    first, second = passages(CSV)
    assert first.text == 'A "big" owner, said'
    assert dict(first.beside) == {"who": "A", "url": "https://x.example/"}
    assert select(CSV, "text/csv", first.place(0, 7, "bytes")) == b'A ""big""'
    assert second.text == "plain"


def test_texts_of_json_have_pointers() -> None:
    content = json.dumps({"a/b": [{"text": "one two", "date": "2020-01-01", "n": 1}]}).encode()
    (passage,) = passages(content)
    assert passage.text == "one two"
    assert passage.place(0, 3, "content") == "json:/a~1b/0/text"
    assert dict(passage.beside)["date"] == "2020-01-01"


def test_plain_text_is_read_by_paragraphs_and_lines_are_joined() -> None:
    assert texts(b"One\ntwo.\n\n  Three.") == ["One two.", "Three."]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\0\1", b"{", b"[1", b"<p>\xff\xfe</p>"])
def test_of_other_bytes_nothing_or_signs(content: bytes) -> None:
    for passage in passages(content):
        passage.text.encode()  # lone surrogates would not go into a case


@given(anything(PAGE.encode(), CSV, b'{"a": "b c"}'), st.sampled_from(["", "utf-8", "koi8-r", "x"]))
def test_never_raises_and_every_place_selects(content: bytes, charset: str) -> None:
    title_of(content, charset)
    for passage in passages(content, charset):
        passage.text.encode()
        if not passage.pointer:
            select(content, "text/plain", passage.place(0, len(passage.text), "bytes"))
