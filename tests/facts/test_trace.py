"""Hops, silence and distance stand in the lines of a trace; what lies beyond the server is left out."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.selector import select
from periplus.facts.trace import TraceEnd, TraceHop, TraceSilence, read_trace
from periplus.model import Reading, Relation

HEAD = {"vantage": "lab:x", "asked": "192.0.2.7", "dialled": "198.19.0.1", "distance": 3, "sent": 12}


def probe(hop: int, flow: int, sender: str = "", by: str = "icmp 11/0", rtt_ms: float = 1.5) -> Any:
    line: dict[str, Any] = {"hop": hop, "flow": flow}
    return line | ({"from": sender, "by": by, "rtt_ms": rtt_ms} if sender else {})


def body(*lines: Any, **changes: Any) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in (HEAD | changes, *lines))


SAMPLE = body(
    *(probe(1, flow, "198.18.0.1") for flow in (0, 1, 2)),
    *(probe(2, flow) for flow in (0, 1, 2)),
    *(probe(3, flow, "198.19.0.1", "answer") for flow in (0, 1)),
    probe(3, 2),
    probe(4, 0, "198.19.0.1", "syn-ack"),
)


def readings(content: bytes) -> list[Reading]:
    return list(read_trace(content))


def test_every_line_is_read_where_it_stands() -> None:
    found = readings(SAMPLE)
    facts = [reading.fact for reading in found]

    assert {str(reading.subject) for reading in found} == {"PATH:lab:x>192.0.2.7"}
    assert facts[0] == TraceEnd(asked="192.0.2.7", hops=3, sent=12)
    hops = [fact for fact in facts if isinstance(fact, TraceHop)]
    assert [(hop.hop, hop.address) for hop in hops] == [(1, "198.18.0.1")] * 3 + [(3, "192.0.2.7")] * 2
    for reading in found:
        if isinstance(reading.fact, TraceHop):
            chosen = select(SAMPLE, "application/vnd.periplus.trace", reading.selector)
            assert json.loads(chosen)["hop"] == reading.fact.hop


def test_silence_is_of_all_probes_of_a_hop() -> None:
    (silent,) = [r for r in readings(SAMPLE) if isinstance(r.fact, TraceSilence)]

    assert silent.fact == TraceSilence(hop=2, probes=3)
    chosen = select(SAMPLE, "application/vnd.periplus.trace", silent.selector)
    assert chosen.count(b"\n") == 3
    assert chosen.count(b'"hop": 2') == 3


def test_silence_beyond_the_last_answer_is_no_hop() -> None:
    content = body(probe(1, 0, "198.18.0.1"), probe(2, 0), probe(3, 0), distance=None)

    assert not [r for r in readings(content) if isinstance(r.fact, TraceSilence)]
    assert readings(content)[0].fact == TraceEnd(asked="192.0.2.7", hops=None, sent=12)


def test_a_router_is_a_lead_unless_its_address_is_everybodys() -> None:
    content = body(
        probe(1, 0, "10.0.0.1"), probe(2, 0, "198.18.0.1"), probe(3, 0, "198.19.0.1", "reset")
    )
    leads = [lead for reading in readings(content) for lead in reading.fact.leads()]

    assert [(lead.relation, lead.subject.key) for lead in leads] == [(Relation.ON_PATH, "198.18.0.1")]


@given(st.binary() | st.binary().map(lambda tail: SAMPLE[: len(tail) * 7] + tail))
def test_any_bytes_can_be_read(content: bytes) -> None:
    readings(content)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_any_value_can_be_read(value: Any) -> None:
    readings(body(probe(1, 0, "198.18.0.1") | {"hop": value}, {"hop": 1, "flow": value, "from": value}))
    readings(body(probe(1, 0, "198.18.0.1"), vantage=value, distance=value, asked=value))
