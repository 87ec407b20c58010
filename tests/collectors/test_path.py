"""The path collector: a trace to each name server of a top-level zone, none without leave."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.path import TRACE, parse
from periplus.facts.trace import TraceEnd
from periplus.model import Bounds, Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import LOOKUP, fetched, found, subject
from tests.facts.samples import DNS, anything, evidence
from tests.facts.test_trace import SAMPLE

ZONE = subject(SubjectKind.ZONE, "zz")
VISIT = Scope(contact=Contact.VISIT, authorised=Bounds(names=("zz",)))
SERVED = ('name = "zz"', 'name = "zz"\nservers = ["198.51.100.53"]')


@given(anything(SAMPLE), st.sampled_from([DNS, TRACE, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "path", ZONE, VISIT, changed=SERVED)

    (trace,) = [e for e in captures if e.media_type == TRACE]
    assert trace.source == "trace://198.51.100.53/zz"
    assert trace.asked == "198.51.100.53:53"
    assert str(trace.dialled).startswith("127.")
    assert [f.hops for f in found(captures) if isinstance(f, TraceEnd)] == [1]


async def test_a_server_that_is_not_there_is_a_row(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "path", ZONE, VISIT)

    assert [e.failure for e in captures if e.source.startswith("trace:")] == [Failure.REFUSED_UNMAPPED]


async def test_without_leave_only_the_first_server_is_tried(tmp_path: Path) -> None:
    more = ("ns1 A 198.51.100.53", "ns1 A 198.51.100.53\nns1 A 198.51.100.54")
    captures = await fetched(tmp_path / "case", "path", ZONE, LOOKUP, changed=more)

    traces = [e for e in captures if e.source.startswith("trace:")]
    assert [e.failure for e in traces] == [Failure.REFUSED_SCOPE]
    assert traces[0].dialled is None


async def test_a_zone_without_name_servers_is_not_traced(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "nowhere")
    captures = await fetched(tmp_path / "case", "path", about, VISIT)

    assert not [e for e in captures if e.source.startswith("trace:")]
