"""What all tables of a scenario are made of, and the checks that several of them share."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping, Sequence

import msgspec

VANTAGE = "vantage"  # the machine of the observer


class ScenarioError(ValueError):
    """A scenario or expectation file that cannot be used; the message is one sentence."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of scenario.toml; an unknown key is an error."""


def check_lines(place: str, ends: Sequence[str], known: Collection[str]) -> None:
    """Every line must end at a router that is known by then."""
    for end in ends:
        if end not in known:
            msg = f"{place}: there is no router {end!r} before it"
            raise ScenarioError(msg)


def check_address(place: str, text: str) -> None:
    """An address must be in its canonical form."""
    try:
        canonical = str(ipaddress.ip_address(text)) == text
    except ValueError:
        canonical = False
    if not canonical:
        msg = f"{place}: {text!r} is no canonical address"
        raise ScenarioError(msg)


def check_prefix(place: str, text: str | None) -> None:
    """A prefix, where there is one, must be readable."""
    if text is None:
        return
    try:
        ipaddress.ip_network(text)
    except ValueError:
        msg = f"{place}: {text!r} is no prefix"
        raise ScenarioError(msg) from None


def check_text(
    place: str, text: str | None, document: str | None, documents: Mapping[str, bytes]
) -> None:
    """There must be one text, here or in a document that exists."""
    if (text is None) == (document is None):
        msg = f"{place}: give either a text or a document"
        raise ScenarioError(msg)
    if document is not None and document not in documents:
        msg = f"{place}: there is no document {document!r}"
        raise ScenarioError(msg)
