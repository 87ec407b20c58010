"""Forms of what a user hands over: each check returns the value, or tells what it must be."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

LONGEST_LINE = 200  # characters of a name that we store, send or print

Form: TypeAlias = Callable[[str], str]
"""The value as it is used. ValueError with what it must be, as `an IP address`."""


def any_text(text: str) -> str:
    """Whatever it is."""
    return text


def line(text: str) -> str:
    """One line that can be printed and sent in a header field (RFC 9110 §5.5)."""
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise ValueError(f"one line of at most {LONGEST_LINE} characters")
    return text.strip()


def name(text: str) -> str:
    """Such a line that says something."""
    if not line(text):
        raise ValueError("something, not empty")
    return line(text)


def address(text: str) -> str:
    """An address of IPv4 or IPv6."""
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        raise ValueError("an IP address, such as 192.0.2.1") from None


def control(text: str) -> str:
    """`resolver`, an address with a port, or nothing."""
    host, _, port = text.rpartition(":")
    if text in ("resolver", ""):
        return text
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
        if not 0 < int(port) < 65536:
            raise ValueError
    except ValueError:
        raise ValueError("resolver, empty, or an address and a port such as 192.0.2.1:443") from None
    return text


def url(text: str) -> str:
    """A URL of the web; empty for a source that is not to be asked."""
    wanted = "a URL that begins with https:// or http://, or empty"
    try:
        parts = urlsplit(text)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(wanted) from None
    if text and not (whole and text.isprintable() and " " not in text):
        raise ValueError(wanted)
    return text


def one_of(*choices: str) -> Form:
    """One of these words."""

    def chosen(text: str) -> str:
        if text not in choices:
            raise ValueError(" or ".join(choices))
        return text

    return chosen
