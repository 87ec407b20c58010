"""The root zone's collector: what it asks, what it reads, and that nothing is sent."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.root_zone import parse
from periplus.facts.dns import DnsRecord
from periplus.facts.root_zone import MEDIA_TYPE, root_record
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import NONE, fetched, found, subject
from tests.facts.samples import anything, evidence
from tests.facts.test_root_zone import body

ZONE = subject(SubjectKind.ZONE, "zz")
PACK = """
[[pack]]
name = "root"
date = 2024-04-30
licence = "public"
rows = '''
zz. 172800 IN NS ns1.example.org.
zz. 172800 IN NS gone.example.org.
gone.example.org. 172800 IN A 198.51.100.99
'''
"""
CHANGED = ('\n[[zone]]\nname = "zz"', PACK + '\n[[zone]]\nname = "zz"')


async def test_round_trip_sends_nothing(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "root_zone", ZONE, NONE, changed=CHANGED)

    assert [e.source for e in captures] == ["pack://root/zz"]
    assert all(e.dialled is None and e.asked is None for e in captures)
    records = [record for fact in found(captures) if (record := root_record(fact)) is not None]
    assert [one.data for one in records] == ["ns1.example.org", "gone.example.org", "198.51.100.99"]
    assert all(isinstance(one, DnsRecord) for one in records)


async def test_a_zone_that_it_does_not_hold_is_a_row(tmp_path: Path) -> None:
    other = subject(SubjectKind.ZONE, "yy")
    (row,) = await fetched(tmp_path / "case", "root_zone", other, NONE, changed=CHANGED)

    assert row.failure is Failure.NOT_FOUND
    assert found([row]) == []


async def test_without_the_pack_or_below_the_top_there_is_nothing(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "one", "root_zone", ZONE, NONE) == []
    below = subject(SubjectKind.ZONE, "example.zz")
    assert await fetched(tmp_path / "two", "root_zone", below, NONE, changed=CHANGED) == []


@given(anything(body(("2020-09-13", ["zz. NS old.zz."]))), st.sampled_from([MEDIA_TYPE, "text/plain"]))
def test_parse_never_raises(content: bytes, media_type: str) -> None:
    list(parse(evidence(content, media_type, source="pack://root/zz")))
