"""Organisations in running text: legal forms, quoted names, institutions, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from periplus.facts.declension import Head, nominative, nominative_first

_UPPER = "".join(chr(c) for c in (*range(0x250), *range(0x386, 0x530)) if chr(c).isupper())
WORD = rf"[{_UPPER}][\w’'ʼ&+-]*"
_RUN = rf"{WORD}(?:(?: | & ){WORD}){{0,5}}"
_QUOTED = r"[«„“”\"‘]\s?(?P<{0}>[^«»“”„\"\n]{{2,90}}?)\s?(?:[»“”\"]|’(?!\w))"
_BRAND = rf"(?:[a-z]{{1,3}}[A-Z]\w+|[{_UPPER}][{_UPPER}\d]{{1,9}}(?:-[{_UPPER}\d]+)?(?!\w))"
_BESIDE = re.compile(r"\s?\(([^()]{2,160})\)")
_LEAD = re.compile(
    r"^(?:hereinafter|hereafter|further|formerly|also known as|known as|referred to as|abbreviated|"
    r"brand|trade mark|in english|or|далее|далей|сокращ[её]нно|скарочана|прежде|бренд|торговая марка|"
    r"по-английски|англ\.|т\. ?е\.|или|im folgenden|nachstehend|ci-après|en adelante|zwan\w+ dalej|"
    r"dalej|надалі|далі)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:The|An?|If|When|While|Since|Until|Although|Because|As|At|On|Before|After|Also|But|Is|Are|Was|"
    r"Does|Did|Wenn|Falls|Bei|Nach|Seit|Si|Cuando|Der|Die|Das|Dem|Den|Le|La|Les|Los|El|Las|Our|Its|"
    r"This|In|By|For|Of|To|And|With|From|Under)\s+(?=\S)"
)
_MOST_NAMES = 200
_MOST_MENTIONS = 60  # of one sentence
_POLISH = "(?:[aeiouyęąó]|owi|ową|em|ie|ze|i?ej|i?ego|i?emu|[iy]mi?|ii)?"
STATE = "the state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An organisation at `text[first:end]`, what stands beside it in brackets included."""

    first: int
    end: int
    name: str  # without quotes around, as written
    kind: str  # formed, bare (a capital or an acronym is all that speaks for it), state, back
    aliases: tuple[str, ...] = ()


