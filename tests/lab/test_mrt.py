"""A written routing table says what it was told."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.mrt import MrtReader
from periplus.facts.mrt_lines import line
from periplus.lab.mrt import moved, routing_table


def test_the_table_reads_back() -> None:
    peers = [("192.0.2.9", 64500), ("2001:db8::9", 64501)]
    routes = {
        "10.0.0.0/8": [(0, [64500, 7]), (1, [64501, 64500, 7])],
        "2001:db8:1::/48": [(1, [64501, 70_000])],
    }
    content = routing_table(peers, routes, at=datetime(2022, 11, 18, tzinfo=UTC))
    reader = MrtReader(io.BytesIO(content))

    assert [line(element).split("|")[3:7] for element in reader] == [
        ["192.0.2.9", "64500", "10.0.0.0/8", "64500 7"],
        ["2001:db8::9", "64501", "10.0.0.0/8", "64501 64500 7"],
        ["2001:db8::9", "64501", "2001:db8:1::/48", "64501 70000"],
    ]
    assert (reader.bad, reader.cut_at) == (0, None)


def test_a_table_is_moved_to_another_day_and_nothing_else() -> None:
    peers = [("192.0.2.9", 64500)]
    routes = {"10.0.0.0/8": [(0, [64500, 7]), (0, [64500, 8])], "2001:db8::/32": [(0, [64500])]}
    then, now = datetime(2022, 11, 18, tzinfo=UTC), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    assert moved(routing_table(peers, routes, at=now), then) == routing_table(peers, routes, at=then)


@given(st.binary(max_size=60), st.binary(max_size=20))
def test_no_bytes_hinder_the_move(body: bytes, rest: bytes) -> None:
    for subtype in (1, 2, 4):
        head = struct.pack(">IHHI", 0, 13, subtype, len(body))
        for content in (head + body + rest, head + rest, rest):
            assert len(moved(content, datetime(2022, 11, 18, tzinfo=UTC))) == len(content)
