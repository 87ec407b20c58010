"""The forms in which masscan writes ports, and any bytes."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given

from periplus.facts.masscan import MOST_READINGS, read_masscan
from periplus.facts.scan import ScannedPort
from periplus.facts.selector import select
from periplus.model import Basis
from tests.facts.samples import anything, holds

TEXT = "text/plain"
JSON = b"""[
{   "ip": "198.51.100.7",   "timestamp": "1668793290", "ports": [
  {"port": 80, "proto": "tcp", "status": "open", "reason": "syn-ack", "ttl": 54} ] },
{   "ip": "198.51.100.7",   "timestamp": "1668793291", "ports": [
  {"port": 22, "proto": "tcp", "service": {"name": "ssh", "banner": "SSH-2.0-x"}} ] },
{   "ip": "2001:db8::1",   "timestamp": "1668793291", "ports": [
  {"port": 23, "proto": "tcp", "status": "closed"} ] },
{finished: 1}
]
"""
LIST = b"""#masscan
open tcp 80 198.51.100.7 1668793290
banner tcp 22 198.51.100.7 1668793291 ssh SSH-2.0-x
closed tcp 23 2001:db8::1 1668793291
open tcp 99999 198.51.100.7 1668793291
# end
"""


def ports(body: bytes) -> list[tuple[str, int, str, str, str]]:
    found = []
    for reading in holds(read_masscan(body, "desk"), body, TEXT):
        fact = reading.fact
        assert isinstance(fact, ScannedPort)
        assert reading.basis is Basis.TOLD
        assert fact.vantage == "desk"
        found.append((reading.subject.key, fact.port, fact.state, fact.service, fact.version))
    return found


def test_json_and_list_tell_the_same() -> None:
    assert (
        ports(JSON)
        == ports(LIST)
        == [
            ("198.51.100.7", 80, "open", "", ""),
            ("198.51.100.7", 22, "open", "ssh", "SSH-2.0-x"),
            ("2001:db8::1", 23, "closed", "", ""),
        ]
    )


def test_each_reading_selects_its_own_row_and_has_its_moment() -> None:
    first = next(iter(read_masscan(JSON, "desk")))
    assert select(JSON, TEXT, first.selector).startswith(b'{   "ip": "198.51.100.7"')
    assert select(JSON, TEXT, first.selector).endswith(b"} ] }")
    assert first.observed_at == datetime.fromtimestamp(1668793290, UTC)


def test_a_cut_file_tells_what_stands_before_the_cut() -> None:
    assert len(ports(JSON[: JSON.index(b"2001")])) == 2


def test_many_rows_are_bounded() -> None:
    line = b"open tcp 80 198.51.100.7 1668793290\n"
    assert len(list(read_masscan(line * (MOST_READINGS + 5), "desk"))) == MOST_READINGS


@given(anything(JSON))
def test_json_never_raises(body: bytes) -> None:
    holds(read_masscan(body, "desk"), body, TEXT)


@given(anything(LIST))
def test_lists_never_raise(body: bytes) -> None:
    holds(read_masscan(body, "desk"), body, TEXT)
