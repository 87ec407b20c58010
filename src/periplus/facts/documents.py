"""Documents that speak of organisations: statements with quote, date and place in the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from periplus.facts.contracts import Contract, contracts
from periplus.facts.days import day_in
from periplus.facts.organisations import STATE, Forms, Mention, even, formed_mentions
from periplus.facts.passages import passages, title_of
from periplus.facts.persons import masked
from periplus.facts.statements import (
    Grammar,
    Met,
    NameTold,
    Sentence,
    StatementTold,
    numbers,
    read_statements,
    until_of,
)
from periplus.model import Basis, Reading, Subject

_FRONT = 700  # characters of the beginning, where a document says what it is
_MOST_QUOTE = 400
_NOUNS_ARE_CAPITALISED = frozenset({"de"})


def read_document(
    content: bytes,
    *,
    about: Subject,
    source: str,
    charset: str,
    place: str,
    forms: Forms,
    grammar: Grammar,
) -> Iterator[Reading]:
    """Names and statements of a document, told of the subject it was fetched for.

    `place`: content, or bytes for a file. Nothing of bytes that are no text.
    """
    found = tuple(passages(content, charset))
    title = title_of(content, charset) or (found[0].text[:200] if found else "")
    front = " ".join([title, *(one.text for one in found[:6])])[:_FRONT]
    bears = _Document(
        title=title[:160],
        dated=day_in(front),
        source=source,
        law=bool(grammar.law.search(grammar.citing.sub(" ", front))),
        forms=forms,
        grammar=grammar,
    )
    for one in contracts(content, charset):
        fact = _supplied(one, source, forms)
        yield Reading(
            subject=about, fact=fact, selector=f"{place}={one.first}-{one.end - 1}", basis=Basis.TOLD
        )
    for sentence, said in read_statements(found, forms, grammar):
        selector = sentence.place(place)
        if isinstance(said, NameTold):
            yield Reading(subject=about, fact=said, selector=selector, basis=Basis.TOLD)
            continue
        nouns = said[0]["language"] in _NOUNS_ARE_CAPITALISED
        quote = masked(sentence.text, _named_in(said), forms, nouns=nouns)[:_MOST_QUOTE]
        for fact in bears.facts(said, quote):
            yield Reading(subject=about, fact=fact, selector=selector, basis=Basis.TOLD)


def _named_in(met: Met) -> list[str]:
    """The organisations of a sentence: by form, or because the statement is about them."""
    _, match, sentence, _ = met
    about = {n for listed in match.groupdict().values() if listed for n in numbers(listed)}
    return [m.name for n, m in enumerate(sentence.mentions) if m.kind == "formed" or n in about]


def _supplied(one: Contract, source: str, forms: Forms) -> StatementTold:
    """Who supplies whom by an awarded contract; a supplier without legal form may be a person."""
    supplier = even(one.supplier)
    return StatementTold(
        kind="relation",
        word="supplies",
        who=supplier,
        whom=even(one.buyer),
        what="",
        state="ended" if one.over or one.until is not None else "current",
        until=None if one.over else one.until,
        quote=f"{one.buyer}; {one.supplier}; {one.title}"[:_MOST_QUOTE],
        language="",
        document=f"contract {one.number}" if one.number else "a table of contracts",
        dated=one.dated,
        source=one.address or source,
        law=False,
        formed=any(m.name == supplier for m in formed_mentions(supplier, forms)),
        home=one.home,
    )


class _Document:
    """What a document says of itself, and so of each of its statements."""

    def __init__(
        self, *, title: str, dated: str, source: str, law: bool, forms: Forms, grammar: Grammar
    ) -> None:
        self.title, self.dated, self.source, self.law = title, dated, source, law
        self.forms, self.grammar = forms, grammar

    def facts(
        self,
        met: Met,
        quote: str,
    ) -> Iterator[StatementTold]:
        """One fact for each pair of organisations that a pattern found."""
        row, match, sentence, state = met
        groups = match.groupdict()
        beside = dict(sentence.passage.beside)
        what = " ".join((groups.get("what") or row.get("what") or "").split()).strip(' ,«»"“”„')
        what, issuer = _named(what, sentence), _named(groups.get("issuer") or "", sentence)
        for who in _mentions(groups.get("who"), sentence):
            for whom in _mentions(groups.get("whom"), sentence):
                if who is not None and whom is not None and who.name == whom.name:
                    continue
                yield StatementTold(
                    kind=row["kind"],
                    word=row["word"],
                    who=who.name if who else STATE if row.get("who") == STATE else issuer,
                    whom=whom.name if whom else "",
                    what=what[:120],
                    state=state,
                    until=until_of(match, self.grammar.ended),
                    quote=quote,
                    language=beside.get("quote_lang") or row["language"],
                    document=beside.get("source") or beside.get("title") or self.title,
                    dated=beside.get("date") or self.dated,
                    source=beside.get("url") or self.source,
                    law=self.law,
                    formed=all(m is None or m.kind in ("formed", "state") for m in (who, whom)),
                )


def _mentions(listed: str | None, sentence: Sentence) -> list[Mention | None]:
    if listed is None:
        return [None]
    return [sentence.mentions[n] for n in numbers(listed) if n < len(sentence.mentions)]


def _named(what: str, sentence: Sentence) -> str:
    return re.sub(r"[⟦⟪](\d+)[⟧⟫]", lambda found: sentence.mentions[int(found[1])].name, what)
