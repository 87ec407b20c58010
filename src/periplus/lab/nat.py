"""The observer behind a user-mode NAT: slirp4netns, whose TCP stack answers for every target."""

from __future__ import annotations

import os
import select
import subprocess

from periplus.lab.namespaces import NamespaceError
from periplus.lab.programs import Running, find

PROGRAM = "slirp4netns"
DEVICE = "tap0"
NETWORK = "198.18.254.0/24"  # not its usual private one: every address is the laboratory's
START_S = 10.0


def join(observer: int) -> Running:
    """Start it where this thread stands, as the one way out of a namespace (a file descriptor).

    NamespaceError when it does not start.
    """
    program = find(PROGRAM)
    if not program:
        raise NamespaceError(f"the observer stands behind {PROGRAM} here, which is not installed")
    ready, told = os.pipe()
    try:
        running = subprocess.Popen(  # noqa: S603  our own words
            [
                *(program, "--configure", "--mtu=1500", "--disable-dns", f"--cidr={NETWORK}"),
                *("--ready-fd", str(told), "--netns-type=path", f"/proc/self/fd/{observer}", DEVICE),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(told, observer),
        )
        os.close(told)
        if not select.select([ready], [], [], START_S)[0] or os.read(ready, 1) != b"1":
            running.kill()
            said = running.communicate()[1].decode(errors="replace")
            raise NamespaceError(f"{PROGRAM} did not start: {' '.join(said.split())[-200:]}")
    finally:
        os.close(ready)
    return running
