"""The machine's Chromium as a process of ours: found, started with a fresh profile, and ended."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_END_S = 5.0
_OFF = (
    "AutofillServerCommunication,CertificateTransparencyComponentUpdater,DialMediaRouteProvider,"
    "InterestFeedContentSuggestions,MediaRouter,OptimizationHints,Translate,NetworkPrediction,"
    "PreconnectToSearch,SpeculativeServiceWorkerWarmUp,AsyncDns,DnsOverHttps,UseDnsHttpsSvcb"
)
_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
    "--disable-domain-reliability", "--disable-breakpad",
    "--disable-crash-reporter", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-client-side-phishing-detection",
    "--metrics-recording-only", "--no-pings", "--mute-audio", "--hide-scrollbars",
    "--disable-dev-shm-usage", "--disable-notifications", "--deny-permission-prompts",
    "--password-store=basic", "--use-mock-keychain", "--window-size=1280,900",
    "--disk-cache-size=33554432", "--media-cache-size=1048576", f"--disable-features={_OFF}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Names belong to the proxy, which asks the run's own resolver.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=<-loopback>",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Started:
    """A running browser: the ends of its pipe, and whether its own sandbox is on."""

    pid: int
    reading: int
    writing: int
    sandboxed: bool


def program() -> str | None:
    """The path of the browser, if there is one. Nothing is ever downloaded."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@asynccontextmanager
async def started(path: str, *, proxy_port: int, pins: Sequence[str]) -> AsyncIterator[Started]:
    """The browser behind a proxy on loopback, in a profile that is gone afterwards.

    `pins`: SHA-256 of public keys, base64, that it takes whatever the certificate says. OSError when
    it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="periplus-browser-", ignore_cleanup_errors=True) as home:
        sandboxed = os.geteuid() != 0  # Chromium refuses its sandbox to root
        words = [
            path,
            *_FLAGS,
            f"--user-data-dir={home}",
            f"--proxy-server=http://127.0.0.1:{proxy_port}",
        ]
        if pins:
            words.append(f"--ignore-certificate-errors-spki-list={','.join(pins)}")
        words += ["about:blank"] if sandboxed else ["--no-sandbox", "about:blank"]
        _lay_preferences(Path(home))
        browser = _spawn(words, Path(home), sandboxed=sandboxed)
        try:
            yield browser
        finally:
            await _end(browser.pid, Path(home))


def _lay_preferences(home: Path) -> None:
    """What flags do not reach: datagrams that would pass by the proxy."""
    directory = home / "Default"
    directory.mkdir()
    wanted = {"webrtc": {"ip_handling_policy": "disable_non_proxied_udp"}}
    (directory / "Preferences").write_text(json.dumps(wanted), encoding="ascii")


def _spawn(words: Sequence[str], home: Path, *, sandboxed: bool) -> Started:
    command_out, command_in = os.pipe()
    event_out, event_in = os.pipe()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    environment = kept | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    # Where pipes got the numbers 3 and 4 themselves, dup2 in that order would overwrite one.
    high = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 10) for number in (command_out, event_in)]
    try:
        pid = os.posix_spawn(
            words[0],
            list(words),
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, high[0], 3),
                (os.POSIX_SPAWN_DUP2, high[1], 4),
            ],
            setsid=True,
        )
    except OSError:
        os.close(command_in)
        os.close(event_out)
        raise
    finally:
        for number in (*high, command_out, event_in):
            os.close(number)
    return Started(pid=pid, reading=event_out, writing=command_in, sandboxed=sandboxed)


async def _end(pid: int, home: Path) -> None:
    """Kill the process and all it started, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_END_S):
            await _gone(pid, str(home))


async def _gone(pid: int, home: str) -> None:
    """Return when nothing is left; what left the group still names its profile, and is killed too."""
    while not _is_reaped(pid) or _naming(home):  # nothing tells this process when others' children end
        for straggler in _naming(home):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(straggler, signal.SIGKILL)
        await asyncio.sleep(0.02)


def _is_reaped(pid: int) -> bool:
    try:
        ended, _ = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return True
    return ended != 0


def _naming(text: str) -> list[int]:
    """Processes with a text in their command line, where the system tells."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if text.encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
    return found
