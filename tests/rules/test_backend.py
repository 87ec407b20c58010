"""Persistence cookies and the hosts that they encode."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.rules import backend
from periplus.rules.backend import big_ip, netscaler


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("1677787402.20480.0000", "10.1.1.100:80"),  # the example of F5's article
        ("vi20010112000000000000000000000030.20480", "[2001:112::30]:80"),
        ("rd5o00000000000000000000ffffc0000201o80", "192.0.2.1:80"),
        ("rd3o20010112000000000000000000000030o80", "[2001:112::30]:80"),
        ("!aGVsbG8gd29ybGQ=", None),  # encrypted
        ("99999999999.20480.0000", None),
        ("1677787402.99999.0000", None),
        ("0.20480.0000", None),
    ],
)
def test_big_ip(value: str, host: str | None) -> None:
    assert big_ip(value) == host


def test_netscaler() -> None:
    address = (0xC0A8010A ^ 0x03081E11).to_bytes(4).hex()
    port = (443 ^ 0x3630).to_bytes(2).hex()
    assert netscaler(f"ffffffff{address}45525d5f4f58455e445a4a42{port}") == "192.168.1.10:443"
    assert netscaler("0123") is None


@pytest.mark.parametrize(
    ("name", "value", "host"),
    [
        ("BIGipServerpool", "1677787402.20480.0000", "10.1.1.100:80"),
        ("ROUTEID", ".node1", "node1"),
        ("JSESSIONID", "0A1B2C3D.tomcat-2", "tomcat-2"),
    ],
)
def test_what_is_behind_is_told(ask: Any, cookie: Any, name: str, value: str, host: str) -> None:
    (claim,) = ask(backend, cookie(name, value))
    assert (claim.value, claim.layer.value) == (host, "BEHIND")
    assert host in claim.reasons[0]


@pytest.mark.parametrize(("name", "value"), [("JSESSIONID", "0A1B"), ("other", "1677787402.20480.0000")])
def test_other_cookies_tell_nothing(ask: Any, cookie: Any, name: str, value: str) -> None:
    assert ask(backend, cookie(name, value)) == []


@given(st.text(max_size=80))
def test_never_raises(value: str) -> None:
    big_ip(value)
    netscaler(value)
