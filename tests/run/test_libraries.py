"""The pack of libraries over captures, each find with its place in the bytes."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from periplus.facts.browser import MEDIA_TYPE as VISIT
from periplus.facts.libraries import KnownFlaw, read_flaws
from periplus.facts.selector import select
from periplus.packs.shelf import Shelf
from periplus.run.libraries import load
from periplus.run.technologies import CorpusError, encoded
from tests.facts.samples import HTTP, evidence
from tests.facts.test_libraries import SITE
from tests.packs.shelves import shelve
from tests.signatures.test_libraries import REPOSITORY

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\n"
CODE = b"/*! Heron v1.4.0 */"
SCRIPT = replace(evidence(HEAD + b"\r\n;" + CODE, HTTP, source="https://www.example.org/a.js"), id="a")
PAGE = replace(
    evidence(b"HTTP/1.1 200 OK\r\n\r\n<script src=https://cdn.example/heron-1.1.0.js></script>", HTTP),
    id="page",
)
LOAD = replace(
    evidence(
        json.dumps(
            {
                "address": "https://www.example.org/",
                "requests": [
                    {
                        "url": "https://cdn.example/heron/0.1/x.js",
                        "type": "Script",
                        "initiator": {"url": ""},
                    }
                ],
            }
        ).encode(),
        VISIT,
    ),
    id="load",
)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelve("libraries", json.dumps(REPOSITORY).encode(), tmp_path)
    return Shelf(tmp_path)


def libraries(shelf: Shelf, *captures: Any) -> dict[str, Any]:
    document = load(shelf).document(captures)
    return {one["version"]: one for one in document["libraries"]}


def test_scripts_addresses_and_requests_of_a_visit(shelf: Shelf) -> None:
    found = libraries(shelf, SCRIPT, PAGE, LOAD)
    assert set(found) == {"1.4.0", "1.1.0", "0.1"}
    told = found["1.4.0"]
    assert (told["capture"], told["how"]) == ("a", "content")
    assert select(SCRIPT.body.read(), HTTP, told["place"]) == b"/*! Heron v1.4.0"
    assert found["1.1.0"]["found"] == "heron-1.1.0.js"
    assert found["0.1"]["capture"] == "load"
    assert [flaw["below"] for flaw in told["flaws"]] == ["1.5.0", "2.0.0-beta1"]


def test_coded_content_has_places_of_its_own(shelf: Shelf) -> None:
    body = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b";" + CODE)
    told = libraries(shelf, replace(SCRIPT, body=evidence(body, HTTP).body))["1.4.0"]
    assert select(body, HTTP, told["place"]) == b"/*! Heron v1.4.0"


def test_the_document_is_read_again(shelf: Shelf) -> None:
    document = load(shelf).document([SCRIPT, PAGE])
    assert document["licence"] == "Apache-2.0"
    assert (document["scripts"], document["addresses"]) == (1, 2)
    facts = [one.fact for one in read_flaws(encoded(document), SITE)]
    assert sum(isinstance(fact, KnownFlaw) for fact in facts) == 3


def test_without_a_pack_and_with_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="libraries is not"):
        load(Shelf(None))
    shelve("libraries", b'{"a": 1}', tmp_path)
    with pytest.raises(CorpusError, match="there are no libraries"):
        load(Shelf(tmp_path))
