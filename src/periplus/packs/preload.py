"""The HSTS preload list of browsers (RFC 6797 §12.3): which hosts they reach only encrypted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from periplus.packs.container import Array, Container, PackError

_LEAF, _WITH_SUBDOMAINS = 0x80, 0x40
_NAME = re.compile(rb"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,12}")
_TOP_LEVEL = re.compile(rb"_GTLD_INCLUDE_SUBDOMAINS = \{([^}]{0,65536})\}")
_LITERAL = re.compile(rb"b'([a-z0-9-]{1,63})'")


def compile_list(contents: Mapping[str, bytes]) -> tuple[dict[str, Array], int]:
    """Section and count of hosts. PackError when nothing of the list can be read.

    Read are the browsers' own JSON (`//` comments), and the table of the package hstspreload: entries
    of flags, length and name, with the top-level domains in the module beside it.
    """
    hosts: dict[bytes, bool] = {}
    for name, content in contents.items():
        if content.lstrip()[:1] in (b"{", b"/"):
            hosts.update(_of_json(content, name))
        elif name.endswith(".py"):
            hosts.update((found, True) for found in _top_level(content))
        else:
            hosts.update(_of_table(content))
    if not hosts:
        raise PackError(f"no pack was made: {', '.join(contents)} holds no host of a preload list")
    lines = b"".join(b"%s\t%d\n" % (host, hosts[host]) for host in sorted(hosts))
    return {"lines": np.frombuffer(lines, dtype="|u1")}, len(hosts)


def _of_json(content: bytes, name: str) -> Iterator[tuple[bytes, bool]]:
    text = b"\n".join(line for line in content.splitlines() if not line.lstrip().startswith(b"//"))
    try:
        entries = json.loads(text)["entries"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackError(f"{name} is no preload list: {type(error).__name__}") from error
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("mode") == "force-https":
            host = str(entry.get("name")).encode("utf-8", "replace")
            if _NAME.fullmatch(host):
                yield host, entry.get("include_subdomains") is True


def _top_level(content: bytes) -> list[bytes]:
    found = _TOP_LEVEL.search(content)
    return _LITERAL.findall(found[1]) if found else []


def _of_table(content: bytes) -> Iterator[tuple[bytes, bool]]:
    at = 0
    while at + 2 <= len(content):
        flags, size = content[at], content[at + 1]
        host = content[at + 2 : at + 2 + size]
        if flags & _LEAF and _NAME.fullmatch(host):
            yield host, bool(flags & _WITH_SUBDOMAINS)
        at += 2 + size


class PreloadList:
    """An open pack of the preload list."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no such list."""
        if container.about.kind != "hsts":
            raise PackError(f"the pack {container.path} holds no preload list")
        self.about = container.about
        self.digest = container.digest
        self._container = container

    @classmethod
    def open(cls, path: Path) -> PreloadList:
        """Open a pack file. PackError when it is missing, half built or damaged."""
        return cls(Container(path))

    @cached_property
    def _hosts(self) -> Mapping[str, bool]:
        text = self._container.section("lines").tobytes().decode("ascii")
        return {
            host: flag == "1" for host, _, flag in (row.partition("\t") for row in text.splitlines())
        }

    def row(self, host: str) -> dict[str, object]:
        """Whether browsers reach the host only encrypted, and by which entry: its own, or a parent's."""
        labels = host.lower().rstrip(".").split(".")
        for at in range(len(labels)):
            entry = ".".join(labels[at:])
            if entry in self._hosts and (at == 0 or self._hosts[entry]):
                line = f"{entry}\t{int(self._hosts[entry])}"
                return {"host": host, "listed": True, "entry": entry, "line": line}
        return {"host": host, "listed": False, "entry": "", "line": ""}
