"""Network namespaces of this process, and what is laid out in them (namespaces(7), veth(4))."""

from __future__ import annotations

import ctypes
import fcntl
import os
import struct
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
MINE = "/proc/thread-self/ns/net"

_libc = ctypes.CDLL(None, use_errno=True)


class NamespaceError(OSError):
    """A kernel or a program that does not stage machines; the message is one sentence."""


class Namespace:
    """One network namespace; it ends with the last process that holds it."""

    def __init__(self) -> None:
        home = os.open(MINE, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _call("unshare", _libc.unshare(CLONE_NEWNET))
            self.fd = os.open(MINE, os.O_RDONLY | os.O_CLOEXEC)
            _call("setns", _libc.setns(home, 0))
        finally:
            os.close(home)

    def entered(self) -> AbstractContextManager[None]:
        """See `inside`."""
        return inside(self.fd)

    def close(self) -> None:
        """Let go of it."""
        os.close(self.fd)


class Here:
    """The namespace in which this process already is."""

    def __init__(self) -> None:
        self.fd = os.open(MINE, os.O_RDONLY | os.O_CLOEXEC)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Nothing to enter."""
        yield

    def close(self) -> None:
        """Let go of it."""
        os.close(self.fd)


@contextmanager
def inside(namespace: int) -> Iterator[None]:
    """What this thread opens or starts meanwhile stands in the namespace, and stays there."""
    home = os.open(MINE, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _call("setns", _libc.setns(namespace, 0))
        yield
    finally:
        _call("setns", _libc.setns(home, 0))
        os.close(home)


def _call(name: str, result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise NamespaceError(code, f"{name}: {os.strerror(code)}")


def ip_batch(lines: Iterable[str], *, family: str = "", fds: Iterable[int] = ()) -> None:
    """Carry out lines of ip-batch(8) in the present namespace. NamespaceError with its first word."""
    command = ["ip", *([family] if family else []), "-batch", "-"]
    try:
        ended = subprocess.run(  # noqa: S603  our own words
            command,
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            pass_fds=tuple(fds),
            check=False,
        )
    except FileNotFoundError:
        raise NamespaceError("there is no program ip (package iproute2)") from None
    if ended.returncode != 0:
        raise NamespaceError(f"ip says: {' '.join(ended.stderr.split())[:200]}")


def tun(name: str) -> int:
    """A TUN device in the present namespace, as a file descriptor that never blocks.

    OSError when the kernel gives none.
    """
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    except OSError:
        os.close(fd)
        raise
    return fd


def set_kernel(settings: Iterable[tuple[str, str]]) -> None:
    """Settings below /proc/sys/net of the present namespace; one that a kernel lacks is passed over."""
    for name, value in settings:
        path = Path("/proc/sys/net", name)
        if path.exists():
            path.write_text(value)


def sent() -> Mapping[str, int]:
    """Packets that each device of the present namespace has sent (proc_net(5))."""
    lines = Path("/proc/thread-self/net/dev").read_text().splitlines()[2:]
    cells = [(name.strip(), told.split()) for name, _, told in (line.partition(":") for line in lines)]
    return {name: int(told[9]) for name, told in cells}
