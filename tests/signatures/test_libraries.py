"""Libraries told by addresses and contents of scripts, and what is known against them."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.libraries import read_repository
from tests.facts.test_har import JUNK

FILE = b"(function(){/* Heron */})()"
REPOSITORY: dict[str, Any] = {
    "heron": {
        "vulnerabilities": [
            {
                "below": "1.5.0",
                "severity": "high",
                "identifiers": {"summary": "A  flaw\nof old", "CVE": ["CVE-2020-0001"], "issue": "7"},
                "info": ["https://heron.example/7"],
            },
            {"atOrAbove": "1.2.0", "below": "2.0.0-beta1", "excludes": ["1.4.9-fork"]},
            {"severity": "low"},
        ],
        "extractors": {
            "uri": ["/heron/(§§version§§)/", "/cdn(-x)?/(§§version§§)/heron"],
            "filename": ["heron-(§§version§§)(\\.min)?\\.js"],
            "filecontent": ["/\\*! Heron v(§§version§§)", "(a)\\1(§§version§§)", "no version here", 7],
            "hashes": {hashlib.sha1(FILE).hexdigest(): "0.9.0"},
        },
    },
    "retire-example": {"extractors": {"uri": ["(§§version§§)"]}},
    "odd": 7,
}
KNOWN = read_repository([REPOSITORY])


def test_addresses_tell_by_path_and_by_name() -> None:
    url = "https://cdn.example/lib/heron-1.4.2.min.js?v=3"
    (hit,) = KNOWN.in_address(url)
    assert (hit.name, hit.version, hit.how) == ("heron", "1.4.2", "address")
    assert url[hit.first : hit.end] == "heron-1.4.2.min.js"
    versions = [hit.version for hit in KNOWN.in_address("https://a.example/cdn-x/2.0.1/heron/3/x.js")]
    assert versions == ["3", "2.0.1"]
    assert list(KNOWN.in_address("https://a.example/my-heron-1.4.2.js.map")) == []


def test_contents_tell_by_pattern_and_by_digest() -> None:
    content = b"x;/*! Heron v1.3.0-rc.1 | MIT */;/*! Heron v2.1.min */"
    hits = list(KNOWN.in_content(content))
    assert [(hit.version, hit.how) for hit in hits] == [("1.3.0-rc.1", "content"), ("2.1", "content")]
    assert content[hits[0].first : hits[0].end] == b"/*! Heron v1.3.0-rc.1"
    (whole,) = KNOWN.in_content(FILE)
    assert (whole.version, whole.how, whole.first, whole.end) == ("0.9.0", "digest", 0, len(FILE))


def test_what_cannot_be_run_in_linear_time_is_counted() -> None:
    assert KNOWN.unused == 2  # a back reference, and a pattern without a version


def test_flaws_of_a_version() -> None:
    old, both = KNOWN.against("heron", "1.1.9"), list(KNOWN.against("heron", "1.4.9"))
    assert [flaw.references for flaw in old] == [("CVE-2020-0001", "issue 7")]
    assert [flaw.severity for flaw in both] == ["high", "none told"]
    assert both[0].summary == "A flaw of old"
    assert [flaw.below for flaw in KNOWN.against("heron", "1.4.9-fork")] == ["1.5.0"]
    assert list(KNOWN.against("heron", "2.0.0-beta1")) == []
    assert list(KNOWN.against("egret", "1.0")) == []


@given(JUNK, st.sampled_from(["vulnerabilities", "extractors", "identifiers"]))
def test_no_odd_document_makes_it_raise(value: object, key: str) -> None:
    flaw = {"below": "9", "identifiers": value}
    entry = {
        "extractors": {"uri": value, "filecontent": value, "hashes": value},
        "vulnerabilities": [flaw],
    }
    for odd in (value, {"x": value}, {"x": {**entry, key: value}}, {"x": entry}):
        known = read_repository([odd])
        list(known.in_address("https://a.example/x-1.2.js"))
        list(known.in_content(b"x 1.2"))
        list(known.against("x", "1"))


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_odd_script_makes_it_raise(content: bytes, url: str) -> None:
    list(KNOWN.in_content(content))
    list(KNOWN.in_address("https://a.example/" + url))
