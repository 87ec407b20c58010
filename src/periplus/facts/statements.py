"""What sentences say of organisations, by a table of patterns: who owns, controls, may restrict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from periplus.facts.needed import Choice, needed_by
from periplus.facts.organisations import Forms, Mention, Names, formed_mentions
from periplus.facts.passages import Passage
from periplus.model import Fact

_ABBREVIATION = re.compile(
    r"(?:\b(?:г|гг|ст|п|пп|с|см|им|т|д|тыс|млн|тис|стст|вул|обл|No|Nr|núm|tel|godz|tys|mln|ust|nr|al|Sr|Sra|Exp|Art|Abs|art|ul|ул|Ltd|Inc|Co|Corp|St|Mr|Dr|e\.g|i\.e|"
    r"S\.A|vs|bzw|ca|pp|p|pkt|poz|арт|пункт)|\b\w)\.$"
)
_END = re.compile(r"[.!?…]{1,6}[»”\")\]]{0,6}\s+(?=[^\sa-zа-яёіўє])|[;]\s+(?=\S)")
_LONGEST = 900
_SUBJECT_BY = 12  # characters from its beginning a sentence has named its subject
_NEAR_BYTES = 1500  # behind which "the company" is nobody any more
_MOST_STATEMENTS = 500
_JOIN = r"(?:,? and | sowie | und | et | y | e | i | oraz | a | и | і | ды | та | й | & )"
_ONE = r"(?:(?:the|an?|der|die|das|dem|den|des|le|la|les|el|los|las) |l['’])?(?:⟦\d{1,3}⟧|⟪\d{1,3}⟫)"
_GAP = r"[^⟦⟧;:.!?]{0,70}?"
_ASIDE = r"(?:, [^⟦⟧;:.!?]{1,120}?,| \([^⟦⟧()]{1,80}\))?"
_WHICH = (  # "X – a body of the state –, which …"
    r"(?:(?: [–—-] [^⟦⟧;:.!?,]{1,100})?, (?:który|która|które|яка|який|яке|якая|які|якое"
    r"|котор(?:ый|ая|ое)|що|што|que|which))?"
)
_AND_THEN = r"(?: [^⟦⟧⟪⟫;:.!?]{3,80}? (?:i|oraz|y|та|і|й|ды))?"  # "X serves millions and owns …"
_LEADS = re.compile(r"[^⟦⟪]{0,30}[⟦⟪]")  # the subject is first, and no turned one
_LATE = re.compile(r"\s*(?:nicht|nie|niemals)\b")  # German denies at the end
_CYRILLIC = frozenset({"be", "ru", "uk"})
_CYRILLIC_LETTER = re.compile("[а-яА-Я]")
_LATIN_WORD = re.compile("[a-zß-ž]{2}")
_WORDS = re.compile(r"[^\W\d_]+")
_SPOKEN = 2  # so many common words of one language, and none of another: it is not in the other
_DOTTED = re.compile(  # a dot within a sentence
    r"((?:19|20)\d\d (?:r|г|гг|р|рр)|\b(?:art|арт|ст|ust|pkt|poz|núm|nr|tys|mln|млн|тыс|тис))\."
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTold(Fact):
    """That a document calls one organisation by two names."""

    name: str
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTold(Fact):
    """What one sentence of a document says, by one pattern of the table."""

    kind: str  # role, relation, power, service, cable, measure
    word: str  # of the closed list of its kind
    who: str
    whom: str  # empty for roles, powers, services
    what: str  # what a cable is called, what a measure is about
    state: str  # current, ended, possible
    until: int | None  # a year that the sentence gives as its end
    quote: str  # the sentence, persons masked
    language: str
    document: str  # title, number or address of it
    dated: str  # ISO 8601 day or year that the document bears; empty when it bears none
    source: str
    law: bool  # the document is a law or statute
    formed: bool  # every name in it shows by its form that it is an organisation
    home: str = ""  # of `who`, ISO 3166-1 alpha-2, where the document tells it

    @property
    def cited(self) -> str:
        """The quote, and where it stands; the row of a table is of no language."""
        dated = f", dated {self.dated}" if self.dated else ""
        language = f"; in {self.language}" if self.language else ""
        return f"“{self.quote}” ({self.document}{dated}{language}; {self.source})."


Compiled = tuple[Mapping[str, Any], re.Pattern[str], Choice]
"""A row, its pattern, and words of which one stands wherever it matches."""


class Grammar:
    """The tables of statements and of words that turn them, compiled once, and by language."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]]) -> None:
        def turn(key: str, form: str = r"(?:{0})(?!\w)") -> re.Pattern[str]:
            words = "|".join(row["words"] for row in turns if row["turn"] == key) or r"(?!)"
            return re.compile(rf"(?<!\w){form.format(words)}", re.IGNORECASE)

        macros = {(row["turn"], row["language"]): row["words"] for row in turns if "language" in row}
        self.common = {
            language: frozenset(words.split("|"))
            for (kind, language), words in macros.items()
            if kind == "common"
        }
        self.written: dict[str, list[tuple[Mapping[str, Any], str]]] = {}
        for row in rows:
            for pattern in (row["pattern"], *([_turned(row["pattern"])] if "turned" in row else [])):
                expanded = expand(pattern, row["language"], macros)
                self.written.setdefault(row["language"], []).append((row, expanded))
        self._compiled: dict[str, list[Compiled]] = {}
        self.negation = turn("negation")
        self.ended = turn("ended")
        self.doubt = turn("doubt")
        self.law = turn("law")
        self.no_longer = turn("no longer", "(?:{0}) ")
        self.citing = turn("citing", r"(?:{0})(?:[^.;:]|\.(?= \d)){{0,80}}")
        self.preposition = turn("preposition", "(?:{0}) $")

    def rows_for(self, marked: str) -> Iterator[Compiled]:
        """The rows of the languages in which a sentence may be."""
        words = _WORDS.findall(marked.casefold())
        hits = {one: sum(word in common for word in words) for one, common in self.common.items()}
        sure = max(hits.values(), default=0) >= _SPOKEN
        cyrillic, latin = _CYRILLIC_LETTER.search(marked), _LATIN_WORD.search(marked)
        for language in self.written:
            script = cyrillic if language in _CYRILLIC else latin
            if script and (hits.get(language, 1) or not sure):
                yield from self._of(language)

    def _of(self, language: str) -> list[Compiled]:
        if language not in self._compiled:
            self._compiled[language] = [
                (row, re.compile(pattern, re.IGNORECASE), needed_by(pattern))
                for row, pattern in self.written[language]
            ]
        return self._compiled[language]


