"""What is spoken at a port, by greetings of real servers, and what they say of themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.greeting import Greeting
from periplus.model import Basis, Status
from periplus.rules import port_services
from periplus.signatures.tables import load
from tests.rules.conftest import subject

ADDRESS = "ADDRESS:198.51.100.7"
ROWS = load().rows("services")


def greeting(said: str, *, first: bool = True, port: int = 1, secure: bool = False) -> Greeting:
    return Greeting(host="x", port=port, secure=secure, spoke_first=first, said=said)


@pytest.mark.parametrize(
    ("said", "service", "product", "version"),
    [
        ("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u2\r\n", "ssh", "OpenSSH", "9.2p1"),
        ("SSH-2.0-dropbear_2022.83\r\n", "ssh", "dropbear", "2022.83"),
        ("SSH-2.0-Cisco-1.25\n", "ssh", "Cisco", "1.25"),
        ("SSH-2.0-Go\r\n", "ssh", "Go", None),
        ("SSH-2.0-1.2.3 thing\r\n", "ssh", None, None),
        ("Welcome\r\nSSH-2.0-OpenSSH_8.0\r\n", "ssh", "OpenSSH", "8.0"),
        ("220 mx.example.org ESMTP Postfix (Debian/GNU)\r\n", "smtp", "Postfix", None),
        ("220 mx.example.org ESMTP Exim 4.96 Mon, 1 Jan 2024\r\n", "smtp", "Exim", "4.96"),
        ("220 mx ESMTP\r\n", "smtp", None, None),
        ("220 (vsFTPd 3.0.3)\r\n", "ftp", "vsFTPd", "3.0.3"),
        ("220 ProFTPD 1.3.8 Server (x) [::ffff:1.2.3.4]\r\n", "ftp", "ProFTPD", "1.3.8"),
        ("220 Welcome to our FTP service\r\n", "ftp", None, None),
        ("+OK Dovecot (Debian) ready.\r\n", "pop3", "Dovecot", None),
        ("* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n", "imap", "Dovecot", None),
        ("200 news.example INN 2.6.4 ready\r\n", "nntp", "INN", "2.6.4"),
        ('"IMPLEMENTATION" "Dovecot Pigeonhole"\r\n', "sieve", "Dovecot Pigeonhole", None),
        ("J\0\0\0\n5.5.5-10.11.6-MariaDB-0+deb12u1\0\x1e", "mysql", None, "10.11.6-MariaDB-0+deb12u1"),
        ("J\0\0\0\n8.0.36\0\x08", "mysql", None, "8.0.36"),
        ("\x45\0\0\0\xffj\x04Host '1.2.3.4' is not allowed", "mysql", None, None),
        ("RFB 003.008\n", "rfb", None, "003.008"),
        ("@RSYNCD: 31.0\n", "rsync", None, "31.0"),
        ("\xff\xfd\x18\xff\xfd\x20", "telnet", None, None),
        ("\xff" * 16 + "\0\x1d\x01", "bgp", None, None),
    ],
)
def test_greetings(said: str, service: str, product: str | None, version: str | None) -> None:
    found = port_services.match(greeting(said), ROWS)
    assert found is not None
    assert (found[0]["service"], found[1].get("product"), found[1].get("version")) == (
        service, product, version,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "service", "product", "version"),
    [
        ("HTTP/1.1 200 OK\r\nDate: x\r\nServer: nginx/1.22.1\r\n\r\n", "http", "nginx", "1.22.1"),
        (
            "HTTP/1.0 404 Not Found\r\nServer: Microsoft-IIS/10.0\r\n\r\n",
            "http",
            "Microsoft-IIS",
            "10.0",
        ),
        ("HTTP/1.1 200 OK\r\nServer: Apache (Unix)\r\n\r\n", "http", "Apache", None),
        ("HTTP/1.1 200 OK\r\n\r\n", "http", None, None),
        ("\0\x11PR\x80\x05\0\x01", "domain", None, None),
        ("S", "postgresql", None, None),
        ("N", "postgresql", None, None),
        ("+PONG\r\n", "redis", None, None),
        ("-NOAUTH Authentication required.\r\n", "redis", None, None),
        ("VERSION 1.6.18\r\n", "memcache", None, "1.6.18"),
        ("\x03\0\0\x13\x0e\xd0\0\0", "rdp", None, None),
        ("RTSP/1.0 200 OK\r\n", "rtsp", None, None),
        ("SIP/2.0 200 OK\r\n", "sip", None, None),
        ("AMQP\0\0\x09\x01", "amqp", None, None),
    ],
)
def test_answers(said: str, service: str, product: str | None, version: str | None) -> None:
    found = port_services.match(greeting(said, first=False), ROWS)
    assert found is not None
    assert (found[0]["service"], found[1].get("product"), found[1].get("version")) == (
        service, product, version,
    )  # fmt: skip


@pytest.mark.parametrize("said", ["", "hello\r\n", "220 ready\r\n", "Sure", "\0\0\0\0", "HTTP/2"])
def test_what_fits_no_row_is_named_nothing(said: str) -> None:
    assert port_services.match(greeting(said), ROWS) is None
    assert port_services.match(greeting(said, first=False), ROWS) is None


def test_a_service_is_judged_and_its_version_only_told(ask: Any) -> None:
    claims = ask(port_services, (ADDRESS, greeting("SSH-2.0-OpenSSH_9.2p1\r\n", port=22)))
    service, says = sorted(claims, key=lambda claim: claim.predicate)
    assert (service.value, service.word) == ({"port": 22, "service": "ssh", "tls": False}, "very likely")
    assert says.value["version"] == "9.2p1"
    assert (says.basis, says.status) == (Basis.TOLD, Status.TOLD_ONLY)


def test_where_every_port_opens_a_greeting_says_little(ask: Any) -> None:
    from periplus.facts.port_scan import KnockedPorts, control_ports
    from periplus.rules import port_scan

    key = subject(ADDRESS).key
    lower = ask(
        port_scan,
        *(
            (ADDRESS, KnockedPorts(vantage="here", protocol="tcp", outcome="open", ports=(port,)))
            for port in control_ports(key)
        ),
    )
    said = greeting("SSH-2.0-OpenSSH_9.2p1\r\n", port=22)
    claims = ask(port_services, (ADDRESS, said), lower=lower)
    (service,) = [claim for claim in claims if claim.predicate == "address.service"]
    assert service.probability is not None
    assert service.probability < 0.5
    assert "Every port opens there" in service.reasons[0]


def test_what_a_port_of_tls_says_in_clear_is_not_its_service(ask: Any) -> None:
    clear = greeting("HTTP/1.1 400 Bad Request\r\n\r\n", first=False, port=443)
    within = greeting("HTTP/1.1 200 OK\r\n\r\n", first=False, port=443, secure=True)
    claims = ask(port_services, (ADDRESS, clear), (ADDRESS, within))
    assert [claim.value["tls"] for claim in claims] == [True]


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(port_services) == []


@given(st.text(max_size=600), st.booleans())
def test_never_raises(said: str, first: bool) -> None:
    port_services.match(greeting(said, first=first), ROWS)
