"""Signatures of TCP stacks in the format of p0f 3 (its README, section 5: TCP signatures)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject

MAX_SIGNATURES = 5_000
_LINE = re.compile(rb"[^\r\n]{1,500}")
_SECTION = re.compile(rb"\[([a-z0-9:]+)\]")
_PAIR = re.compile(rb"(label|sig)\s*=\s*(\S.*?)\s*")
_SIG = re.compile(
    r"(?P<version>[46*]):(?P<ttl>\d{1,3})(?P<most>-?):(?P<olen>\d{1,3}):(?P<mss>\d{1,5}|\*)"
    r":(?P<window>\*|%\d{1,5}|mss\*\d{1,5}|mtu\*\d{1,5}|\d{1,5}),(?P<scale>\d{1,3}|\*)"
    r":(?P<options>[a-z0-9+?,]*):(?P<quirks>[a-z0-9+,-]*):(?P<payload>[0+*])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StackSignature(Fact):
    """One signature of a SYN-ACK; None stands for the format's `*`."""

    label: str  # product and version: Windows XP
    generic: bool  # a catch-all of its maker
    version: int | None
    ttl: int  # initial
    any_ttl: bool  # up to `ttl`
    ip_options_bytes: int
    mss: int | None
    window: str  # number, *, %number, mss*number, mtu*number
    scale: int | None
    options: str
    quirks: str
    payload: bool | None


def read_stack_signatures(body: bytes, about: Subject) -> Iterator[Reading]:
    """The signatures of SYN-ACKs ([tcp:response]) of a p0f.fp; what is none is skipped."""
    section, label, found = b"", b"", 0
    for line in _LINE.finditer(body):
        if head := _SECTION.fullmatch(line[0].strip()):
            section, label = head[1], b""
        elif section == b"tcp:response" and (pair := _PAIR.fullmatch(line[0])):
            if pair[1] == b"label":
                label = pair[2]
                continue
            signature = signature_of(
                label.decode("utf-8", "replace"), pair[2].decode("ascii", "replace")
            )
            if signature is not None and found < MAX_SIGNATURES:
                found += 1
                yield Reading(
                    subject=about, fact=signature, selector=byte_range(line.start(), line.end())
                )


def signature_of(label: str, text: str) -> StackSignature | None:
    """The signature of `sig = text` below `label = kind:class:name:flavour`; None when it is none."""
    parts = label.split(":", 3)
    match = _SIG.fullmatch(text)
    if len(parts) != 4 or match is None:
        return None
    return StackSignature(
        label=f"{parts[2]} {parts[3]}".strip(),
        generic=parts[0] == "g",
        version=_number(match["version"]),
        ttl=int(match["ttl"]),
        any_ttl=bool(match["most"]),
        ip_options_bytes=int(match["olen"]),
        mss=_number(match["mss"]),
        window=match["window"],
        scale=_number(match["scale"]),
        options=match["options"],
        quirks=match["quirks"],
        payload=None if match["payload"] == "*" else match["payload"] == "+",
    )


def _number(text: str) -> int | None:
    return None if text == "*" else int(text)
