"""The XML of nmap."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.nmap import read_nmap
from periplus.facts.scan import OtherPorts, ScannedPort, SequenceTest, SimilarStack
from periplus.facts.selector import select
from periplus.model import Basis
from tests.facts.samples import anything

SCAN = b"""<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" version="7.93" start="1668793200">
<host endtime="1668793290"><address addr="192.0.2.7" addrtype="ipv4"/>
<address addr="00:11:22:33:44:55" addrtype="mac"/>
<ports><extraports state="filtered" count="998"/>
<port protocol="tcp" portid="80"><state state="open"/>
<service name="http" product="a &gt; b" version="1.2"/></port>
<port protocol="udp" portid="53"><state state="closed"/></port></ports>
<os><osmatch name="Linux 4.4" accuracy="90"/><osmatch name="Linux 5.0" accuracy="88"/></os>
<tcpsequence index="259" difficulty="Good luck!" values="1E97A4C2,D81542CA,zz"/></host>
<host><address addr="2001:db8::7" addrtype="ipv6"/>
<ports><port protocol="tcp" portid="22"><state state="open"/></port></ports></host>
</nmaprun>"""
WHO = {"tool": "nmap 7.93", "vantage": "desk"}


def test_what_a_scan_tells() -> None:
    found = [(reading.subject.key, reading.fact) for reading in read_nmap(SCAN, "desk")]
    first = "192.0.2.7"
    assert found == [
        (first, OtherPorts(**WHO, state="filtered", count=998)),
        (
            first,
            ScannedPort(
                **WHO,
                protocol="tcp",
                port=80,
                state="open",
                service="http",
                product="a > b",
                version="1.2",
            ),
        ),
        (first, ScannedPort(**WHO, protocol="udp", port=53, state="closed")),
        (first, SimilarStack(**WHO, name="Linux 4.4", similarity_percent=90, place=0)),
        (first, SimilarStack(**WHO, name="Linux 5.0", similarity_percent=88, place=1)),
        (
            first,
            SequenceTest(
                **WHO,
                values=(0x1E97A4C2, 0xD81542CA),
                predictability_index=259,
                difficulty="Good luck!",
            ),
        ),
        ("2001:db8::7", ScannedPort(**WHO, protocol="tcp", port=22, state="open")),
    ]


def test_each_reading_selects_its_element_and_has_the_time_of_the_scan() -> None:
    readings = list(read_nmap(SCAN, "desk"))
    assert {reading.basis for reading in readings} == {Basis.TOLD}
    selected = [select(SCAN, "application/xml", reading.selector) for reading in readings]
    assert selected[3] == b'<osmatch name="Linux 4.4" accuracy="90"/>'
    assert selected[1].startswith(b'<port protocol="tcp" portid="80">')
    assert b"&gt;" in selected[1]
    at = readings[0].observed_at
    assert at is not None
    assert at.isoformat() == "2022-11-18T17:41:30+00:00"


@pytest.mark.parametrize("end", [60, 300, 520, 700, 900])
def test_a_truncated_file_tells_what_stands_before_the_break(end: int) -> None:
    whole = list(read_nmap(SCAN, "desk"))
    part = list(read_nmap(SCAN[:end], "desk"))
    assert part == whole[: len(part)]


def test_entities_end_the_reading() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + SCAN.partition(b"nmaprun>")[2]
    )
    assert list(read_nmap(bomb, "desk")) == []


def test_readings_are_bounded() -> None:
    ports = b'<port protocol="tcp" portid="1"><state state="open"/></port>' * 30_000
    scan = b'<nmaprun><host><address addr="192.0.2.7" addrtype="ipv4"/>' + ports
    assert len(list(read_nmap(scan, "desk"))) == 20_000


@given(anything(SCAN))
def test_never_raises(body: bytes) -> None:
    for reading in read_nmap(body, "desk"):
        select(body, "application/xml", reading.selector)
