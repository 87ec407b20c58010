"""An installed nmap, driven at one checked address by a fixed list of options; no scripts (nmap(1))."""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import subprocess
import time
from collections.abc import Sequence
from subprocess import DEVNULL, PIPE

from periplus.model import Failure
from periplus.net import dial
from periplus.net.exchange import Answer, Fault
from periplus.net.gate import Permit

PROGRAM = "nmap"
OPTIONS = (
    "--privileged", "-n", "-Pn", "-sS", "-O", "--max-os-tries", "1", "--max-retries", "1",
    "--host-timeout", "60s", "-oX", "-",
)  # fmt: skip
LIMIT_S = 90.0
MOST_BYTES = 1024 * 1024
_READ_BYTES = 64 * 1024
_PLACES = "/usr/sbin:/usr/bin:/usr/local/bin:/bin"


def words(address: str, ports: tuple[int, ...]) -> list[str]:
    """What follows the program's name; the address was checked, so nothing is resolved."""
    family = ["-6"] if ":" in address else []
    return [*OPTIONS, *family, "-p", ",".join(map(str, sorted(set(ports)))), address]


async def run(permit: Permit, ports: tuple[int, ...]) -> Answer:
    """The XML that it writes, whole or as far as it came.

    Fault when it is not installed, or may not send packets of its own.
    """
    program = shutil.which(PROGRAM, path=f"{os.environ.get('PATH', '')}:{_PLACES}")
    if program is None:
        raise Fault(Failure.UNAVAILABLE, "nmap is not installed.")
    dial.handshake_listener(permit, 1).close()  # Fault without the privilege
    return await asyncio.to_thread(_driven, [program, *words(permit.dialled[0], ports)])


def _driven(command: Sequence[str]) -> Answer:
    """The program's output, ended with it or at a bound. Blocking."""
    said, until_s = b"", time.monotonic() + LIMIT_S
    with subprocess.Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL) as started:  # noqa: S603
        try:
            while started.stdout is not None:
                left_s = until_s - time.monotonic()
                if left_s <= 0 or not select.select([started.stdout], [], [], left_s)[0]:
                    return Answer(said, Failure.IO_TIMEOUT, "nmap did not end in time.")
                more = os.read(started.stdout.fileno(), _READ_BYTES)
                if not more:
                    break
                said += more
                if len(said) > MOST_BYTES:
                    return Answer(said[:MOST_BYTES], Failure.TOO_LARGE, "nmap said too much.")
        finally:
            started.kill()
    return Answer(said) if said else Answer(b"", Failure.PROTOCOL, "nmap said nothing.")
