"""A written routing table says what it was told."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from periplus.facts.mrt import MrtReader
from periplus.facts.mrt_lines import line
from periplus.lab.mrt import routing_table


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
