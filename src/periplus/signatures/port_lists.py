"""Lists of TCP ports to ask: our own by convention, nmap's where it is installed (RFC 6335 §6)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from periplus.signatures.tables import load

MOST_PORTS = 10_000  # of one list: a scan of all ports is no look at a site
NMAP_SERVICES = Path("/usr/share/nmap/nmap-services")
"""nmap's own table: read where it is installed, never shipped."""
_MOST_BYTES = 16 * 1024 * 1024
_LINE = re.compile(r"\S+\t(\d{1,5})/tcp\t(\d\.\d+)", re.ASCII)
_PART = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)


class PortListError(ValueError):
    """A list that cannot be read; the message is one sentence."""


def ports_of(text: str) -> tuple[int, ...]:
    """The ports that a list names, each once. PortListError when it names none, or too many."""
    match text.strip().lower():
        case "top100":
            ports = conventional()[:100]
        case "top1000":
            ports = (*conventional(), *range(1, 1024))
            ports = tuple(dict.fromkeys(ports))[:1000]
        case "nmap100" | "nmap1000" as name:
            ports = most_frequent(NMAP_SERVICES)[: int(name.removeprefix("nmap"))]
        case written:
            ports = _written(written)
    return tuple(dict.fromkeys(ports))


@cache
def conventional() -> tuple[int, ...]:
    """The ports of our own table; the system ports (RFC 6335 §6) follow them in longer lists."""
    return tuple(int(row["port"]) for row in load().rows("ports"))


def most_frequent(path: Path) -> tuple[int, ...]:
    """The TCP ports of nmap's table, the most often open first. PortListError where it is not."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        raise PortListError(f"nmap's list of ports is not installed here ({path})") from None
    found = [(float(share), int(port)) for port, share in _LINE.findall(text) if 0 < int(port) < 65536]
    if not found:
        raise PortListError(f"{path} holds no frequencies of ports")
    return tuple(port for share, port in sorted(found, key=lambda one: (-one[0], one[1])))


def _written(text: str) -> tuple[int, ...]:
    ports: list[int] = []
    for part in filter(None, text.replace(" ", "").split(",")):
        matched = _PART.fullmatch(part)
        first, last = (int(matched[1]), int(matched[2] or matched[1])) if matched else (0, 0)
        if not 0 < first <= last < 65536:
            raise PortListError(f"{part[:20]!r} is no port, no range and no name of a list")
        ports += range(first, last + 1)
        if len(ports) > MOST_PORTS:
            raise PortListError(f"more than {MOST_PORTS} ports are no look at a site")
    if not ports:
        raise PortListError("the list names no port")
    return tuple(ports)
