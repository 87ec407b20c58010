"""Files made to hurt, handed to every importer: bounded in time and memory, refused in one sentence."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from periplus import judging
from periplus.model import Blob, Evidence, Subject, SubjectKind
from periplus.run.importing import LIMIT_BYTES, Handed, read_files

KINDS = sorted(judging.importers())
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
AT = datetime(2024, 6, 1, tzinfo=UTC)
MOST_S = 60.0
MOST_MIB = 1500  # of Linux, which counts KiB
_MIB = 1 << 20


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 1000}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE nmaprun [{entities}]><nmaprun>&l11;</nmaprun>'.encode()


def _wide(head: str, row: str, tail: str, size: int = 4 * _MIB) -> bytes:
    return f"{head}{row * (size // len(row))}{tail}".encode()


def bombs() -> Iterator[tuple[str, bytes]]:
    """Each by its name."""
    yield "nothing", b""
    yield "zeros", b"\0" * (4 * _MIB)
    yield "one long line", b"a" * (4 * _MIB)
    yield "no text", b"\xff\xfe\xfd" * _MIB
    yield "deep list", b"[" * _MIB
    yield "deep object", b'{"log":' * (_MIB // 4)
    yield "deep markup", b"<div>" * (_MIB // 4)
    yield "entities", _laughs()
    yield "empty lists", b"[" + b"[]," * (3 * _MIB + 9) + b"[]]"
    yield "giant number", b'{"log": {"entries": [' + b"9" * _MIB + b"]}}"
    field = "x" * (4 * _MIB)
    for key in ("url", "name", "id"):
        request = {"request": {"url": f"https://www.example.org/?{field}", key: field}}
        yield f"giant {key}", json.dumps({"log": {"entries": [{**request, key: field}]}}).encode()
    yield "giant cell", f"technology,last\n{field},2024-01-01\n".encode()
    yield "rows", _wide("technology,last\n", "nginx,2024-01-01\n", "")
    yield "history rows", _wide("name,type,data,last\n", "a.example,A,192.0.2.1,2024-01-01\n", "")
    yield "log lines", _wide("", "[2024/01/01 00:00:00] mod=syn+ack|srv=192.0.2.1/80|os=?\n", "")
    port = '<port protocol="tcp" portid="1"><state state="open"/></port>'
    host = '<nmaprun><host><address addr="192.0.2.1" addrtype="ipv4"/><ports>'
    yield "ports", _wide(host, port, "</ports></host></nmaprun>")
    yield "attribute", _wide('<nmaprun args="', "x", '"></nmaprun>')
    entry = '{"request":{"url":"https://a.example/"},"response":{"status":200,"content":{"mimeType":"text/html"}}}'
    yield "entries", _wide('{"log":{"entries":[', entry + ",", entry + "]}}")
    yield "findings", _wide("[", '{"id":"a","ip":"a/1","severity":"LOW","finding":"b"},', "{}]")
    yield "records", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n" * 100_000
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"
    named = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
    head = f"{named}Content-Length: {len(answer)}"
    yield "responses", (head.encode() + b"\r\n\r\n" + answer) * 20_000
    packed = gzip.compress(b"\0" * (200 * _MIB))
    coded = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + packed
    yield "packed page", head.rpartition(" ")[0].encode() + f" {len(coded)}\r\n\r\n".encode() + coded
    yield "particles", _wide("", "de la ", "")
    yield "hosts", _wide("", "a.", "")
    yield "names", _wide("", "Karl Weber and nginx, ", "")


def _try(kind: str, told: multiprocessing.Queue[tuple[str, str, float]]) -> None:
    importer = judging.importers()[kind]
    for name, content in bombs():
        began, said = monotonic(), ""
        try:
            handed = Handed.of("bomb", content, importer)
        except ValueError as error:
            said = str(error)
        else:
            bodies = [(handed.kept, importer.MEDIA_TYPE)]
            bodies += [(one.message, "message/http") for one in handed.recorded]
            said = f"{sum(len(list(importer.parse(_evidence(*one)))) for one in bodies)} readings"
        told.put((name, said, monotonic() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told.put(("", str(peak), 0.0))


def _evidence(body: bytes, media_type: str) -> Evidence:
    return Evidence(
        id="0" * 64,
        collector="any@1",
        target=SITE,
        source="https://a.example/",
        asked=None,
        dialled=None,
        request=b"",
        body=Blob.of(body),
        media_type=media_type,
        captured_at=AT,
        elapsed_s=0.0,
        vantage="here",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_bomb_is_bounded(kind: str) -> None:
    # In a process of its own: what it takes at most is the importer's and the bombs'.
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    process = context.Process(target=_try, args=(kind, told))
    process.start()
    found = {}
    for _ in range(len(list(bombs())) + 1):
        name, said, taken_s = told.get(timeout=2 * MOST_S)
        found[name] = said
        assert taken_s < MOST_S, (name, taken_s)
        assert "\n" not in said, name
        assert len(said) < 300, name
    process.join(timeout=10)
    assert process.exitcode == 0
    peak_mib = int(found.pop(""))
    assert peak_mib < MOST_MIB, found
    readings = [int(said.split()[0]) for said in found.values() if said.endswith(" readings")]
    assert max(readings, default=0) < 200_000


def test_a_packed_bomb_is_refused_for_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"\0" * (LIMIT_BYTES + 1), 9))
    for importer in judging.importers().values():
        with pytest.raises(ValueError, match="unpacks to more than 64 MiB"):
            read_files([path], importer)
