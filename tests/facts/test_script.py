"""Script files: what they say of themselves, and nothing that they only mention."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given

from periplus.facts.script import ScriptNotice, ScriptVersion, is_script, own_scripts, read_script
from periplus.model import Reading
from tests.facts.samples import HTTP, anything, holds

SITE = "https://www.example.org"
URL = f"{SITE}/b.js"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n"
CODE = b"""/* Head of the file, v1 */
/*!
 * Quill v2.6.14
 */
let a; /* plain: Other v9 */ /** @license
 * React */
Quill.version = "2.6.14"; x.Quill.version="1.1.1"; q.version="3.0.0";
"""
SAMPLE = HEAD + b"\r\n" + CODE


def read(body: bytes) -> list[Reading]:
    return holds(read_script(body, url=URL, site=SITE), body, HTTP)


def test_notices_and_versions() -> None:
    assert [reading.fact for reading in read(SAMPLE)] == [
        ScriptNotice(text="Head of the file, v1", url=URL),
        ScriptNotice(text="Quill v2.6.14", url=URL),
        ScriptNotice(text="@license React", url=URL),
        ScriptVersion(text='Quill.version = "2.6.14"', url=URL),
    ]


def test_coded_content_is_read_with_its_own_places() -> None:
    body = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(CODE)
    assert all(reading.selector.startswith("content=") for reading in read(body))
    assert len(read(body)) == 4


@pytest.mark.parametrize(
    "body",
    [
        SAMPLE.replace(b"200 OK", b"404 Not Found"),
        SAMPLE.replace(b"text/javascript", b"text/html"),
        HEAD + b"\r\n",
        b"",
    ],
)
def test_other_answers_say_nothing(body: bytes) -> None:
    assert read(body) == []


def test_bounds() -> None:
    assert len(read(HEAD + b"\r\n" + b"/*! %d */" * 10 + b"/*!" + b"x" * 9000)) == 2
    many = b"".join(b"/*! a%d */" % number for number in range(1000))
    assert len(read(HEAD + b"\r\n" + many)) == 200


def test_which_scripts_are_the_site_s_own() -> None:
    sources = (
        f"{SITE}/a.js#x",
        f"{SITE}/a.js",
        f"{SITE}:8443/a.js",
        "http://[",
        "https://o.example/a.js",
    )
    assert own_scripts(iter(sources), SITE) == (f"{SITE}/a.js",)


@given(anything(SAMPLE))
def test_nothing_raises(body: bytes) -> None:
    is_script(body)
    read(body)
