"""JSON (RFC 8259) with the place of every value; tolerant of what is cut off or wrong."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

# An unclosed string runs to the end of the text.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]|[^\s\[\]{}:,"]+', re.DOTALL)
_KINDS = {b"[": "array", b"{": "object"}


@dataclass(slots=True, kw_only=True)
class Node:
    """One value: bytes `start` up to, not including, `end`; quotes and brackets belong to it.

    The names of an object are among its `within`, each before its value.
    """

    kind: str  # array, object, string, other
    start: int
    end: int
    within: list[Node] = field(default_factory=list)


def parse(content: bytes) -> list[Node]:
    """All values in the order in which they begin, the outer before the inner. Never raises."""
    found: list[Node] = []
    open_nodes: list[Node] = []
    for token in _TOKEN.finditer(content):
        first = token[0][:1]
        if first in b"]}":
            if open_nodes:
                open_nodes.pop().end = token.end()
            continue
        kind = _KINDS.get(first) or ("string" if first == b'"' else "other")
        node = Node(kind=kind, start=token.start(), end=token.end())
        found.append(node)
        if open_nodes:
            open_nodes[-1].within.append(node)
        if first in b"[{":
            node.end = len(content)
            open_nodes.append(node)
    return found


def children(node: Node) -> list[Node]:
    """The values directly within; none of a string or number."""
    return node.within


def text_of(content: bytes, node: Node) -> str:
    """What a string says, escapes resolved; as it stands when they are wrong. "" for another kind."""
    if node.kind != "string":
        return ""
    raw = content[node.start : node.end].decode("utf-8", "replace")
    try:
        return str(json.loads(raw, strict=False))
    except ValueError:
        return raw.strip('"')
