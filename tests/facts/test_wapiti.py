"""Reports of Wapiti."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from periplus.facts.tool_report import ToolFinding
from periplus.facts.wapiti import open_wapiti, read_wapiti, without_requests
from tests.facts.samples import anything, holds


def held(info: str, **more: Any) -> dict[str, Any]:
    """One finding as the tool writes it."""
    return {
        "method": "GET",
        "path": "/",
        "info": info,
        "level": 1,
        "parameter": "",
        "module": "csp",
        "http_request": "GET / HTTP/1.1\ncookie: session=topsecret",
        "curl_command": "curl -b session=topsecret",
        "wstg": ["WSTG-CONF-12"],
        **more,
    }


REPORT = json.dumps(
    {
        "classifications": {"Backup file": {"desc": "…"}},
        "vulnerabilities": {
            "Content Security Policy Configuration": [held("CSP is not set")],
            "Backup file": [],
            "a/b~c": [held("odd", level=9, path="", method="")],
        },
        "anomalies": {"Internal Server Error": [held("500", level=3)]},
        "additionals": {},
        "infos": {
            "target": "https://me:pw@www.example.org/",
            "date": "Wed, 01 May 2024 12:00:00 +0000",
            "version": "Wapiti 3.2.3",
        },
    }
).encode()
KEPT = without_requests(open_wapiti(REPORT))


def test_each_finding_in_the_tool_s_words() -> None:
    readings = holds(read_wapiti(KEPT, "desk"), KEPT, "application/json")
    assert {str(one.subject) for one in readings} == {"SITE:https://www.example.org"}
    assert {one.observed_at for one in readings} == {datetime(2024, 5, 1, 12, tzinfo=UTC)}
    found = [one.fact for one in readings if isinstance(one.fact, ToolFinding)]
    assert [(f.finding, f.severity, f.says) for f in found] == [
        ("Content Security Policy Configuration", "LOW", "CSP is not set (GET /)"),
        ("a/b~c", "", "odd"),
        ("Internal Server Error", "HIGH", "500 (GET /)"),
    ]
    assert found[0].tool == "Wapiti 3.2.3"
    assert found[0].references == ("WSTG-CONF-12",)


def test_the_requests_that_were_sent_stay_outside() -> None:
    assert b"topsecret" not in KEPT
    assert b"pw@" not in KEPT


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"infos": {"target": "x"}, "vulnerabilities": {}}'])
def test_another_document_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="no infos with a target"):
        open_wapiti(body)


@given(anything(REPORT, KEPT))
def test_reading_never_raises(body: bytes) -> None:
    list(read_wapiti(body, "desk"))
