"""Organisations in sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.organisations import Names, formed_mentions
from periplus.signatures.grammar import forms


def formed(text: str) -> list[str]:
    return [mention.name for mention in formed_mentions(text, forms())]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Coastal Telecom JSC is here.", "Coastal Telecom JSC"),
        ("He saw the Ministry of Communications and Informatization.",
         "Ministry of Communications and Informatization"),
        ("РУП «Береговая связь» строит.", 'РУП "Береговая связь"'),
        ("Общество с ограниченной ответственностью «Гавань»",
         'Общество с ограниченной ответственностью "Гавань"'),
        ("компания «Проводник» здесь", "Проводник"),
        ("Оперативный центр при Президенте Республики Зембла решает",
         "Оперативный центр при Президенте Республики Зембла"),
        ("ААТ «Пасма» – завод", 'ААТ "Пасма"'),
        ("Die Küstennetz AG baut.", "Küstennetz AG"),
        ("das Bundesamt für Netze", "Bundesamt für Netze"),
        ("Le Ministère des transports agit", "Ministère des transports"),
        ("im Geschäftsbereich des Ministeriums für Verkehr", "Ministerium für Verkehr"),
        ("die Reichsanstalt für Netze und ihr Amt", "Reichsanstalt für Netze"),
        ("von der Prüfstelle für Inhalte e. V. geführt", "Prüfstelle für Inhalte e. V."),
        ("vom Verein Hafenknoten e. V. betrieben", "Hafenknoten e. V."),
        ("vom Verein Deutscher Seiler e. V. betrieben", "Verein Deutscher Seiler e. V."),
        ("Harbour Name Services Cooperative sells names.", "Harbour Name Services Cooperative"),
        ("przez Urząd Regulacji Sieci wydane", "Urząd Regulacji Sieci"),
        ("Krajowa Rada Radiofonii i Łączności ma", "Krajowa Rada Radiofonii i Łączności"),
        ("La Superintendencia de Redes podrá", "Superintendencia de Redes"),
        ("por Redes de Costaverde S.A. en", "Redes de Costaverde S.A."),
        ("Acciones de Costanet S.A. suben", "Costanet S.A."),
        ("Національна служба мереж видає ліцензії", "Національна служба мереж"),
        ("Рішення Міністерства зв’язку та торгівлі оскаржено", "Міністерство зв’язку та торгівлі"),
        ("веде Центр нагляду за контентом", "Центр нагляду за контентом"),
        ("Дзяржаўная інспекцыя сетак ажыццяўляе праверкі", "Дзяржаўная інспекцыя сетак"),
        ("Інстытут сеткавых імёнаў з’яўляецца", "Інстытут сеткавых імёнаў"),
        ("асоціація «Портовий вузол» керує", "Портовий вузол"),
    ],
)  # fmt: skip
def test_forms_of_many_languages(text: str, name: str) -> None:
    assert formed(text) == [name]


def test_a_head_alone_names_nobody() -> None:
    assert formed("The Centre is old, and центр тоже.") == []


def test_brackets_tell_other_names() -> None:
    text = "Coastal Exchange Centre (hereinafter – CEC, «Береговой центр», Russia, 2019) grows."
    (mention,) = formed_mentions(text, forms())
    assert mention.aliases == ("CEC", "Береговой центр")
    assert text[mention.end :] == " grows."


def test_a_document_takes_its_names_up_again() -> None:
    first = "РУП «Береговая связь» (БС) растёт. "
    names = Names(formed_mentions(first, forms()), forms())
    for text in ("Говорят о Береговой связи много.", "БС растёт.", "Доход «Береговой связи»."):
        assert [m.name for m in names.mentions(text) if m.kind == "formed"] == ['РУП "Береговая связь"']


def test_a_name_with_its_article_is_the_one_explained_before() -> None:
    first = "Das Bundesamt für Netze (Netzamt) prüft. "
    names = Names(formed_mentions(first, forms()), forms())
    for text in ("Das Netzamt darf prüfen.", "Es darf das Netzamt prüfen."):
        assert [m.name for m in names.mentions(text) if m.kind == "formed"] == ["Bundesamt für Netze"]


def test_ordinary_nouns_that_a_language_capitalises_name_nobody() -> None:
    assert Names((), forms()).mentions("Das Kabel und die Genehmigung.") == []


def test_state_and_what_was_named_before_have_their_kinds() -> None:
    names = Names((), forms())
    kinds = {m.kind for m in names.mentions("Государство и компания и IBM")}
    assert kinds == {"state", "back", "bare"}


@given(st.text(max_size=400))
def test_never_raises_and_mentions_do_not_overlap(text: str) -> None:
    names = Names(formed_mentions(text, forms()), forms())
    position = 0
    for mention in names.mentions(text):
        assert position <= mention.first < mention.end <= len(text)
        position = mention.end
