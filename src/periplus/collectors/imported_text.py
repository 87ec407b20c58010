"""Texts about an organisation (vacancies, profiles, articles): which technologies they name."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from periplus.facts.capture import body_of
from periplus.facts.selector import byte_range
from periplus.facts.text import MASKED, TechnologyMention, mask, mentions, page_text
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity
from periplus.signatures.tables import load

VERSION = 1
CONTACT = Contact.NONE
KIND = "text"
MEDIA_TYPE = "text/plain; charset=utf-8"
SENSITIVITY = Sensitivity.PUBLIC  # names are masked before anything is stored

_MOST_BYTES = 8 * 1024 * 1024
_MOST_PAGES = 500
_MOST_MENTIONS = 2000


def kept(content: bytes) -> bytes:
    """The text alone, contacts and names masked; the original is never stored."""
    text = _text(content)
    if not text.strip():
        raise ValueError("it holds no text")
    return mask(text, _known(), _ordinary()).encode()


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Every technology that a sentence names, told of the evidence's target."""
    names = {alias: row["technology"] for row in _rows() for alias in row["aliases"]}
    found = mentions(body_of(evidence), _known())
    for _, (alias, sentence, first, end) in zip(range(_MOST_MENTIONS), found, strict=False):
        yield Reading(
            subject=evidence.target,
            fact=TechnologyMention(technology=names[alias], sentence=sentence),
            selector=byte_range(first, end),
            basis=Basis.TOLD,
        )


def recall() -> tuple[int, int]:
    """How many of the known name forms are masked to the last word, and how many there are."""
    forms = [form for row in load().rows("name_forms") for form in row["forms"]]
    masked = [mask(form, _known(), _ordinary()).replace(MASKED, "") for form in forms]
    return sum(not re.search(r"\w", left) for left in masked), len(forms)


def _text(content: bytes) -> str:
    if len(content) > _MOST_BYTES:
        raise ValueError(f"it is larger than {_MOST_BYTES >> 20} MiB")
    if content.startswith(b"%PDF-"):
        return _pdf_text(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is neither UTF-8 text nor HTML nor PDF") from None
    if "\0" in text:
        raise ValueError("it is neither UTF-8 text nor HTML nor PDF")
    looks_like_page = re.search(r"<(?:!doctype html|html|head|body|div|p)\b", text[:4096], re.IGNORECASE)
    return page_text(text) if looks_like_page else text


def _pdf_text(content: bytes) -> str:
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ValueError("reading PDF needs pypdf: pip install 'periplus[pdf]'") from None
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        return "\n".join(pages[number].extract_text() for number in range(min(len(pages), _MOST_PAGES)))
    except Exception as error:  # noqa: BLE001 - a foreign reader of hostile files
        raise ValueError(f"its PDF cannot be read ({type(error).__name__})") from None


@cache
def _rows() -> Sequence[Mapping[str, Any]]:
    return load().rows("mentions")


@cache
def _known() -> re.Pattern[str]:
    aliases = sorted((alias for row in _rows() for alias in row["aliases"]), key=lambda a: (-len(a), a))
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, aliases))})(?![\w])")


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(word for row in load().rows("ordinary_words") for word in row["words"].split())
