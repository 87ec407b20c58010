"""Twin of net/chromium.py: a browser is found on PATH, started apart, and gone afterwards."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from periplus.net import chromium
from tests.net.pages import needs_browser


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def exists(path: str) -> bool:
    return Path(path).exists()


def test_a_machine_without_a_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.program() is None


@needs_browser
async def test_a_browser_is_gone_afterwards() -> None:
    async with chromium.started(chromium.program() or "", proxy_port=9, pins=()) as browser:
        assert browser.sandboxed == (os.geteuid() != 0)
        for _ in range(300):  # Debian's program is a script that becomes the browser
            if b"--user-data-dir" in read(f"/proc/{browser.pid}/cmdline"):
                break
            await asyncio.sleep(0.01)
        words = read(f"/proc/{browser.pid}/cmdline").split(b"\0")
        (profile,) = [w.partition(b"=")[2].decode() for w in words if w.startswith(b"--user-data-dir=")]
        assert exists(profile)
        assert b"--proxy-server=http://127.0.0.1:9" in words
        assert b"--proxy-bypass-list=<-loopback>" in words
        os.close(browser.reading)
        os.close(browser.writing)
    assert not exists(profile)
    assert not exists(f"/proc/{browser.pid}")


async def test_a_program_that_is_none() -> None:
    with pytest.raises(OSError, match="No such file"):
        async with chromium.started("/no/such/browser", proxy_port=9, pins=()):
            pass
