"""nmap is asked at PROBE and where the settings say so; what it says is about what was asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.nmap import XML, parse
from periplus.facts.scan import SimilarStack
from periplus.model import Evidence, Failure, SubjectKind
from tests.collectors.rounds import VISIT, fetched, subject
from tests.facts.samples import AT, DNS, anything, evidence

SITE = subject(SubjectKind.SITE, "https://www.example.org")
HOST = (
    '<host starttime="1893456000"><address addr="{}" addrtype="ipv4"/>'
    '<os><osmatch name="X" accuracy="90"/></os></host>'
)
HOSTS = HOST.format("198.19.0.1") + HOST.format("192.0.2.9")
BODY = f'<nmaprun scanner="nmap" version="7.93">{HOSTS}</nmaprun>'.encode()


def scan(body: bytes) -> Evidence:
    return replace(evidence(body, XML), asked="192.0.2.7:443", dialled="198.19.0.1:443")


@given(anything(BODY), st.sampled_from([DNS, XML, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    list(parse(replace(scan(body), media_type=media_type)))


def test_what_it_says_is_about_what_was_asked() -> None:
    (reading,) = parse(scan(BODY))
    assert isinstance(reading.fact, SimilarStack)
    assert (reading.subject.key, reading.observed_at) == ("192.0.2.7", AT)


async def test_unasked_nothing_is_sent(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "nmap", SITE, VISIT) == []


async def test_without_leave_it_is_refused(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "nmap", SITE, VISIT, settings={"nmap": "on"})
    (row,) = [one for one in captures if one.media_type != DNS]
    assert (row.failure, row.dialled) == (Failure.REFUSED_SCOPE, None)
