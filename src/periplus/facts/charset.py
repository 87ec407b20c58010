"""The charset of a text that does not tell it (WHATWG Encoding names; UTF-8, RFC 3629, before all)."""

from __future__ import annotations

import re

_SAMPLE_BYTES = 65536
_POLISH = re.compile(rb"[A-Za-z][\xb3\xbf\xb9\xb1\xb6\x9c\xbc\x9f]|[\xb3\xa3\xaf\xbf][a-z]")
_POLISH_OF_WINDOWS = re.compile(rb"[\xb9\x9c\x9f\x8c\xa5]")


def guess(content: bytes) -> str:
    """The codec: UTF-8 unless most of its signs are none; else by which letters stand among which."""
    sample = content[:_SAMPLE_BYTES]
    text = sample.decode("utf-8", "replace")
    if 4 * text.count("\ufffd") <= sum(sign > "\x7f" for sign in text):
        return "utf-8"
    latin = sum(0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A for byte in sample)
    if sum(byte >= 0xC0 for byte in sample) > latin:
        return "cp1251"
    if _POLISH.search(sample):
        return "cp1250" if _POLISH_OF_WINDOWS.search(sample) else "iso8859_2"
    return "cp1252"
