"""Who answers for a server on the way, in words (RFC 7754 §4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Record = Mapping[str, object]

_DOES = {
    ("dns", "forges"): "DNS answers are forged",
    ("http", "forges"): "HTTP responses are forged",
    ("http", "resets"): "HTTP connections are reset",
    ("http", "closes"): "HTTP connections are closed",
    ("tls", "forges"): "TLS connections are answered",
    ("tls", "resets"): "TLS connections are reset",
    ("tls", "closes"): "TLS connections are closed",
}


def interference(record: Record) -> str:
    """What is done to whom, and where: both places that the evidence leaves open."""
    whom = f"for {record.get('name')}" if record.get("by_name") else "whatever name is asked"
    return f"{deed(record)} {whom}, {place(record)}"


def deed(record: Record) -> str:
    """What is done."""
    return _DOES.get((str(record.get("protocol")), str(record.get("does"))), "requests are answered")


def place(record: Record) -> str:
    """Both places that the evidence leaves open."""
    tap = _place(record.get("hop_as_tap"), record.get("address_as_tap"))
    if record.get("hop_in_line") in (0, None):
        return f"at {tap} as a tap, or before the first hop"
    line = _place(record.get("hop_in_line"), record.get("address_in_line"))
    return f"at {tap} as a tap or {line} in line"


def _place(hop: object, address: object) -> str:
    return f"hop {hop} ({address})" if address else f"hop {hop}"


RECORDS: Mapping[str, Callable[[Record], str]] = {"path.interference": interference}
