"""Quotes without natural persons: names outside of organisations are masked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from periplus.facts.organisations import WORD, Forms
from periplus.facts.text import MASKED

_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w+])\+\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")
_INITIAL = r"[^\W\d_a-zа-яёіў]\."
_INITIALED = re.compile(rf"(?<!\w)(?:{WORD}\s)?(?:{_INITIAL}\s?){{1,3}}(?:{WORD})?")
_PERSON = re.compile(rf"{WORD}(?:[ -]{WORD}){{1,3}}")
_SINGLE = re.compile(rf"(?<=[\w,] ){WORD}")
_TITLED = re.compile(rf"\b(?:Herrn?|Frau|Dr\.|Prof\.)\s(?:(?:Dr|Prof)\.\s)*{WORD}")
_CAPITALS = re.compile(r"[^\W\d_]{2,6}")


def masked(text: str, names: Sequence[str], forms: Forms, *, nouns: bool = False) -> str:
    """The text with whoever may be a person masked; the `names` of organisations and places stay.

    Runs of capitalised words that are neither go, and single ones within a sentence; in doubt they go.
    `nouns`: the language writes every noun with a capital: a single one says nothing, but after a title.
    """
    kept = sorted({*names}, key=lambda n: (-len(n), n))
    shields = [re.escape(name.strip('"')) for name in kept]
    shields += [re.escape(forms.plain(name)) for name in kept]
    shields += [forms.formed.pattern.replace("?P<q1>", "?:").replace("?P<q2>", "?:")]
    shields += [forms.places.pattern]
    shield = re.compile("|".join(f"(?:{one})" for one in shields))
    pieces, position = [], 0
    for found in shield.finditer(text):
        if found.end() > position:
            pieces += [_without(text[position : found.start()], forms, nouns), found[0]]
            position = found.end()
    pieces.append(_without(text[position:], forms, nouns))
    return re.sub(r"(?:\[…\][\s,]*){2,}(?<=\])", MASKED, "".join(pieces))


def _without(text: str, forms: Forms, nouns: bool) -> str:
    text = _NUMBER.sub(MASKED, _MAIL.sub(MASKED, text))
    text = _INITIALED.sub(MASKED, text)
    text = _PERSON.sub(lambda found: _shown(found[0], forms), text)
    if nouns:
        return _TITLED.sub(MASKED, text)
    return _SINGLE.sub(lambda found: _shown(found[0], forms), text)


def _shown(run: str, forms: Forms) -> str:
    words = re.split(r"[\s-]+", run)
    if all(_is_known(word, forms) for word in words if word):
        return run
    return MASKED


def _is_known(word: str, forms: Forms) -> bool:
    bare = word.strip(".,")
    if bare.isupper() and _CAPITALS.fullmatch(bare) and len(bare) > 1:
        return True  # an acronym
    return bool(forms.ordinary.fullmatch(bare) or forms.places.fullmatch(bare))
