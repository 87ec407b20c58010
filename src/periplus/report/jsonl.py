"""Claims as JSON lines: one Claim per line, the fields of the model in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from periplus.model import Claim

# RFC 8259 §7 escapes C0 only; C1 and bidirectional controls would reach the reader's terminal.
_UNSAFE = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_ENCODER = msgspec.json.Encoder(order="deterministic")


def render(claims: Iterable[Claim]) -> str:
    """All claims in the order given, each one line ended by a line feed."""
    return "".join(f"{line(claim)}\n" for claim in claims)


def line(claim: Claim) -> str:
    """One claim as JSON on one line, safe on a terminal; UTF-8 when written."""
    text = _ENCODER.encode(claim).decode()
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
