"""An earlier case handed over as history."""

from __future__ import annotations

import json
from pathlib import Path

from periplus.facts.dns_history import read_history
from periplus.model import SubjectKind
from periplus.run.earlier import history_of
from periplus.store.case import Case
from tests.collectors.rounds import LOOKUP, fetched, subject


async def test_records_with_the_captures_they_stand_in(tmp_path: Path) -> None:
    about = subject(SubjectKind.HOST, "edge.example.org")
    captures = await fetched(tmp_path / "case", "dns_records", about, LOOKUP)

    with Case.open(tmp_path / "case", read_only=True) as case:
        lines = history_of(case).splitlines()

    (row,) = map(json.loads, lines)
    assert (row["rrname"], row["rrtype"], row["rdata"]) == ("edge.example.org", "A", ["198.51.100.7"])
    assert row["x-case-capture"] in {evidence.id for evidence in captures}
    assert row["time_first"] == row["time_last"]
    assert len(list(read_history(b"\n".join(lines)))) == 1


async def test_serials_and_names_on_the_way_are_left_out(tmp_path: Path) -> None:
    about = subject(SubjectKind.HOST, "www.example.org")
    await fetched(tmp_path / "case", "dns_records", about, LOOKUP)

    with Case.open(tmp_path / "case", read_only=True) as case:
        rows = [json.loads(line) for line in history_of(case).splitlines()]

    assert {(row["rrname"], row["rrtype"]) for row in rows} == {("www.example.org", "CNAME")}
