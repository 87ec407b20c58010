"""Which RDAP server is asked about a domain, an address and an AS number."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from periplus.facts.rdap_bootstrap import bootstrap_setting, rdap_url, redirect
from periplus.model import Subject, SubjectKind
from tests.facts.samples import anything

ADDRESS, ZONE, ASN = SubjectKind.ADDRESS, SubjectKind.ZONE, SubjectKind.ASN
BOOTSTRAP = json.dumps(
    {
        "services": [
            [["192.0.0.0/8"], ["https://rdap.example/"]],
            [
                ["192.0.2.0/24", "2001:db8::/32"],
                ["http://rdap.example.org/", "https://rdap.example.org"],
            ],
            [["198.51.100.0/24"], ["gopher://rdap.example/"]],
            [["test", "co.test"], ["https://registry.test/rdap/"]],
            [["shop.co.test"], ["https://shop.test/"]],
            [["64496-64511"], ["https://numbers.example/"]],
            [["64500"], ["https://one.example/"]],
            [["x-y", "1-99999999999"], ["https://odd.example/"]],
            "odd",
            [["x"]],
        ]
    }
).encode()


@pytest.mark.parametrize(
    ("kind", "key", "url"),
    [
        (ADDRESS, "192.0.2.7", "https://rdap.example.org/ip/192.0.2.7"),
        (ADDRESS, "192.9.2.7", "https://rdap.example/ip/192.9.2.7"),
        (ADDRESS, "2001:db8::7", "https://rdap.example.org/ip/2001:db8::7"),
        (ADDRESS, "198.51.100.1", None),
        (ADDRESS, "203.0.113.1", None),
        (ZONE, "example.test", "https://registry.test/rdap/domain/example.test"),
        (ZONE, "a.shop.co.test", "https://shop.test/domain/a.shop.co.test"),
        (ZONE, "mytest", None),
        (ZONE, "example.nowhere", None),
        (ASN, "AS64499", "https://numbers.example/autnum/64499"),
        (ASN, "AS64500", "https://one.example/autnum/64500"),
        (ASN, "AS7", None),
    ],
)
def test_the_closest_service_is_asked(kind: SubjectKind, key: str, url: str | None) -> None:
    assert rdap_url(BOOTSTRAP, Subject(kind=kind, key=key)) == url


@pytest.mark.parametrize(
    ("kind", "key", "setting"),
    [
        (ADDRESS, "192.0.2.7", "rdap_bootstrap_ipv4"),
        (ADDRESS, "2001:db8::7", "rdap_bootstrap_ipv6"),
        (ZONE, "example.test", "rdap_bootstrap_dns"),
        (ASN, "AS7", "rdap_bootstrap_asn"),
    ],
)
def test_bootstrap_setting(kind: SubjectKind, key: str, setting: str) -> None:
    assert bootstrap_setting(Subject(kind=kind, key=key)) == setting


@given(anything(BOOTSTRAP, b'{"services":[[[],[1]],[],null,{}]}'))
def test_no_bootstrap_breaks_it(body: bytes) -> None:
    for kind, key in ((ADDRESS, "192.0.2.7"), (ADDRESS, "2001:db8::7"), (ZONE, "a.test"), (ASN, "AS7")):
        rdap_url(body, Subject(kind=kind, key=key))
    redirect("https://rdap.example/ip/2", body)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("302 Found\r\nLocation: /ip/1", "https://rdap.example/ip/1"),
        ("307 Moved\r\nLocation: http://other.example/ip/1", "http://other.example/ip/1"),
        ("302 Found\r\nLocation: file:///etc", None),
        ("302 Found\r\nLocation: http://[", None),
        ("302 Found\r\nServer: x", None),
        ("200 OK\r\nLocation: /ip/1", None),
    ],
)
def test_redirect(head: str, url: str | None) -> None:
    assert redirect("https://rdap.example/ip/2", f"HTTP/1.1 {head}\r\n\r\n".encode()) == url
