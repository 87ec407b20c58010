"""Sentences, what they say of organisations, and what turns it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.documents import read_document
from periplus.facts.passages import Passage
from periplus.facts.statements import StatementTold, read_statements, sentences
from periplus.model import Subject, SubjectKind
from periplus.signatures.grammar import forms, grammar
from periplus.signatures.tables import load

LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
ROWS = load().rows("statements")


def said(text: str) -> list[StatementTold]:
    readings = read_document(
        text.encode(),
        about=LAND,
        source="https://x.example/",
        charset="",
        place="bytes",
        forms=forms(),
        grammar=grammar(),
    )
    return [r.fact for r in readings if isinstance(r.fact, StatementTold)]


def short(text: str) -> list[tuple[str, str, str, str]]:
    return [(fact.word, fact.who, fact.whom, fact.state) for fact in said(text) if fact.formed]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['language']} {row['word']}")
def test_every_row_meets_its_example(row: dict[str, Any]) -> None:
    met = {(fact.kind, fact.word) for fact in said(row["example"]) if fact.formed}

    assert (row["kind"], row["word"]) in met


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if "turned" in row],
    ids=lambda row: f"{row['language']} {row['word']}",
)
def test_a_turned_row_meets_its_other_example(row: dict[str, Any]) -> None:
    met = {(fact.kind, fact.word) for fact in said(row["turned"]) if fact.formed}

    assert (row["kind"], row["word"]) in met


CURRENT = [
    ("Coastal JSC is owned by North Ltd.", "owns", "North Ltd.", "Coastal JSC"),
    ("North Ltd. owns Coastal JSC.", "owns", "North Ltd.", "Coastal JSC"),
    ("ОАО «Берег» принадлежит ООО «Север».", "owns", 'ООО "Север"', 'ОАО "Берег"'),
    ("Die Küste AG gehört der Nord GmbH.", "owns", "Nord GmbH", "Küste AG"),
    ("Die Küste AG steht im Eigentum der Nord GmbH.", "owns", "Nord GmbH", "Küste AG"),
    ("Rivage SA est détenue à 60 % par Nordique SAS.", "owns", "Nordique SAS", "Rivage SA"),
    ("60 % udziałów w spółce Brzeg S.A. posiada Północ S.A.", "owns", "Północ S.A.", "Brzeg S.A."),
    ("Północ S.A. posiada 60 % akcji Brzeg S.A.", "owns", "Północ S.A.", "Brzeg S.A."),
    ("El 60 % del capital de Costa S.A. pertenece a Norte S.A.", "owns", "Norte S.A.", "Costa S.A."),
    ("Власником АТ «Берег» є ТОВ «Північ».", "owns", 'ТОВ "Північ"', 'АТ "Берег"'),
    ("60 % акцый ААТ «Бераг» належыць ТАА «Поўнач».", "owns", 'ТАА "Поўнач"', 'ААТ "Бераг"'),
]


@pytest.mark.parametrize(("text", "word", "who", "whom"), CURRENT)
def test_active_and_passive_come_to_the_same(text: str, word: str, who: str, whom: str) -> None:
    assert short(text) == [(word, who, whom, "current")]


@pytest.mark.parametrize(
    "text",
    [
        "Coastal JSC is not owned by North Ltd.",
        "Coastal JSC was never controlled by North Ltd.",
        "Is Coastal JSC owned by North Ltd.?",
        "It is not true that North Ltd. owns Coastal JSC.",
        "If North Ltd. owns Coastal JSC, prices rise.",
        "Coastal JSC is allegedly owned by North Ltd.",
        "ОАО «Берег» не принадлежит ООО «Север».",
        "По слухам, ОАО «Берег» якобы принадлежит ООО «Север».",
        "Министерство связи не вправе ограничить доступ к ресурсам.",
        "Die Küste AG gehört nicht der Nord GmbH.",
        "Die Nord GmbH ist nicht Eigentümerin der Küste AG.",
        "Die Küste AG bietet keine Bandbreite an.",
        "Weder das Bundesamt für Netze noch das Bundesamt für Seile darf die Netze abschalten.",
        "Rivage SA ne vend pas de capacité.",
        "Rivage SA n'est pas détenue par Nordique SAS.",
        "Nieprawdą jest, że Północ S.A. jest właścicielem Brzeg S.A.",
        "Brzeg S.A. nie należy do Północ S.A.",
        "Według plotek Brzeg S.A. miałaby należeć do Północ S.A., a podobno należy do Rzeka S.A.",
        "Ani Ministerstwo Portów, ani Urząd Sieci nie może odłączyć sieci.",
        "No es cierto que Norte S.A. sea la propietaria de Costa S.A.",
        "Costa S.A. no ofrece alojamiento web.",
        "En ningún caso el Ministerio de Puertos podrá interrumpir el tráfico.",
        "Неправда, що ТОВ «Північ» є власником АТ «Берег».",
        "За чутками, АТ «Берег» належить ТОВ «Північ».",
        "АТ «Берег» не надає доступ до Інтернету.",
        "Няпраўда, што ТАА «Поўнач» валодае ААТ «Бераг».",
        "ААТ «Бераг» не аказвае паслуг хостынгу.",
        "Ні Міністэрства сувязі, ні Дзяржаўная інспекцыя сетак не маюць права адключаць сеткі.",
    ],
)
def test_what_is_denied_doubted_or_asked_is_not_said(text: str) -> None:
    assert short(text) == []


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Until 2019 Coastal JSC was owned by North Ltd.", 2019),
        ("Coastal JSC was owned by North Ltd.", None),
        ("Coastal JSC is no longer owned by North Ltd.", None),
        ("До 2014 года ОАО «Берег» принадлежало ООО «Север».", 2014),
        ("ОАО «Берег» больше не принадлежит ООО «Север».", None),
        ("Bis 2015 unterstand die Küste AG dem Ministerium für Verkehr.", 2015),
        ("Jusqu'en 2018, Rivage SA, dirigée par une autre, était détenue par Nordique SAS.", 2018),
        ("Do 2021 r. właścicielem Brzeg S.A. była Północ S.A.", 2021),
        ("Hasta 2021, Costa S.A. era propiedad de Norte S.A.", 2021),
        ("До 2021 року АТ «Берег» належало ТОВ «Північ».", 2021),
        ("Да 2021 года ААТ «Бераг» належала ТАА «Поўнач».", 2021),
        ("Früher gehörte die Sache anders. Die Küste AG gehörte der Nord GmbH.", None),
    ],
)
def test_what_is_past_has_ended(text: str, until: int | None) -> None:
    (fact,) = (one for one in said(text) if one.formed)
    assert (fact.state, fact.until) == ("ended", until)


def test_lists_are_one_statement_for_each() -> None:
    found = short("The Exchange Centre of Wharf connects Coastal JSC, Harbour LLC and North Ltd.")
    assert [whom for _, _, whom, _ in found] == ["Coastal JSC", "Harbour LLC", "North Ltd."]


def test_a_state_owned_company_is_the_states() -> None:
    assert short("The state-owned operator Coastal JSC grows.") == [
        ("owns", "the state", "Coastal JSC", "current")
    ]
    assert short("Harbour LLC, a state-owned enterprise controlled by Coastal JSC.") == []


def test_a_comma_alone_joins_nobody() -> None:
    found = short("In areas controlled by North Ltd., Coastal JSC is the national regulator.")
    assert found == [("regulator", "Coastal JSC", "", "current")]


def test_the_company_is_whoever_was_named_last_and_the_quote_holds_both() -> None:
    (fact,) = said("Coastal JSC is old. The company is owned by North Ltd.")
    assert fact.whom == "Coastal JSC"
    assert fact.quote == "Coastal JSC is old. The company is owned by North Ltd."
    assert said("The company is owned by North Ltd.") == []


def test_a_person_owns_nothing_here() -> None:
    assert not [fact for fact in said("Ivan Petrov owns Coastal JSC.") if fact.formed]


def test_sentences_end_where_they_end() -> None:
    text = "Закон от 1 мая 2010 г. № 60. North Ltd. owns it. See p. 5."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Закон от 1 мая 2010 г. № 60.",
        "North Ltd. owns it.",
        "See p. 5.",
    ]


@given(
    st.lists(st.sampled_from([row["example"] for row in ROWS[:40]]) | st.text(max_size=80), max_size=4)
)
def test_never_raises_and_every_sentence_has_its_place(parts: list[str]) -> None:
    text = " ".join(parts)
    passage = Passage(text=text, starts=tuple(range(len(text))), ends=tuple(range(1, len(text) + 1)))
    for sentence, _ in read_statements([passage], forms(), grammar()):
        assert sentence.text in text or sentence.named_in is not None
        assert sentence.place("bytes").startswith("bytes=")
