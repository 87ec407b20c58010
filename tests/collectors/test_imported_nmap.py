"""Scans of nmap, imported as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from periplus.collectors.imported_nmap import kept, parse
from tests.facts.samples import AT, anything, evidence
from tests.facts.test_nmap import SCAN


def test_the_file_is_kept_unaltered() -> None:
    assert kept(SCAN) == SCAN
    with pytest.raises(ValueError, match="does not begin as the XML of nmap"):
        kept(b"<html>")
    with pytest.raises(ValueError, match="entities"):
        kept(b'<!DOCTYPE x [<!ENTITY a "b">]><nmaprun>')


def test_the_vantage_is_the_capture_s() -> None:
    readings = list(parse(evidence(SCAN, "application/xml")))
    assert readings
    assert all(getattr(r.fact, "vantage", "") == "here" for r in readings)


def test_a_scan_from_after_the_import_tells_nothing() -> None:
    later = str(int((AT + timedelta(days=1)).timestamp())).encode()
    scan = SCAN.replace(b"1668793290", later).replace(b"1668793200", later)
    assert list(parse(evidence(scan, "application/xml"))) == []


@given(anything(SCAN))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "application/xml")))
