"""Reports of testssl.sh, flat and pretty."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from periplus.facts.testssl import read_testssl, scans
from periplus.facts.tool_report import OfferedGroups, OfferedSuites, OfferedVersion, ToolFinding
from periplus.model import Basis
from tests.facts.samples import anything, holds

ROWS = (
    ("SSLv3", "OK", "not offered"),
    ("TLS1", "LOW", "offered (deprecated)"),
    ("TLS1_2", "OK", "offered"),
    ("TLS1_3", "OK", "offered with final"),
    ("NPN", "INFO", "not offered"),
    ("PFS_ECDHE_curves", "OK", "prime256v1 X25519"),
    ("cipherorder_TLSv1_2", "INFO", "ECDHE-RSA-AES256-GCM-SHA384 ODD-ONE"),
    ("LUCKY13", "LOW", "potentially vulnerable,  uses TLS CBC ciphers"),
    (
        "cipher_xc030",
        "INFO",
        "xc030 ECDHE-RSA-AES256-GCM-SHA384 ECDH 253 AESGCM 256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ),
)


def row(name: str, severity: str, finding: str) -> dict[str, Any]:
    """One row as the tool writes it."""
    known = {"cve": "CVE-2013-0169"} if name == "LUCKY13" else {}
    return {"id": name, "severity": severity, "finding": finding, **known}


FLAT = json.dumps(
    [{**row(*one), "ip": "www.example.org/192.0.2.1", "port": "443"} for one in ROWS]
    + [{"id": "engine_problem", "ip": "/", "port": "443", "severity": "WARN", "finding": "no engine"}]
).encode()
PRETTY = json.dumps(
    {
        "version": "3.0.8  from ",
        "startTime": "1714564800",
        "scanResult": [
            {
                "targetHost": "www.example.org",
                "port": "443",
                "protocols": [row(*one) for one in ROWS[:5]],
                "other/rows": [row(*one) for one in ROWS[5:]],
            }
        ],
    }
).encode()


@pytest.mark.parametrize("body", [FLAT, PRETTY])
def test_both_forms_say_the_same(body: bytes) -> None:
    readings = holds(read_testssl(body, "desk"), body, "application/json")
    assert {str(one.subject) for one in readings} == {"SITE:https://www.example.org"}
    assert {one.basis for one in readings} == {Basis.TOLD}
    found = [one.fact for one in readings]
    versions = {f.version: f.offered for f in found if isinstance(f, OfferedVersion)}
    assert versions == {"SSLv3": False, "TLSv1": True, "TLSv1.2": True, "TLSv1.3": True}
    (suites,) = (f for f in found if isinstance(f, OfferedSuites))
    assert (suites.version, suites.suites) == (
        "TLSv1.2",
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ODD-ONE"),
    )
    (groups,) = (f for f in found if isinstance(f, OfferedGroups))
    assert groups.groups == ("secp256r1", "x25519")
    held = {f.finding: f for f in found if isinstance(f, ToolFinding)}
    assert set(held) == {"TLS1", "LUCKY13"}
    assert held["LUCKY13"].references == ("CVE-2013-0169",)
    assert held["LUCKY13"].says == "potentially vulnerable, uses TLS CBC ciphers"


def test_the_pretty_form_tells_version_and_time() -> None:
    first = next(read_testssl(PRETTY, "desk"))
    assert getattr(first.fact, "tool", "") == "testssl.sh 3.0.8"
    assert first.observed_at == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert next(read_testssl(FLAT, "desk")).observed_at is None


@pytest.mark.parametrize("body", [b"[]", b"{}", b'[{"id": "x"}]', b'{"scanResult": [{"port": 1}]}'])
def test_another_document_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no scan with rows"):
        scans(body)


@given(anything(FLAT, PRETTY))
def test_reading_never_raises(body: bytes) -> None:
    list(read_testssl(body, "desk"))
