"""The preload list's collector: what it asks, what it reads, and that nothing is sent."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.preload_list import parse
from periplus.facts.preload import PreloadEntry
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import NONE, fetched, found, subject
from tests.facts.samples import anything, evidence
from tests.facts.test_preload import MEDIA_TYPE, body

SITE = subject(SubjectKind.SITE, "https://www.example.org")
PACK = """
[[pack]]
name = "hsts"
date = 2024-04-30
licence = "BSD-3-Clause"
rows = '''{"entries": [{"name": "example.org", "mode": "force-https", "include_subdomains": true}]}'''
"""
CHANGED = ('\n[[zone]]\nname = "zz"', PACK + '\n[[zone]]\nname = "zz"')


async def test_round_trip_sends_nothing(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "preload_list", SITE, NONE, changed=CHANGED)

    assert [e.source for e in captures] == ["pack://hsts/www.example.org"]
    assert all(e.dialled is None for e in captures)
    entry = PreloadEntry(host="www.example.org", listed=True, entry="example.org", dated="2024-04-30")
    assert entry in found(captures)


async def test_absence_is_a_row_too(tmp_path: Path) -> None:
    other = subject(SubjectKind.SITE, "https://example.net:8443")
    captures = await fetched(tmp_path / "case", "preload_list", other, NONE, changed=CHANGED)

    (entry,) = [fact for fact in found(captures) if isinstance(fact, PreloadEntry)]
    assert (entry.host, entry.listed, entry.entry) == ("example.net", False, "")


async def test_no_pack_is_named_no_pack_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "preload_list", SITE, NONE) == []


@given(anything(body()), st.sampled_from([MEDIA_TYPE, "text/plain"]), st.booleans())
def test_parse_never_raises(content: bytes, media_type: str, failed: bool) -> None:
    failure = Failure.UNAVAILABLE if failed else None
    list(parse(evidence(content, media_type, source="pack://hsts/x", failure=failure)))
