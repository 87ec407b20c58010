"""What a search wrote is read; what no search wrote is passed over."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from periplus.facts.middlebox import ShortRequest, read_middlebox
from periplus.facts.trace import TraceEnd, TraceHop
from tests.facts.samples import anything

HEAD = {
    "vantage": "here",
    "asked": "192.0.2.7",
    "dialled": "127.0.0.1",
    "name": "www.barred.zz",
    "control": "example.com",
    "distance": 6,
    "sent": 20,
}
REQUEST = {"protocol": "dns", "control": False, "hop": 3, "try": 1, "by": "answer", "content": "0102"}


def written(*lines: object) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


SAMPLE = written(HEAD, {"hop": 2, "from": "198.18.0.2", "rtt_ms": 1.5}, REQUEST, {**REQUEST, "by": ""})


def test_a_search_is_read_line_by_line() -> None:
    readings = list(read_middlebox(SAMPLE))

    assert {str(reading.subject) for reading in readings} == {"PATH:here>192.0.2.7"}
    end, hop, request, silent = (reading.fact for reading in readings)
    assert isinstance(end, TraceEnd)
    assert (end.hops, end.sent) == (6, 20)
    assert isinstance(hop, TraceHop)
    assert (hop.hop, hop.address, hop.rtt_ms) == (2, "198.18.0.2", 1.5)
    assert request == ShortRequest(
        protocol="dns",
        name="www.barred.zz",
        is_control=False,
        hop=3,
        distance=6,
        by="answer",
        content=b"\1\2",
    )
    assert isinstance(silent, ShortRequest)
    assert silent.by == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"protocol": "gopher"},
        {"control": "no"},
        {"hop": 6},
        {"hop": 0},
        {"by": "magic"},
        {"content": "x"},
    ],
)
def test_a_line_that_no_search_wrote_is_passed_over(changed: dict[str, object]) -> None:
    assert len(list(read_middlebox(written(HEAD, {**REQUEST, **changed})))) == 1


def test_without_a_distance_no_request_is_short() -> None:
    readings = list(read_middlebox(written({**HEAD, "distance": None}, REQUEST)))

    assert [type(reading.fact) for reading in readings] == [TraceEnd]


@given(anything(SAMPLE))
def test_any_bytes_can_be_read(body: bytes) -> None:
    list(read_middlebox(body))