class Forms:
    """The table of forms, compiled once."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        def all_of(key: str) -> str:
            found = "|".join(str(row[key]) for row in rows if row.get(key)) or r"(?!)"
            return found.replace("WORD", WORD)

        before, after, noun = all_of("before"), all_of("after"), all_of("noun")
        heads = [row for row in rows if row.get("head")]
        # One with all that belongs to it before one without: languages share their heads.
        institutions = "|".join([*map(_institution, heads), *map(_bare_institution, heads)])
        self.case = re.compile(rf"(?:{all_of('case')})(?!\w)")
        self.opener = re.compile(rf"(?:{all_of('opener')}) (?:{all_of('bridge')}) (?=[{_UPPER}])")
        self.heads = re.compile("|".join(f"(?:{row['head']})(?!\\w)" for row in heads))
        self.declined: list[Head] = [
            (row["language"], re.compile(pattern), head)
            for row in rows
            for pattern, _, head in (one.partition(">") for one in row.get("declined", ()))
        ]
        bridged = _RUN.replace(" | & ", rf" | & | (?:{all_of('bridge')}) ")
        self.lead = re.compile(rf"(?:{all_of('lead')})\s+(?=\S)")
        self.after = re.compile(rf"[,\s]+(?:{after})(?!\w)")
        self.before = re.compile(rf"^(?:{before})\s+")
        self.places = re.compile(all_of("places"), re.IGNORECASE)
        self.ordinary = re.compile(rf"(?:{all_of('ordinary')})(?!\w)", re.IGNORECASE)
        # One mention follows another, so what stands first in the pattern wins at the same place.
        self.formed = re.compile(
            rf"(?<!\w)(?:(?:{before})\s+(?:{_QUOTED.format('q1')}|{_RUN})"
            rf"|(?:{noun})\s+{_QUOTED.format('q2')}"
            rf"|{bridged},?\s(?:{after})(?!\w)"
            rf"|(?:{institutions})(?:,?\s(?:{after})(?!\w))?)"
        )
        self.state = rf"(?<!\w)(?:{all_of('state')})(?!\w)"
        self.back = rf"(?<!\w)(?:{all_of('back')})(?!\w)"
        self.bare = rf"(?<!\w)(?:{_QUOTED.format('q3')}|{_BRAND}|{_RUN})"
        self.quoted = re.compile(_QUOTED.format("q"))

    def plain(self, name: str) -> str:
        """A name without legal form and quotes."""
        quoted = self.quoted.search(name)
        if quoted:
            return quoted["q"].strip()
        return self.after.sub("", self.before.sub("", name)).strip(" ,")


def _institution(row: Mapping[str, Any]) -> str:
    """A head with what it is for behind it."""
    tailed = rf"(?:{row['head']})(?!\w)(?:{row.get('tail', r'(?!)')}){{1,4}}"
    return rf"{_front(row)}{tailed}|(?=[{_UPPER}]){tailed}".replace("WORD", WORD)


def _bare_institution(row: Mapping[str, Any]) -> str:
    """A head with capitalised words before it."""
    return rf"{_front(row)}(?:{row['head']})(?!\w)".replace("WORD", WORD)


def _front(row: Mapping[str, Any]) -> str:
    return str(row.get("front", rf"(?:{WORD} (?:(?:and|und|et) )?){{1,6}}"))


def formed_mentions(text: str, forms: Forms) -> Iterator[Mention]:
    """What its form alone shows to be an organisation."""
    position = 0
    for found in forms.formed.finditer(text):
        mention = _mention(text, found, forms, "formed")
        if mention.first < position:  # in the brackets behind another
            continue
        position = mention.end
        if " " in mention.name or found["q2"]:  # "The Centre" says only that one was named before
            yield mention


def _mention(text: str, found: re.Match[str], forms: Forms, kind: str) -> Mention:
    article = _ARTICLE.match(found[0])
    start = found.start() + (article.end() if article else 0)
    opener = forms.opener.match(text, start, found.end())  # "Acciones de Costanet S.A."
    start = opener.end() if opener else start
    lead = forms.lead.match(text, start, found.end())  # "vom Verein Hafennetz e. V."
    groups = found.groupdict()
    own = forms.case.sub("", text[lead.end() if lead else start : found.end()])
    if kind == "formed" and '"' not in even(own):
        own = nominative(" ".join(own.split()), forms.declined)
    name = (groups.get("q2") or groups.get("q3") or own).strip()
    beside = _BESIDE.match(text, found.end())
    aliases = tuple(_aliases(beside[1], forms)) if beside else ()
    end = beside.end() if beside else found.end()
    return Mention(first=start, end=end, name=even(name), kind=kind, aliases=aliases)


def even(name: str) -> str:
    """A name with straight quotes and single blanks."""
    return re.sub(r"[«»“”„]", '"', " ".join(name.split())).strip(" ,;")


def _aliases(beside: str, forms: Forms) -> Iterator[str]:
    """The names among what stands in brackets behind a name."""
    for part in re.split(r"[,;]| / ", beside):
        text = part.strip()
        while (lead := _LEAD.match(text)) is not None:
            text = text[lead.end() :]
        text = text.strip(" \t-–—:«»“”„\"'")
        nobody = forms.places.fullmatch(text) or forms.ordinary.fullmatch(text)
        named = re.search(rf"[{_UPPER}]", text) and not re.search(r"\d{4}", text)
        if 2 <= len(text) <= 90 and named and not nobody:
            yield even(text)


# ---------------------------------------------------------------- the names of a document


class Names:
    """The names that a document itself explains, and the ways in which it takes them up again."""

    def __init__(self, mentions: Iterable[Mention], forms: Forms) -> None:
        self.forms = forms
        self.full: dict[str, str] = {}  # a short form -> the name as first written
        heads: dict[str, set[str]] = {}
        for mention in mentions:
            if len(self.full) >= _MOST_NAMES:
                break
            if (head := forms.heads.match(mention.name)) and head.end() < len(mention.name):
                heads.setdefault(head[0], set()).add(self.full.get(mention.name, mention.name))
            short = forms.plain(mention.name)
            name = self.full.get(short, mention.name)
            for text in (mention.name, short, *mention.aliases):
                if 2 <= len(text) <= 120:
                    self.full.setdefault(text, name)
        for alone, those in heads.items():
            if len(those) == 1 and alone[0].isupper():  # "Urząd może", where there is but one
                self.full.setdefault(alone, *those)
        self._call_by_nominatives()
        shorts = sorted(self.full, key=lambda text: (-len(text), text))
        self._known = [(re.compile(_loose(text)), self.full[text]) for text in shorts]
        known = "|".join(_loose(text) for text in shorts) or r"(?!)"
        self._pattern = re.compile(
            rf"(?P<known>(?<![\w«])[«“\"„]?(?:{known})[»”\"“]?(?![\w]))"
            rf"|(?P<state>{forms.state})|(?P<back>{forms.back})|(?P<bare>{forms.bare})"
        )

    def _call_by_nominatives(self) -> None:
        """One name for those that differ in nothing but the case."""
        plain = {name: self.forms.plain(name) for name in self.full.values()}
        for name, short in plain.items():
            loose = re.compile(_loose(short))
            forms = [other for other in plain if loose.fullmatch(plain[other])]
            best = min(forms, key=nominative_first, default=name)
            if best != name:
                self.full = {text: best if it == name else it for text, it in self.full.items()}

    def mentions(self, text: str) -> list[Mention]:
        """Every organisation of a sentence in order, none within another."""
        found: list[Mention] = []
        formed = {m.first: m for m in formed_mentions(text, self.forms)}
        position = 0
        for first, mention in sorted(formed.items()):
            found += self._between(text, position, first)
            found.append(self._as_known(mention))
            position = mention.end
        found += self._between(text, position, len(text))
        return found[:_MOST_MENTIONS]

    def _as_known(self, mention: Mention) -> Mention:
        name = self.full.get(mention.name) or self.full.get(self.forms.plain(mention.name))
        return mention if not name else _renamed(mention, name)

    def _between(self, text: str, first: int, end: int) -> Iterator[Mention]:
        position = first
        while (found := self._pattern.search(text, position, end)) is not None:
            position = max(found.end(), found.start() + 1)
            kind = found.lastgroup if found.lastgroup in ("known", "state", "back") else "bare"
            if kind == "bare" and not self._may_be_a_name(found[0]):
                continue
            mention = _mention(text[:end], found, self.forms, kind)
            position = max(position, mention.end)
            if kind == "bare" and not self._may_be_a_name(mention.name):  # "The Line": two capitals
                continue
            if kind == "known":
                yield _renamed(mention, self._name_of(found[0]))
            elif kind == "bare" and mention.name in self.full:  # "The Authority", as explained before
                yield _renamed(mention, self.full[mention.name])
            elif kind == "state":
                yield _renamed(mention, STATE, "state")
            else:
                yield mention

    def _name_of(self, text: str) -> str:
        bare = text.strip('«»“”„"')
        return next((name for pattern, name in self._known if pattern.fullmatch(bare)), bare)

    def _may_be_a_name(self, text: str) -> bool:
        """A capital at the beginning of a sentence tells nothing of an ordinary word."""
        word = text.strip('«»“”„"')
        return not self.forms.ordinary.fullmatch(word) and not self.forms.places.fullmatch(word)


def _renamed(mention: Mention, name: str, kind: str = "formed") -> Mention:
    return Mention(first=mention.first, end=mention.end, name=name, kind=kind, aliases=mention.aliases)


def _loose(text: str) -> str:
    """A pattern for a name in any case: long words may end otherwise."""
    return r"[\s-]".join(_loose_word(word) for word in re.split(r"[\s-]+", text) if word)


def _loose_word(word: str) -> str:
    if len(word) < 5 or word.isupper():
        return re.escape(word)
    if word.isascii():  # what Polish adds; no other language's names end so
        return re.escape(re.sub("[aeioy]$", "", word)) + _POLISH
    return re.escape(word[: max(4, len(word) - 3)]) + r"\w{0,5}"
