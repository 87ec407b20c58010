"""Scans of masscan in its three forms, imported as they are."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given

from periplus.collectors.imported_masscan import kept, parse
from periplus.facts.scan import ScannedPort
from tests.facts.samples import AT, anything, evidence
from tests.facts.test_masscan import JSON, LIST

XML = b"""<?xml version="1.0"?>
<!-- masscan v1.0 scan -->
<nmaprun scanner="masscan" start="1668793290" version="1.0-BETA"  xmloutputversion="1.03">
<scaninfo type="syn" protocol="tcp" />
<host endtime="1668793290"><address addr="198.51.100.7" addrtype="ipv4"/><ports>
<port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="54"/></port>
</ports></host>
</nmaprun>
"""


def told(body: bytes) -> list[tuple[str, int, str]]:
    facts = [reading.fact for reading in parse(evidence(body, "text/plain"))]
    return [(f.tool, f.port, f.state) for f in facts if isinstance(f, ScannedPort)]


@pytest.mark.parametrize("body", [JSON, LIST, XML], ids=["json", "list", "xml"])
def test_each_form_is_kept_and_read(body: bytes) -> None:
    assert kept(body) == body
    assert told(body)[0][1:] == (80, "open")
    assert told(body)[0][0].startswith("masscan")


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"#masscan\n# end\n"])
def test_what_holds_no_port_is_no_scan(body: bytes) -> None:
    with pytest.raises(ValueError, match="holds no port"):
        kept(body)


def test_entities_are_refused() -> None:
    with pytest.raises(ValueError, match="entities"):
        kept(XML.replace(b"<nmaprun", b'<!DOCTYPE x [<!ENTITY a "b">]><nmaprun'))


def test_a_port_from_after_the_import_tells_nothing() -> None:
    later = str(int((AT + timedelta(days=1)).timestamp())).encode()
    assert told(LIST.replace(b"16687932", later[:8])) == []


@pytest.mark.skipif(shutil.which("masscan") is None, reason="masscan is not installed")
@pytest.mark.parametrize("form", ["-oJ", "-oL", "-oX"])
def test_what_the_program_itself_writes(form: str, tmp_path: Path) -> None:
    """`--readscan` turns its own binary form into the others, with nothing sent."""
    raw, out = tmp_path / "scan.bin", tmp_path / "out"
    raw.write_bytes(_binary())
    made = subprocess.run(
        ["masscan", "--readscan", str(raw), form, str(out)], capture_output=True, check=False, timeout=30
    )
    if not out.exists() or made.returncode:
        pytest.fail(made.stderr.decode()[:300])
    assert [row[1:] for row in told(kept(out.read_bytes()))] == [(80, "open")]  # it shows open ones


def _binary() -> bytes:
    """Two records of its format: a head of 99 octets, then type, length, status (out-data.h)."""
    head = b"masscan/1.1\ns:1668793290\n".ljust(99, b"\0")

    def status(kind: int, port: int, reason: int) -> bytes:
        at = (1668793290).to_bytes(4, "big")
        body = at + bytes([198, 51, 100, 7]) + bytes([6]) + port.to_bytes(2, "big")
        body += bytes([reason, 54]) + b"\0" * 6
        return bytes([kind, len(body)]) + body

    return head + status(6, 80, 0x12) + status(7, 23, 0x14)


@given(anything(XML))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "text/plain")))
