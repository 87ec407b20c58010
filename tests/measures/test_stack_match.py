"""Which signature fits a SYN-ACK, and how surely; the same as an installed p0f says."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from periplus.facts.stack_signatures import StackSignature, read_stack_signatures, signature_of
from periplus.facts.tcp import TcpSynAck, read_synacks
from periplus.measures.stack_match import StackTable, initial_ttl, window_unit
from periplus.model import Subject, SubjectKind
from tests.facts.segments import LINUX, MSS, pcap, syn, synack

SIGNATURES = """classes = win,unix
[tcp:response]
label = s:unix:Acme:1.x
sig = *:64:0:*:mss*4,*:mss,sok,ts,nop,ws:df:0
sig = *:64:0:*:mss*4,0:mss:df:0
label = s:win:Pane:XP
sig = *:128:0:*:65535,0:mss:df,id+:0
sig = *:128:0:*:%8192,0:mss:df,id+:0
label = g:unix:Old:any
sig = *:64:0:*:*,0:mss:df:0
label = s:unix:Frame:2
sig = *:64:0:*:mtu*4,0:mss:df:0
label = s:unix:Wild:3
sig = *:64-:0:1400:*,0:mss::0
"""


def table() -> tuple[list[StackSignature], StackTable]:
    about = Subject(kind=SubjectKind.VANTAGE, key="desk")
    read = read_stack_signatures(SIGNATURES.encode(), about)
    known = [one.fact for one in read if isinstance(one.fact, StackSignature)]
    return known, StackTable(known)


def seen(**traits: Any) -> TcpSynAck:
    (reading,) = read_synacks(pcap([synack("192.0.2.7", **traits)]), "desk")
    assert isinstance(reading.fact, TcpSynAck)
    return reading.fact


def named(**traits: Any) -> tuple[str, bool] | None:
    known, found = table()
    match = found.match(seen(**traits))
    return None if match is None else (known[match[0]].label, match[1])


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ({"df": True, "identity": 0, "window": 5840}, ("Acme 1.x", False)),
        ({"df": True, "identity": 0, "window": 6000}, ("Frame 2", False)),
        ({"df": True, "identity": 0, "window": 1234}, ("Old any", False)),
        ({"df": True, "ttl": 120}, ("Pane XP", False)),
        ({"df": True, "ttl": 64}, ("Pane XP", True)),  # any TTL will do: no identification
        ({"df": False, "ttl": 120}, ("Pane XP", True)),
        ({"df": True, "ttl": 100, "window": 16384}, ("Pane XP", False)),
        ({"options": b"\x02\x04\x05\x78", "ttl": 30}, ("Wild 3", False)),
        ({"options": b"\x02\x04\x05\x78", "ttl": 70}, ("Pane XP", True)),
        ({"options": LINUX, "df": True, "identity": 0, "window": 5840}, ("Acme 1.x", False)),
        ({"options": LINUX, "df": True, "identity": 0, "window": 65160}, None),
        ({"sequence": 0}, None),
    ],
)
def test_what_fits(traits: dict[str, Any], expected: tuple[str, bool] | None) -> None:
    assert named(**traits) == expected


@pytest.mark.parametrize(
    ("window", "options", "unit"),
    [
        (14600, MSS, (10, "mss")),
        (14480, LINUX, (10, "mss")),  # 1448: twelve bytes go to timestamps
        (15000, MSS, (10, "mtu")),
        (8190, MSS, None),
        (0, MSS, None),
        (500, b"\x02\x04\x00\x32", None),  # an MSS of 50 is no unit
    ],
)
def test_windows_are_counted_in_segments_or_frames(
    window: int, options: bytes, unit: tuple[int, str] | None
) -> None:
    found = window_unit(seen(window=window, options=options))
    assert (None if found is None else (found.times, found.of)) == unit


def test_initial_ttls() -> None:
    assert [initial_ttl(one) for one in (1, 32, 33, 64, 65, 128, 129, 255)] == [
        *(32, 32, 64, 64, 128, 128, 255, 255)
    ]


def test_a_label_needs_its_four_parts() -> None:
    assert signature_of("s:unix:Acme", "*:64:0:*:*,0:mss::0") is None


@pytest.mark.skipif(shutil.which("p0f") is None, reason="p0f is not installed")
def test_an_installed_p0f_says_the_same(tmp_path: Path) -> None:
    chance = random.Random(7)
    packets = []
    for number in range(2_000):
        server, port = f"192.0.2.{number % 250}", 1024 + number
        traits: dict[str, Any] = {
            "ttl": chance.choice((50, 64, 65, 100, 128, 255)),
            "window": chance.choice((5840, 6000, 65535, 16384, 1234, 5792)),
            "df": chance.random() < 0.7,
            "identity": chance.choice((0, 7)),
            "options": chance.choice((MSS, LINUX, b"\x02\x04\x05\x78")),
        }
        packets += [syn(server, port), synack(server, port, **traits)]
    (tmp_path / "p0f.fp").write_text(SIGNATURES)
    (tmp_path / "capture.pcap").write_bytes(pcap(packets))
    subprocess.run(
        ["p0f", "-f", "p0f.fp", "-r", "capture.pcap", "-o", "log"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    theirs = []
    for line in (tmp_path / "log").read_text().splitlines():
        parts = dict(part.partition("=")[::2] for part in re.sub(r"^\[[^]]*\] ", "", line).split("|"))
        if parts["mod"] == "syn+ack":
            theirs.append((parts["os"], "fuzzy" in parts["params"]))

    known, found = table()
    ours = []
    for start in range(0, len(packets), 2):
        (reading,) = read_synacks(pcap(packets[start : start + 2]), "desk")
        assert isinstance(reading.fact, TcpSynAck)
        match = found.match(reading.fact)
        ours.append(("???", False) if match is None else (known[match[0]].label, match[1]))
    assert ours == theirs
    assert len(set(ours)) > 6
