"""Exports of DNS history: three families of formats, and anything else."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given

from periplus.facts.dns_history import DnsSeen, read_history
from periplus.facts.selector import select
from tests.facts.samples import anything

LINE = {
    "rrname": "WWW.example.org.",
    "rrtype": "A",
    "rdata": ["192.0.2.1", "192.0.2.2"],
    "time_first": 1354924800,
    "time_last": 1404086400,
    "count": 7,
}
TRAILS = {
    "records": [
        {
            "values": [{"ip": "192.0.2.1", "ip_count": 3}, {"ip": "192.0.2.2", "ip_count": 1}],
            "type": "a",
            "organizations": ["Somebody"],
            "first_seen": "2012-12-08",
            "last_seen": "2014-06-30",
        }
    ],
    "type": "a/ipv4",
    "pages": 1,
}
CSV = b"IP Address,Location,Owner,Last seen on this IP\r\n2001:DB8::1,Nowhere,Somebody,2014-06-30\r\n"


def made(name: str, data: str, rdtype: str = "A", first: date | None = date(2012, 12, 8)) -> DnsSeen:
    return DnsSeen(name=name, rdtype=rdtype, data=data, first_on=first, last_on=date(2014, 6, 30))


def test_common_output_format() -> None:
    wrapped = {"obj": LINE | {"rdata": "192.0.2.3"}}
    body = f"; a comment\n{json.dumps(LINE)}\r\n{json.dumps(wrapped)}\n".encode()
    found = list(read_history(b"{}\n" + body))
    assert [fact for fact, _ in found] == [
        made("www.example.org", f"192.0.2.{number}") for number in (1, 2, 3)
    ]
    assert b"192.0.2.3" in select(b"{}\n" + body, "text/plain", found[2][1])


def test_one_line_is_a_document_too() -> None:
    ((fact, selector),) = read_history(json.dumps(LINE | {"rdata": "192.0.2.1"}).encode())
    assert (fact, selector) == (made("www.example.org", "192.0.2.1"), "json:")


def test_a_document_with_values() -> None:
    body = json.dumps(TRAILS).encode()
    found = list(read_history(body))
    assert [fact for fact, _ in found] == [made("", "192.0.2.1"), made("", "192.0.2.2")]
    assert found[0][1] == "json:/records/0"


def test_csv_of_addresses_alone() -> None:
    ((fact, selector),) = read_history(CSV)
    assert fact == made("", "2001:db8::1", "AAAA", None)
    assert select(CSV, "text/csv", selector) == b"2001:DB8::1,Nowhere,Somebody,2014-06-30"


@pytest.mark.parametrize(
    ("row", "rdtype", "data"),
    [
        ("MX,10 Mail.Example.org.", "MX", "10 mail.example.org"),
        ('TXT,"""v=spf1 -all"""', "TXT", "v=spf1 -all"),
        ("cname,Edge.example.net.", "CNAME", "edge.example.net"),
        ("A,192.0.2.1", "A", "192.0.2.1"),
    ],
)
def test_csv_with_types(row: str, rdtype: str, data: str) -> None:
    body = f"Domain,Type,Value,First Seen,Last Seen\na.org,{row},2014-06-30,2012-12-08T01:00:00Z\n"
    ((fact, _),) = read_history(body.encode())
    assert fact == made("a.org", data, rdtype)  # days the wrong way round are turned


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[1, 2",
        b"[" * 5000,
        b"ip,last\n,2014-01-01\n",
        b"ip,last\nhello,2014-01-01\n",
        b"ip,last\n192.0.2.1,yesterday\n",
        b"ip,owner\n192.0.2.1,me\n",
        b"name,ip,last\na b,192.0.2.1,2014-01-01\n",
        b'{"rrname": "a.org", "rrtype": "A", "rdata": 5, "time_last": 1}',
        b'{"rrname": "a.org", "rrtype": "A", "rdata": "192.0.2.1", "time_last": 1e300}',
    ],
)
def test_what_is_no_history_says_nothing(body: bytes) -> None:
    assert list(read_history(body)) == []


def test_rows_are_bounded() -> None:
    assert len(list(read_history(b"ip,last\n" + b"192.0.2.1,2014-01-01\n" * 20_000))) == 5000


@given(anything(json.dumps(LINE).encode(), json.dumps(TRAILS).encode(), CSV))
def test_never_raises(body: bytes) -> None:
    for _, selector in read_history(body):
        select(body, "text/plain", selector)
