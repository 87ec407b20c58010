"""Master-file lines and rows of the pack `root` become dated facts that select in the evidence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.dated import DatedFact
from periplus.facts.dns import DnsRecord
from periplus.facts.place import PackRow
from periplus.facts.root_zone import MEDIA_TYPE, SECTION, read_lines, read_root_row, root_record
from periplus.model import Fact
from tests.facts.samples import anything, facts, holds, mutated
from tests.packs.roots import NEW

TABLE = {"pack": "root", "source": "file x", "date": "2026-08-22", "licence": "public", "digest": "ab"}


def record(name: str, rdtype: str, data: str, ttl_s: int = 0) -> DnsRecord:
    return DnsRecord(
        name=name, rdtype=rdtype, ttl_s=ttl_s, data=data, section=SECTION, authoritative=False
    )


def body(*copies: tuple[str, list[str]], zone: str = "zz") -> bytes:
    row = {"zone": zone, "copies": [{"date": day, "lines": lines} for day, lines in copies]}
    return json.dumps({**TABLE, "kind": "root-zone", "row": row}).encode()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"zz. 172800 IN NS A.NIC.zz.", record("zz", "NS", "a.nic.zz", 172800)),
        (b"zz. IN 60 NS a.nic.zz.", record("zz", "NS", "a.nic.zz", 60)),
        (b"zz.\tNS\ta.nic.zz. ; a comment", record("zz", "NS", "a.nic.zz")),
        (b"a.nic.zz. A 198.51.100.7", record("a.nic.zz", "A", "198.51.100.7")),
        (b"a.nic.zz. AAAA 2001:DB8:0::7", record("a.nic.zz", "AAAA", "2001:db8::7")),
        (b"zz. DS 495 13 2 2d14 284F", record("zz", "DS", "495 13 2 2D14284F")),
        (b". SOA a.b. c.d. 1 2 3 4 5", record(".", "SOA", "a.b c.d 1 2 3 4 5")),
        (b"zz. NSEC com. NS DS", None),
        (b"; only a comment", None),
        (b"$TTL 60", None),
        (b"", None),
    ],
)
def test_lines(line: bytes, expected: DnsRecord | None) -> None:
    assert list(read_lines([line + b"\n"])) == [(line, expected)]


@pytest.mark.parametrize(
    "line",
    [
        b"zz.",
        b"zz. 60 IN",
        b"zz. NS",
        b"zz. NS a. b.",
        b"zz. NS " + b"a" * 64 + b".",
        b"z z. NS a.",
        b"zz. A 198.51.100.256",
        b"zz. DS 1 2 3",
        b"zz. DS 1 2 3 XY",
        b"zz. NS \xff.",
        b"zz. NS a\x00b.",
        b"zz. SOA a. b. 1 2 3 4",
        b"x" * 5000,
    ],
)
def test_lines_that_cannot_be_read(line: bytes) -> None:
    ((_, found),) = read_lines([line])
    assert isinstance(found, ValueError) or found is None
    if not line.startswith(b"z z"):
        assert isinstance(found, ValueError)


def test_a_blank_owner_is_the_one_before() -> None:
    lines = [b"zz. NS a.zz.", b"   NS b.zz.", b"", b"\tNS c.zz."]
    found = [one for _, one in read_lines(lines) if isinstance(one, DnsRecord)]
    assert [(one.name, one.data) for one in found] == [("zz", "a.zz"), ("zz", "b.zz"), ("zz", "c.zz")]


def test_a_row_is_dated_facts_and_its_table() -> None:
    content = body(("2020-09-13", ["zz. NS old.zz."]), ("2026-08-22", ["zz. NS new.zz.", "zz. TXT x"]))
    readings = holds(read_root_row(content), content, MEDIA_TYPE)
    dated = [one.fact for one in readings if isinstance(one.fact, DatedFact)]

    assert [(one.dated, root_record(one)) for one in dated] == [
        ("2020-09-13", record("zz", "NS", "old.zz")),
        ("2026-08-22", record("zz", "NS", "new.zz")),
    ]
    assert [one.observed_at and f"{one.observed_at:%Y-%m-%d}" for one in readings] == [
        "2020-09-13",
        "2026-08-22",
        None,
    ]
    assert {str(one.subject) for one in readings} == {"ZONE:zz"}
    assert not any(list(one.leads()) for one in dated)
    assert isinstance(readings[-1].fact, PackRow)


def test_root_record_is_of_the_root_zone_alone() -> None:
    answer = DnsRecord(
        name="zz", rdtype="NS", ttl_s=1, data="a.zz", section="answer", authoritative=True
    )
    others: list[Fact] = [answer, DatedFact(dated="2020-01-01", fact=answer)]
    assert [root_record(one) for one in others] == [None, None]


ODD: list[Any] = [None, 1, "x", [], {}, [1], [{}], [{"date": "2020-01-01"}], [{"date": 1, "lines": [1]}]]


@pytest.mark.parametrize("copies", ODD)
def test_odd_rows_say_nothing(copies: Any) -> None:
    content = json.dumps({**TABLE, "row": {"zone": "zz", "copies": copies}}).encode()
    assert facts(read_root_row(content)) == []


@given(anything(body(("2020-09-13", ["zz. NS old.zz."]))))
def test_a_row_never_raises(content: bytes) -> None:
    list(read_root_row(content))


@given(mutated(NEW) | st.binary())
def test_lines_never_raise(content: bytes) -> None:
    list(read_lines(content.split(b"\n")))
