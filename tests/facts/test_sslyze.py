"""Reports of sslyze."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from periplus.facts.sslyze import read_sslyze, servers
from periplus.facts.tool_report import OfferedGroups, OfferedSuites, OfferedVersion, ToolFinding
from tests.facts.samples import anything, holds


def done(**result: Any) -> dict[str, Any]:
    """One scan of the report that was completed."""
    return {"status": "COMPLETED", "result": result}


def suite(name: str) -> dict[str, Any]:
    return {"cipher_suite": {"name": name, "openssl_name": "x"}, "ephemeral_key": None}


REPORT = json.dumps(
    {
        "sslyze_version": "6.3.1",
        "date_scans_completed": "2024-05-01T12:00:00.5Z",
        "server_scan_results": [
            {
                "server_location": {"hostname": "192.0.2.1", "port": 443},
                "network_configuration": {"tls_server_name_indication": "www.example.org"},
                "scan_result": {
                    "ssl_3_0_cipher_suites": done(
                        is_tls_version_supported=False, accepted_cipher_suites=[]
                    ),
                    "tls_1_2_cipher_suites": done(
                        is_tls_version_supported=True,
                        accepted_cipher_suites=[suite("TLS_B"), suite("TLS_A"), 7],
                    ),
                    "tls_1_3_cipher_suites": {"status": "ERROR", "result": None},
                    "heartbleed": done(is_vulnerable_to_heartbleed=True),
                    "robot": done(robot_result="NOT_VULNERABLE_NO_ORACLE"),
                    "tls_fallback_scsv": done(supports_fallback_scsv=False),
                    "elliptic_curves": done(supported_curves=[{"name": "X25519"}, {}]),
                },
            },
            {"server_location": {"hostname": "a b", "port": 443}},
        ],
    }
).encode()


def test_what_was_offered_and_what_is_held_against_it() -> None:
    readings = holds(read_sslyze(REPORT, "desk"), REPORT, "application/json")
    assert {str(one.subject) for one in readings} == {"SITE:https://www.example.org"}
    assert {one.observed_at for one in readings} == {datetime(2024, 5, 1, 12, 0, 0, 500000, UTC)}
    found = [one.fact for one in readings]
    versions = {f.version: f.offered for f in found if isinstance(f, OfferedVersion)}
    assert versions == {"SSLv3": False, "TLSv1.2": True}
    assert [f.suites for f in found if isinstance(f, OfferedSuites)] == [("TLS_A", "TLS_B")]
    assert [f.groups for f in found if isinstance(f, OfferedGroups)] == [("x25519",)]
    held = [(f.finding, f.says, f.references) for f in found if isinstance(f, ToolFinding)]
    assert held == [
        ("heartbleed", "is_vulnerable_to_heartbleed: true", ("CVE-2014-0160",)),
        ("tls_fallback_scsv", "supports_fallback_scsv: false", ()),
    ]
    assert {f.tool for f in found if isinstance(f, ToolFinding)} == {"sslyze 6.3.1"}


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"server_scan_results": 1}'])
def test_another_document_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no server_scan_results"):
        servers(body)


@given(anything(REPORT))
def test_reading_never_raises(body: bytes) -> None:
    list(read_sslyze(body, "desk"))
