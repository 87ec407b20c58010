"""Twin of net/addresses.py."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.net.addresses import Kind, kind_of, parse_address


def of(text: str) -> tuple[Kind, str]:
    address = parse_address(text)
    assert address is not None
    return kind_of(address)


@pytest.mark.parametrize(
    "text",
    ["8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.32.0.1", "192.0.1.0", "198.20.0.0",
     "223.255.255.255", "2001:200::1", "2a00::1", "2606:4700::1111"],
)  # fmt: skip
def test_public(text: str) -> None:
    assert of(text)[0] is Kind.PUBLIC


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("0.0.0.0", "unspecified"), ("0.1.2.3", "unspecified"), ("10.1.2.3", "private"),
        ("100.64.0.1", "shared"), ("100.127.255.255", "shared"), ("100.100.100.200", "shared"),
        ("127.0.0.1", "loopback"), ("127.255.0.1", "loopback"), ("169.254.1.1", "link-local"),
        ("169.254.169.254", "metadata"), ("168.63.129.16", "metadata"), ("172.16.0.1", "private"),
        ("172.31.255.255", "private"), ("192.0.0.192", "protocol"), ("192.88.99.1", "6to4"),
        ("192.168.1.1", "private"), ("224.0.0.1", "multicast"), ("239.1.1.1", "multicast"),
        ("240.0.0.1", "reserved"), ("255.255.255.255", "reserved"), ("::", "unspecified"),
        ("::1", "loopback"), ("::ffff:8.8.8.8", "IPv4-mapped"), ("::ffff:0:8.8.8.8", "translated"),
        ("::8.8.8.8", "compatible"), ("64:ff9b::8.8.8.8", "NAT64"), ("64:ff9b:1::7f00:1", "NAT64"),
        ("2001::1", "Teredo"), ("2001:10::1", "protocol"), ("2001:20::1", "protocol"),
        ("2002:7f00:1::", "6to4"), ("fd00:ec2::254", "metadata"), ("fd12::1", "private"),
        ("fc00::1", "private"), ("fe80::1", "link-local"), ("fec0::1", "site-local"),
        ("ff02::1", "multicast"), ("100::1", "unicast"), ("5f00::1", "unicast"), ("4000::1", "unicast"),
    ],
)  # fmt: skip
def test_closed(text: str, meaning: str) -> None:
    kind, words = of(text)
    assert kind is Kind.CLOSED
    assert meaning in words


@pytest.mark.parametrize(
    "text",
    ["192.0.2.1", "198.51.100.255", "203.0.113.7", "198.18.0.1", "198.19.255.255", "2001:db8::1",
     "2001:2::1", "3fff::1"],
)  # fmt: skip
def test_laboratory(text: str) -> None:
    assert of(text)[0] is Kind.LABORATORY


@pytest.mark.parametrize(
    "text",
    ["", "a", "1", "2130706433", "127.1", "0x7f.0.0.1", "0177.0.0.1", "1.2.3.4/32", "fe80::1%eth0",
     "8.8.8.8%1", "[::1]", " 8.8.8.8", "8.8.8.8\n", "８.8.8.8", 134744072, b"\x08\x08\x08\x08", None],
)  # fmt: skip
def test_no_address(text: object) -> None:
    assert parse_address(text) is None


@given(st.ip_addresses())
def test_nothing_is_public_that_the_standard_library_knows_as_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    kind, _ = kind_of(address)
    if address.is_private or address.is_multicast or address.is_reserved or address.is_loopback:
        assert kind is not Kind.PUBLIC
