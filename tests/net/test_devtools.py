"""Twin of net/devtools.py: answers find their commands, events their listener, an end ends all."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import pytest

from periplus.net.devtools import Devtools, DevtoolsError


async def test_answers_events_and_the_end() -> None:
    commands_out, commands_in = os.pipe()
    events_out, events_in = os.pipe()
    heard: list[Any] = []
    async with Devtools(
        reading=events_out,
        writing=commands_in,
        on_event=lambda session, method, told: heard.append((session, method, told)),
    ) as devtools:
        first = devtools.send("Page.navigate", "s1", url="http://a.example/")
        second = devtools.send("Page.enable")
        third = devtools.send("Browser.close")
        await asyncio.sleep(0.05)
        sent = [json.loads(part) for part in os.read(commands_out, 65536).split(b"\0")[:-1]]
        assert sent[0] == {
            "id": 1,
            "method": "Page.navigate",
            "params": {"url": "http://a.example/"},
            "sessionId": "s1",
        }
        assert "sessionId" not in sent[1]
        os.write(events_in, b'{"id": 1, "result": {"frameId": "f"}}\0{"method": "Page.loaded", "par')
        os.write(events_in, b'ams": {"a": 1}, "sessionId": "s1"}\0no json\0{"id": 99}\0')
        os.write(events_in, b'{"id": 2, "error": {"message": "no such page"}}\0')
        assert await first == {"frameId": "f"}
        with pytest.raises(DevtoolsError, match="no such page"):
            await second
        assert heard == [("s1", "Page.loaded", {"a": 1})]
        os.close(events_in)
        with pytest.raises(DevtoolsError, match="the browser ended"):
            await third
    os.close(commands_out)
