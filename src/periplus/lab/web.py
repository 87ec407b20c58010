"""HTTP servers of the laboratory (RFC 9112): field order, case and framing as a scenario says."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from periplus.lab.barring import Barring
from periplus.lab.prefixes import covers, network_of, prefix_length
from periplus.lab.script import WebAnswer, WebPart

CHUNK_BYTES = 4096
DATE = "@date"
"""As a field's value: the laboratory's date."""
NOT_FOUND = WebAnswer(path="*", status=404, fields=(("Content-Type", "text/plain"),), text="Not found\n")
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Request:
    """The parts of a request head that choose the answer."""

    method: str
    path: str
    host: str
    closes: bool


class WebServer:
    """Everything that answers at one published endpoint: several hosts, by Host field."""

    def __init__(
        self,
        parts: Sequence[WebPart],
        documents: Mapping[str, bytes],
        now: Callable[[], datetime],
        *,
        secure: bool,
        barring: Barring | None = None,
    ) -> None:
        self.barring = barring or Barring()
        self.parts = parts
        self.documents = documents
        self.now = now
        self.secure = secure

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, in order."""
        if await self.barring.meets("", reader, writer):
            return
        if self.parts[0].behaviour == "drop":
            await reader.read()
        while self.parts[0].behaviour == "answer":
            request = read_request(await reader.readuntil(b"\r\n\r\n"))
            if request is None:
                writer.write(BAD_REQUEST)
                return
            if not self.secure and await self.barring.meets(request.host, reader, writer):
                return
            answer = self.answer_to(request)
            await asyncio.sleep(answer.delay_s)
            if answer.behaviour == "drop":
                await reader.read()
            if answer.behaviour in {"drop", "close"}:
                return
            await self._send(writer, request, answer)
            if request.closes or answer.framing == "close" or answer.behaviour != "answer":
                return

    def answer_to(self, request: Request) -> WebAnswer:
        """The answer that the scenario gives for a request, or 404."""
        part = next((p for p in self.parts if request.host in p.hosts), self.parts[0])
        if not self.secure and part.tls is not None and part.plain == "redirect":
            target = f"https://{request.host}{request.path}"
            server = [pair for a in part.answer[:1] for pair in a.fields if pair[0].lower() == "server"]
            return WebAnswer(path="*", status=301, fields=(*server, ("Location", target)))
        mine = [a for a in part.answer if a.host in {None, request.host}]
        exact = [a for a in mine if a.prefix is None and a.path == request.path]
        rest = [a for a in mine if a.prefix is None and a.path == "*"]
        return (*exact, *_by_prefix(mine, request.path), *rest, NOT_FOUND)[0]

    async def _send(self, writer: asyncio.StreamWriter, request: Request, answer: WebAnswer) -> None:
        body = body_of(answer, self.documents)
        writer.write(self._head(answer, len(body)))
        if request.method == "HEAD":
            return
        if answer.behaviour == "truncate":
            body = body[: len(body) // 2]
        while answer.behaviour == "endless":
            writer.write(body or b"\n")
            await writer.drain()
        writer.write(_chunked(body) if answer.framing == "chunked" else body)
        await writer.drain()

    def _head(self, answer: WebAnswer, size_bytes: int) -> bytes:
        fields = fields_of(answer, size_bytes, format_datetime(self.now(), usegmt=True))
        lines = [f"HTTP/1.1 {answer.status} {reason_of(answer)}"]
        lines += [f"{name}: {value}" for name, value in fields]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def body_of(answer: WebAnswer, documents: Mapping[str, bytes]) -> bytes:
    """The content as it is sent, coded where the answer says so."""
    text = (answer.text or "").encode()
    body = text if answer.document is None else documents[answer.document]
    return gzip.compress(body, mtime=0) if answer.coding == "gzip" else body


def fields_of(answer: WebAnswer, size_bytes: int, date: str) -> list[tuple[str, str]]:
    """The fields of a response in their order, framing after the answer's own, cookies last."""
    fields = [(name, date if value == DATE else value) for name, value in answer.fields]
    if (answer.document or "").endswith(".json") and not _has(fields, "content-type"):
        fields.append(("Content-Type", "application/json"))
    if answer.coding:
        fields.append(("Content-Encoding", answer.coding))
    if answer.behaviour == "endless" or answer.framing == "close":
        fields.append(("Connection", "close"))
    elif answer.framing == "chunked":
        fields.append(("Transfer-Encoding", "chunked"))
    else:
        fields.append(("Content-Length", str(size_bytes)))
    return fields + [("Set-Cookie", cookie) for cookie in answer.cookies]


def read_request(head: bytes) -> Request | None:
    """The request of a head, or None when it is none that we answer."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[0] not in {"GET", "HEAD"}:
        return None
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines[1:] if line)
    }
    host = fields.get("host", "").lower().removesuffix(":443").removesuffix(":80")
    closes = fields.get("connection", "").lower() == "close" or words[2] != "HTTP/1.1"
    return Request(words[0], words[1] or "/", host, closes)


def _by_prefix(answers: Sequence[WebAnswer], path: str) -> list[WebAnswer]:
    """The most specific answer whose prefix covers the address that ends the path."""
    found = []
    for answer in answers:
        if answer.prefix is not None and path.startswith(answer.path):
            network = network_of(path.removeprefix(answer.path))
            if network is not None and covers(answer.prefix, network):
                found.append(answer)
    return sorted(found, key=lambda a: -prefix_length(str(a.prefix)))[:1]


def _chunked(body: bytes) -> bytes:
    pieces = [body[at : at + CHUNK_BYTES] for at in range(0, len(body), CHUNK_BYTES)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _has(fields: Sequence[tuple[str, str]], name: str) -> bool:
    return any(field.lower() == name for field, _ in fields)


def reason_of(answer: WebAnswer) -> str:
    """The phrase of a status line."""
    if answer.reason is not None:
        return answer.reason
    known = {status.value: status.phrase for status in HTTPStatus}
    return known.get(answer.status, "")
