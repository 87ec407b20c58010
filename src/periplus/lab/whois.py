"""WHOIS servers of the laboratory (RFC 3912)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from periplus.lab.prefixes import covers, network_of, prefix_length
from periplus.lab.script import WhoisAnswer, WhoisPart

QUERY_BYTES = 1024


class WhoisServer:
    """One server: a line comes in, a text goes out."""

    def __init__(self, part: WhoisPart, documents: Mapping[str, bytes]) -> None:
        self.part = part
        self.documents = documents

    def response(self, line: str) -> bytes:
        """The text for a query line; options before the last word are passed over."""
        words = line.lower().split()
        network = network_of(words[-1]) if words else None
        exact = [a for a in self.part.answer if a.query is not None]
        for answer in exact:
            if str(answer.query).lower() in (" ".join(words), *words[-1:]):
                return self._text(answer)
        if network is not None:
            covering = [a for a in self.part.answer if a.prefix and covers(a.prefix, network)]
            if covering:
                return self._text(max(covering, key=lambda a: prefix_length(str(a.prefix))))
        return self.part.not_found.encode()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the one query of a connection."""
        line = await reader.readuntil(b"\n")
        await asyncio.sleep(self.part.delay_s)
        content = self.response(line[:QUERY_BYTES].decode(errors="replace"))
        if self.part.behaviour == "drop":
            await reader.read()
        while self.part.behaviour == "endless":
            writer.write(content)
            await writer.drain()
        if self.part.behaviour == "answer":
            writer.write(content)
            await writer.drain()

    def _text(self, answer: WhoisAnswer) -> bytes:
        if answer.document is not None:
            return self.documents[answer.document]
        return (answer.text or "").encode()
