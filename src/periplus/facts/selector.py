"""Selectors: where in a body a fact stands (JSON pointers: RFC 6901)."""

from __future__ import annotations

import json
import re
from typing import Any

from periplus.facts.content import decoded_content

_RANGE = re.compile(r"(bytes|content)=(\d{1,12})-(\d{1,12})", re.ASCII)
_INDEX = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


def select(evidence_body: bytes, media_type: str, selector: str) -> bytes:
    """The bytes that a selector points at. ValueError when it does not select.

    `bytes=FIRST-LAST` (inclusive) counts in the raw body, `content=FIRST-LAST` in the content of a
    message/http body without its codings; `json:/pointer` goes into the JSON
    document, for message/http into its decoded content, and gives the canonical JSON of the
    fragment, or the bare text of a string. An empty selector is the whole body.
    """
    if not selector:
        return evidence_body
    if selector.startswith("json:"):
        return _fragment(_document(evidence_body, media_type), selector.removeprefix("json:"))
    match = _RANGE.fullmatch(selector)
    if match is None:
        raise ValueError(f"not a selector: {selector!r}")
    coded = match[1] == "content" and media_type == "message/http"
    body = decoded_content(evidence_body) if coded else evidence_body
    first, last = int(match[2]), int(match[3])
    if not first <= last < len(body):
        raise ValueError(f"{selector} lies outside a body of {len(body)} bytes")
    return body[first : last + 1]


def byte_range(first: int, end: int) -> str:
    """The selector of `body[first:end]`; of the whole body when that is empty."""
    return f"bytes={first}-{end - 1}" if end > first else ""


def content_range(first: int, end: int) -> str:
    """The selector of `content[first:end]`, after the codings; of the whole body when it is empty."""
    return f"content={first}-{end - 1}" if end > first else ""


def load_json(document: bytes) -> Any:  # noqa: ANN401 - JSON is what it is
    """The document, or ValueError; never another exception."""
    try:
        return json.loads(document)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def _document(body: bytes, media_type: str) -> Any:  # noqa: ANN401
    return load_json(decoded_content(body) if media_type == "message/http" else body)


def _fragment(document: Any, pointer: str) -> bytes:  # noqa: ANN401
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"not a JSON pointer: {pointer!r}")
    for token in pointer.split("/")[1:]:
        document = _step(document, token.replace("~1", "/").replace("~0", "~"))
    if isinstance(document, str):
        return document.encode()
    try:
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    return text.encode()


def _step(document: Any, token: str) -> Any:  # noqa: ANN401
    if isinstance(document, dict) and token in document:
        return document[token]
    if isinstance(document, list) and _INDEX.fullmatch(token) and int(token) < len(document):
        return document[int(token)]
    raise ValueError(f"nothing at {token!r}")