def _turned(pattern: str) -> str:
    """A pattern with its subject behind the verb, as in Slavic sentences: "hosting oferuje ⟦0⟧"."""
    head, _, thing = pattern.rpartition("{gap}")
    verb = head.removeprefix("{who}").removeprefix("{aside}").rstrip()
    return f"{thing}{{aside}}{verb} {{who}}"


def expand(pattern: str, language: str, macros: Mapping[tuple[str, str], str]) -> str:
    """The regular expression of a pattern of the table."""
    pattern = pattern.replace("{may} ", "{may},? ")  # "may, when asked, …"
    for turn in ("is", "may", "offers"):
        pattern = pattern.replace("{" + turn + "}", macros.get((turn, language), r"(?!)"))
    firm = macros.get(("firm", language))  # what stands before a name: "the company Harbour LLC"
    one = f"(?:{firm} )?{_ONE}" if firm else _ONE
    adverbs = macros.get(("adverb", language))
    behind = _WHICH + (f"{_AND_THEN}(?: (?:{adverbs})){{0,2}}" if adverbs else "")
    for name in ("who", "whom"):
        # A comma alone joins nobody: "controlled by A, B serves as …".
        listed = rf"(?P<{name}>{one}(?:(?:, {one}){{0,5}}{_JOIN}{one}){{0,1}})"
        pattern = pattern.replace("{" + name + "}", listed + (_ASIDE if name == "who" else "") + behind)
    return pattern.replace("{gap}", _GAP).replace("{aside}", rf"(?: {_GAP})?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage with its organisations, each replaced by its number."""

    passage: Passage
    first: int
    end: int
    mentions: tuple[Mention, ...]
    marked: tuple[str, ...]  # with all of them, and without those that a mere capital speaks for
    named_in: Sentence | None = None  # where "the company" was named

    @property
    def text(self) -> str:
        """The sentence as it stands; before it the one that names whom it takes up."""
        own = self.passage.text[self.first : self.end]
        return f"{self.named_in.text} {own}" if self.named_in else own

    def place(self, kind: str) -> str:
        """The selector of all of `text`."""
        if self.named_in is None or self.passage.pointer:
            return self.passage.place(self.first, self.end, kind)
        start = self.named_in.passage.starts[self.named_in.first]
        return f"{kind}={start}-{self.passage.ends[self.end - 1] - 1}"


Met = tuple[Mapping[str, Any], re.Match[str], Sentence, str]
"""A row of the table, what it met, in which sentence, and the state in which it puts it."""


def read_statements(
    found: Sequence[Passage], forms: Forms, grammar: Grammar
) -> Iterator[tuple[Sentence, NameTold | Met]]:
    """Names told and patterns met, each with its sentence."""
    names, told = _names(found, forms)
    yield from told
    count = 0
    subject: Sentence | None = None
    for passage in found:
        for first, end in sentences(passage.text):
            sentence = _sentence(passage, first, end, names, subject)
            for row, match, over in _matches(sentence, grammar):
                state = _state(row, match, grammar, over=over)
                if state and count < _MOST_STATEMENTS:
                    count += 1
                    yield sentence, (row, match, sentence, state)
            subject = _subject(sentence) or subject


def _subject(sentence: Sentence) -> Sentence | None:
    """The sentence that names whom the next may take up; None when this one begins with nobody."""
    first = next((m for m in sentence.mentions if m.kind == "formed"), None)
    if first is None or first.first > _SUBJECT_BY:
        return None
    before = sentence.named_in
    if before and any(m.kind == "formed" and m.name == first.name for m in before.mentions):
        return before
    return replace(sentence, named_in=None)


def _names(
    found: Sequence[Passage], forms: Forms
) -> tuple[Names, list[tuple[Sentence, NameTold | Met]]]:
    """The names that the document explains."""
    mentions: list[Mention] = []
    told: list[tuple[Sentence, NameTold | Met]] = []
    seen = set()
    for passage in found:
        for mention in formed_mentions(passage.text, forms):
            mentions.append(mention)
            for alias in mention.aliases:
                fact = NameTold(name=mention.name, alias=alias)
                if fact not in seen and alias != mention.name and len(told) < _MOST_STATEMENTS:
                    seen.add(fact)
                    told.append((Sentence(passage, mention.first, mention.end, (), ()), fact))
    return Names(mentions, forms), told


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """First and end index of each sentence; the overlong are passed over."""
    first = 0
    for found in _END.finditer(text):
        if found[0].strip().startswith(".") and _ABBREVIATION.search(
            text[max(0, first) : found.start() + 1]
        ):
            continue
        end = found.end() - (len(found[0]) - len(found[0].rstrip()))
        if end - first <= _LONGEST and text[first:end].strip():
            yield first, end
        first = found.end()
    if text[first:].strip() and len(text) - first <= _LONGEST:
        yield first, len(text)


def _sentence(
    passage: Passage, first: int, end: int, names: Names, subject: Sentence | None
) -> Sentence:
    """The sentence with its organisations; "the company" is the subject named last, when near."""
    text = passage.text[first:end]
    mentions = names.mentions(text)
    named = subject if subject and _is_near(subject, passage, first) else None
    who = next((m for m in named.mentions if m.kind == "formed"), None) if named else None
    taken_up = who is not None and any(m.kind == "back" for m in mentions)
    if who is not None:
        mentions = [_as(m, who.name) if m.kind == "back" else m for m in mentions]
    mentions = [m for m in mentions if m.kind != "back"]
    whole, plain = _marked(text, mentions, _is_any), _marked(text, mentions, _is_sure)
    marked = (whole,) if whole == plain else (whole, plain)
    return Sentence(passage, first, end, tuple(mentions), marked, named if taken_up else None)


def _is_near(subject: Sentence, passage: Passage, first: int) -> bool:
    if passage.pointer or subject.passage.pointer:
        return passage is subject.passage
    return 0 <= passage.starts[first] - subject.passage.ends[subject.end - 1] <= _NEAR_BYTES


def _marked(text: str, mentions: Sequence[Mention], wanted: Callable[[Mention], bool]) -> str:
    """The sentence with numbers for its organisations: ⟦0⟧ by form, ⟪0⟫ by a capital alone."""
    pieces, position = [], 0
    for number, mention in enumerate(mentions):
        if wanted(mention):
            sign = f"⟪{number}⟫" if mention.kind == "bare" else f"⟦{number}⟧"
            pieces += [text[position : mention.first], sign]
            position = mention.end
    return _DOTTED.sub(r"\1", "".join([*pieces, text[position:]]))


def _is_any(_mention: Mention) -> bool:
    return True


def _is_sure(mention: Mention) -> bool:
    return mention.kind != "bare"


def _as(mention: Mention, name: str) -> Mention:
    return Mention(first=mention.first, end=mention.end, name=name, kind="formed")


def _matches(
    sentence: Sentence, grammar: Grammar
) -> Iterator[tuple[Mapping[str, Any], re.Match[str], bool]]:
    """The rows that meet the sentence, and whether it says that it holds no longer."""
    if sentence.passage.text[sentence.first : sentence.end].rstrip(' »”"').endswith("?"):
        return
    met: set[tuple[str, str, str]] = set()
    for held in sentence.marked:
        marked, cuts = _without(held, grammar.no_longer)
        someone = "⟦" in marked or "⟪" in marked
        searched = {text: text.lower() for text in (held, marked)}
        for row, pattern, needed in grammar.rows_for(held):
            text = held if row["kind"] == "measure" else marked
            lower = searched[text]
            if (not someone and "who" not in row) or (
                needed and not any(one in lower for one in needed)
            ):
                continue
            for match in pattern.finditer(text):
                key = (row["kind"], row["word"], match[0])
                if key not in met:
                    met.add(key)
                    yield row, match, any(match.start() < cut <= match.end() for cut in cuts)


def _kept(found: re.Match[str]) -> str:
    """The verb between the two halves of a French "no longer"."""
    verb = next((word for word in found.groups() if word), "")
    return f"{verb} " if verb else ""


def _without(marked: str, no_longer: re.Pattern[str]) -> tuple[str, list[int]]:
    """The sentence without "no longer", and where it stood: "is no longer owned" was owned."""
    pieces, cuts, position, length = [], [], 0, 0
    for found in no_longer.finditer(marked):
        kept = marked[position : found.start()] + _kept(found)
        pieces.append(kept)
        length += len(kept)
        cuts.append(length)
        position = found.end()
    return "".join([*pieces, marked[position:]]), cuts


def _state(row: Mapping[str, Any], match: re.Match[str], grammar: Grammar, *, over: bool) -> str:
    """current, ended or possible; empty when the sentence does not say it."""
    marked = match.string
    before = marked[max(0, match.start() - 60) : match.start()]
    # What turns a statement stands in its own clause: no other organisation between.
    after = re.split(r"[;⟦⟪]", marked[match.end() : match.end() + 45])[0]
    inner = match[0]
    if row["pattern"].startswith("{who}") and _LEADS.match(inner) and grammar.preposition.search(before):
        return ""  # "for X delivers Y": not X
    if row["kind"] == "measure":
        return _measure_state(match, grammar, f"{before} {after}")
    if (
        over
        or match.groupdict().get("ended")
        or grammar.ended.search(f"{_near(before)} {inner} {after}")
    ):
        return "ended"
    if (
        _LATE.match(after)
        or grammar.negation.search(inner)
        or grammar.negation.search(_near(before)[-25:])
    ):
        return ""
    if not row.get("modal") and grammar.doubt.search(f"{before} {inner} {after}"):
        return ""
    if match.groupdict().get("possible"):
        return "possible"
    if match.groupdict().get("past") and not row.get("lasting"):
        return "ended"
    return "current"


def _measure_state(match: re.Match[str], grammar: Grammar, around: str) -> str:
    """Of what is withdrawn: "no longer sells" is the measure, not its end."""
    if match.groupdict().get("ended"):
        return "ended"
    if grammar.negation.search(_near(around)) or "never" in match[0]:
        return ""
    return "possible" if match.groupdict().get("possible") else "current"


def _near(before: str) -> str:
    return re.split(r"[;⟦⟧⟪⟫]", before)[-1]


def until_of(match: re.Match[str], ended: re.Pattern[str]) -> int | None:
    """The year after a word that ends something."""
    region = match.string[max(0, match.start() - 45) : match.end() + 60]
    for word in ended.finditer(region):
        year = _YEAR.search(region, word.start(), word.end() + 30)
        if year:
            return int(year[0])
    return None


def numbers(listed: str) -> list[int]:
    """The numbers of the organisations in a list of them."""
    return [int(n) for n in re.findall(r"[⟦⟪](\d+)[⟧⟫]", listed)]
