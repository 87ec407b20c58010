"""Nominatives of Slavic names: made from a declined one, or chosen among those that texts write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_OBLIQUE = re.compile(r"(?:[аеоa]й|[уюиіыїąęuyi]|(?<![аеиіоы])е)$")
"""Endings of other cases that are as long as the nominative's; some nominatives end so too."""
_ADJECTIVES: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]] = {
    "pl": {
        "m": (("(?<=[kg])(?:iego|iemu|im)", "i"), ("ego|emu|ym", "y")),
        "f": (("(?<=[kg])i?ej|ej|ą", "a"),),
        "n": (("(?<=[kg])(?:iego|iemu|im)", "ie"), ("ego|emu|ym", "e")),
    },
    "uk": {
        "m": (("ого|ому|им", "ий"),),
        "f": (("ої|ій|ою|у", "а"),),
        "n": (("ого|ому|им", "е"),),
    },
    "be": {
        "m": (("(?<=[кгх])(?:ага|аму|ім)", "і"), ("ага|аму|ым", "ы")),
        "f": (("ай|аю|ую", "ая"),),
        "n": (("ага|аму|ым", "ае"),),
    },
}
"""Endings of adjectives in other cases, and in the nominative, by gender."""

Head = tuple[str, re.Pattern[str], str]
"""A language, a head of names in another case than the nominative, and its nominative."""


def nominative(name: str, heads: Sequence[Head]) -> str:
    """The name of an institution with its head and the adjectives beside it in the nominative."""
    words = name.split(" ")
    for at, word in enumerate(words):
        for language, declined, head in heads:
            if not declined.fullmatch(word):
                continue
            table = _ADJECTIVES[language][_gender(head, language)]
            words[at] = head[0].upper() + head[1:] if word[0].isupper() else head
            for beside in (*range(at), *range(at + 1, min(at + 2, len(words)))):
                words[beside] = _adjective(words[beside], table)
            return " ".join(words)
    return name


def _gender(head: str, language: str) -> str:
    if head.endswith(("o", "о", "e", "е")) or (language == "be" and head.endswith("тва")):
        return "n"
    return "f" if head.endswith(("a", "а", "я")) else "m"


def _adjective(word: str, table: Sequence[tuple[str, str]]) -> str:
    for oblique, ending in table:
        changed, count = re.subn(rf"(?<=\w\w\w)(?:{oblique})$", ending, word)
        if count:
            return changed
    return word


def nominative_first(name: str) -> tuple[bool, int, int, int, str]:
    """The forms of one name are sorted by this: the nominative is first.

    What stands in quotes is not declined. Else it has the fewest endings of other cases, then is the
    shortest; of neuters it has an o and not an a.
    """
    words = [word for word in re.findall(r"\w+", name) if not word.isupper()]
    oblique = sum(_OBLIQUE.search(word) is not None for word in words)
    neuter = sum(word.endswith(("o", "о", "e", "е")) for word in words)
    return '"' not in name, oblique, len(name), -neuter, name
