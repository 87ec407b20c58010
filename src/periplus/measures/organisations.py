"""Which names are of one organisation: legal forms, word endings, scripts and told aliases aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from periplus.facts.declension import nominative_first

_MOST = 600  # names that are compared with each other
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "i",
    "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ў": "u", "ї": "i", "є": "e", "ґ": "g",
    "ł": "l", "ę": "a", "č": "ch", "š": "sh", "ž": "zh",
}  # fmt: skip
_FORM_WORDS = frozenset(
    [
        "llc",
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "plc",
        "gmbh",
        "ag",
        "se",
        "kg",
        "sa",
        "sas",
        "spa",
        "srl",
        "bv",
        "nv",
        "oy",
        "oyj",
        "ab",
        "as",
        "asa",
        "jsc",
        "ojsc",
        "cjsc",
        "pjsc",
        "llp",
        "rue",
        "sue",
        "ooo",
        "oao",
        "zao",
        "pao",
        "ao",
        "odo",
        "up",
        "rup",
        "gup",
        "fgup",
        "taa",
        "aat",
        "zat",
        "tda",
        "pup",
        "tavaristva",
        "abmezhavanai",
        "adkaznastsiu",
        "aktsiianernae",
        "adkritae",
        "zakritae",
        "unitarnae",
        "respublikanskae",
        "pradpriemstva",
        "tov",
        "pat",
        "prat",
        "vat",
        "tovaristvo",
        "obmezhenoiu",
        "vidpovidalnistiu",
        "aktsionerne",
        "pidpriemstvo",
        "z",
        "sp",
        "o",
        "oo",
        "spolka",
        "akcyjna",
        "l",
        "the",
        "of",
        "for",
        "and",
        "in",
        "under",
        "on",
        "to",
        "at",
        "a",
        "republican",
        "republikanskoe",
        "republikanskogo",
        "unitary",
        "unitarnoe",
        "unitarnogo",
        "telecommunication",
        "enterprise",
        "predpriiatie",
        "joint",
        "stock",
        "company",
        "open",
        "closed",
        "public",
        "state",
        "owned",
        "association",
        "elektrosviazi",
        "obschestvo",
        "s",
        "ogranichennoi",
        "otvetstvennostiu",
        "aktsionernoe",
        "otkritoe",
        "zakritoe",
        "i",
        "pri",
        "po",
        "aegis",
        "centre",
        "center",
        "tsentr",
        "tsentra",
        "tsentru",
        "tsentrom",
        "tsentre",
        "republic",
        "republik",
        "respublika",
        "respubliki",
        "respublike",
        "respubliku",
        "respubliki",
    ]
)
_SAME_SOUND = (
    ("shch", "sch"), ("kh", "h"), ("ck", "k"), ("c", "k"), ("ph", "f"), ("y", "i"), ("j", "i"),
    ("w", "v"), ("x", "ks"), ("g", "h"),
)  # fmt: skip
"""Letters that one name has in two romanisations; г is g in Russian and h west of it."""
_APOSTROPHE = re.compile("(?<=[а-яёіїєґў])['’ʼ](?=[а-яёіїєґў])")


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The telling words of a name in Latin letters, as they sound; all of them when none tells."""
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", name).casefold())
    found = re.findall(r"\w+", plain)
    latin = ["".join(_LATIN.get(letter, letter) for letter in _bare(word)) for word in found]
    telling = [word for word in latin if word not in _FORM_WORDS]
    return tuple(_sound(word) for word in telling or latin)


def _bare(word: str) -> str:
    """The word without accents, but й stays itself."""
    return "".join(
        letter if letter in _LATIN else unicodedata.normalize("NFD", letter)[:1] for letter in word
    )


def _sound(word: str) -> str:
    for written, heard in _SAME_SOUND:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1+", r"\1", word)


def alike(one: str, other: str) -> bool:
    """Whether two names are of one organisation by their words alone."""
    mine, theirs = words_of(one), words_of(other)
    if not mine or not theirs:
        return False
    if len(mine) == len(theirs):
        return all(_same_word(a, b) for a, b in zip(mine, theirs, strict=True))
    few, many = sorted((mine, theirs), key=len)
    return len(few) >= 3 and len(many) - len(few) == 1 and all(
        any(_same_word(a, b) for b in many) for a in few
    )  # fmt: skip


def _same_word(one: str, other: str) -> bool:
    """Equal, or long and different only in the ending."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    begins = max(5, len(shorter) - 3)
    return len(shorter) >= 5 and len(longer) - len(shorter) <= 3 and one[:begins] == other[:begins]


def _declined(one: str, other: str) -> bool:
    """Whether two names differ in nothing but the endings of their words."""
    mine, theirs = words_of(one), words_of(other)
    return mine != theirs and len(mine) == len(theirs) and alike(one, other)


def same(
    names: Iterable[str], told: Iterable[tuple[str, str]], known: Sequence[str]
) -> Mapping[str, str]:
    """For each name the one to call its organisation by.

    `told`: pairs that a document gives for one organisation. `known`: names of registers, which are
    taken before all others, the first before the later; then the longest. An alias that two different
    known organisations would share joins nobody.
    """
    pairs = [(a, b) for a, b in told]
    every = sorted({*names, *(n for pair in pairs for n in pair), *known})[:_MOST]
    rank = {name: number for number, name in reversed([*enumerate(known)])}
    root = {name: name for name in every}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    def join(a: str, b: str) -> None:
        one, other = sorted((find(a), find(b)))
        first, second = sorted(
            (one, other), key=lambda n: (rank.get(n, len(rank)), -len(n), n.isupper(), n)
        )
        if not {one, other} & rank.keys() and _declined(one, other):
            first, second = sorted((one, other), key=nominative_first)
        if first in rank and second in rank and not alike(first, second):
            return
        root[second] = first

    for at, a in enumerate(every):
        for b in every[at + 1 :]:
            if alike(a, b):
                join(a, b)
    for a, b in sorted(pairs):
        if a in root and b in root:
            join(a, b)
    return {name: find(name) for name in every}
