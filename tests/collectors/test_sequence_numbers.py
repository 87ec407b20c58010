"""Sequence numbers are asked for at PROBE only, and only where they can be caught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.sequence_numbers import parse
from periplus.facts.packets import MEDIA_TYPE
from periplus.facts.sequences import InitialSequences
from periplus.model import Bounds, Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import VISIT, fetched, subject
from tests.facts.samples import DNS, anything, evidence
from tests.facts.segments import pcap, synack

SITE = subject(SubjectKind.SITE, "https://www.example.org")
SAMPLE = pcap([synack("198.19.0.1", port) for port in range(4000, 4006)])
PROBE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(names=("www.example.org",), prefixes=("198.51.100.7/32",)),
    authorised_by="the owner of the laboratory",
)


@given(anything(SAMPLE), st.sampled_from([DNS, MEDIA_TYPE, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))
    list(parse(replace(evidence(body, media_type), asked="192.0.2.7:443")))


def test_numbers_are_about_the_address_that_was_asked() -> None:
    capture = replace(evidence(SAMPLE, MEDIA_TYPE), asked="[2001:db8::7]:443")
    (reading,) = parse(capture)
    assert reading.subject.key == "2001:db8::7"
    assert isinstance(reading.fact, InitialSequences)
    assert len(reading.fact.numbers) == 6


@pytest.mark.parametrize(
    ("scope", "failure"),
    [
        (VISIT, Failure.REFUSED_SCOPE),
        (replace(PROBE, authorised=Bounds(names=("www.example.org",))), Failure.REFUSED_SCOPE),
        (PROBE, Failure.REFUSED_UNMAPPED),  # on loopback there are no lines
    ],
)
async def test_where_it_cannot_be_one_row_says_so(
    tmp_path: Path, scope: Scope, failure: Failure
) -> None:
    captures = await fetched(tmp_path / "case", "sequence_numbers", SITE, scope)

    (row,) = [one for one in captures if one.media_type != DNS]
    assert row.source == "handshake://198.51.100.7:443/www.example.org?connections=12"
    assert (row.failure, row.dialled) == (failure, None)
