"""Ports and services in words."""

from __future__ import annotations

import pytest

from periplus.model import Value
from periplus.report.words import value_text

PORT: dict[str, str | int | None] = {
    "protocol": "tcp", "port": 22, "state": "open", "service": None, "product": None, "version": None,
    "tool": "connect scan",
}  # fmt: skip


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        ("port", PORT, "tcp 22 open (connect scan)"),
        ("port", PORT | {"service": "ssh", "version": "9"}, "tcp 22 open, ssh 9 (connect scan)"),
        (
            "other_ports",
            {"count": 998, "state": "filtered", "tool": "nmap"},
            "998 ports filtered (nmap)",
        ),
        (
            "other_ports",
            {"count": 1, "state": "closed", "tool": "connect scan", "ports": "21"},
            "1 port closed: 21 (connect scan)",
        ),
        ("service", {"port": 993, "service": "imap", "tls": True}, "imap within TLS at TCP port 993"),
        (
            "service_says",
            {"port": 22, "service": "ssh", "product": "OpenSSH", "version": None},
            "OpenSSH (ssh at TCP port 22)",
        ),
        (
            "open_everywhere",
            {"tool": "connect scan", "open": 8, "asked": 8, "controls": "50000"},
            "8 of 8 asked and those that no service has (connect scan)",
        ),
        (
            "open_everywhere",
            {"tool": "masscan", "open": 900, "asked": None, "controls": None},
            "900 (masscan)",
        ),
        (
            "port_contradiction",
            {"port": 25, "here": "closed", "told": "open", "tool": "masscan", "vantage": "desk"},
            "TCP port 25 is closed to us, open to masscan from desk",
        ),
    ],
)
def test_records(predicate: str, value: Value, text: str) -> None:
    assert value_text(f"address.{predicate}", value) == text
