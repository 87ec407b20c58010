"""Macros of a sender policy, expanded for one message (RFC 7208 §7)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_MACRO = re.compile(r"%(?:([%_-])|\{([A-Za-z])(\d*)([rR]?)([-.+,/_=]*)\})", re.ASCII)
_PLAIN = {"%": "%", "_": " ", "-": "%20"}
_LONGEST = 253
_UNRESERVED = "-._~"  # RFC 3986 §2.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it is offered: who connects, what it calls itself, who is said to send."""

    address: Address
    sender: str  # of MAIL FROM; a HELO name alone stands for postmaster at it
    helo: str

    @property
    def local(self) -> str:
        """The part before the at sign (RFC 7208 §4.3: postmaster when there is none)."""
        return self.sender.rpartition("@")[0] or "postmaster"

    @property
    def origin(self) -> str:
        """The sender's domain."""
        return self.sender.rpartition("@")[2]


def letters(message: Message, domain: str) -> dict[str, str]:
    """What each letter stands for while the policy of `domain` is read; `p` is not among them."""
    address = message.address
    version4 = isinstance(address, ipaddress.IPv4Address)
    return {
        "s": f"{message.local}@{message.origin}",
        "l": message.local,
        "o": message.origin,
        "d": domain,
        "i": str(address) if version4 else ".".join(address.exploded.replace(":", "")),
        "v": "in-addr" if version4 else "ip6",
        "h": message.helo,
        "c": str(address),
        "r": "unknown",  # the receiver; we are none
        "t": "0",  # when; a judgement reads no clock
    }


def expanded(spec: str, known: Mapping[str, str], validated: Callable[[], str]) -> str:
    """The text with its macros expanded; `validated` gives `p`, and is asked only where that stands."""

    def replaced(match: re.Match[str]) -> str:
        if match[1]:
            return _PLAIN[match[1]]
        letter = match[2].lower()
        text = _transformed(validated() if letter == "p" else known.get(letter, ""), match)
        return quote(text, safe=_UNRESERVED) if match[2].isupper() else text

    return _MACRO.sub(replaced, spec)


def _transformed(text: str, match: re.Match[str]) -> str:
    parts = re.split("[" + re.escape(match[5] or ".") + "]", text)
    if match[4]:
        parts.reverse()
    return ".".join(parts[-int(match[3][:4]) :] if match[3] else parts)


def target_name(text: str) -> str:
    """The domain that an expanded text names, cut from the left to what a name may hold."""
    name = text.lower().removesuffix(".")
    while len(name) > _LONGEST and "." in name:
        name = name.partition(".")[2]
    return name


def is_name(name: str) -> bool:
    """Whether it may be asked for: no empty label, none over 63 octets, 253 in all."""
    return 0 < len(name) <= _LONGEST and all(0 < len(label) <= 63 for label in name.split("."))
