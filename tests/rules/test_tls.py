"""What the server chose for an ordinary client."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.rules import tls


def test_version_and_suite(ask: Any, handshake: Any) -> None:
    claims = ask(tls, handshake())
    assert {claim.predicate: claim.value for claim in claims} == {
        "site.tls_version": "TLSv1.3",
        "site.tls_suite": "TLS_AES_256_GCM_SHA384",
    }


@pytest.mark.parametrize(
    ("changes", "site"),
    [
        ({}, "https://www.example.org"),
        ({"endpoint": "192.0.2.1:8443"}, "https://www.example.org:8443"),
        ({"endpoint": "[2001:db8::1]:443"}, "https://www.example.org"),
        ({"endpoint": "[2001:db8::1]:443", "server_name": ""}, "https://[2001:db8::1]"),
    ],
)
def test_the_site_of_a_handshake(ask: Any, handshake: Any, changes: dict[str, str], site: str) -> None:
    assert {claim.subject.key for claim in ask(tls, handshake(**changes))} == {site}


def test_what_is_not_told_is_not_said(ask: Any, handshake: Any) -> None:
    assert ask(tls, handshake(version="", suite="")) == []
