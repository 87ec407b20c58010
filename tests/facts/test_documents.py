"""Documents: title, day, law, source of a row, and statements of hostile bytes."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.documents import read_document
from periplus.facts.selector import select
from periplus.facts.statements import StatementTold
from periplus.model import Basis, Reading, Subject, SubjectKind
from periplus.signatures.grammar import forms, grammar
from tests.facts.samples import anything

LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
LAW = (
    "<html><head><title>Закон от 19 июля 2005 г. № 45</title></head><body>"
    "<p>Министерство связи вправе <b>ограничить</b> доступ к сайтам.</p></body></html>"
).encode()
TABLE = (
    b"organisation,quote,quote_lang,url,date,source\n"
    b'x,"Coastal JSC is owned by North Ltd.",en,https://y.example/,2021-05-01,A survey\n'
)


def read(content: bytes) -> list[Reading]:
    return list(
        read_document(
            content,
            about=LAND,
            source="https://x.example/",
            charset="",
            place="bytes",
            forms=forms(),
            grammar=grammar(),
        )
    )


def test_a_law_tells_its_title_and_day() -> None:
    (reading,) = read(LAW)
    fact = reading.fact
    assert isinstance(fact, StatementTold)
    assert (fact.document, fact.dated, fact.law) == ("Закон от 19 июля 2005 г. № 45", "2005-07-19", True)
    assert (fact.language, fact.source, reading.basis) == ("ru", "https://x.example/", Basis.TOLD)
    assert "<b>ограничить</b>" in select(LAW, "text/html", reading.selector).decode()


def test_a_row_of_a_table_brings_its_own_source() -> None:
    (reading,) = read(TABLE)
    fact = reading.fact
    assert isinstance(fact, StatementTold)
    assert (fact.source, fact.dated, fact.document) == ("https://y.example/", "2021-05-01", "A survey")
    assert not fact.law


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("Закон «Аб сувязі» ад 1 мая 2017 г.\n\nМіністэрства сувязі мае права абмежаваць доступ.", True),
        ("ЗАГАД\n\nЗгодна з артыкулам 3 Закона Міністэрства сувязі мае права абмежаваць доступ.", False),
        ("Ustawa\n\nMinisterstwo Portów może zablokować dostęp do stron.", True),
        ("Conforme al artículo 9 de la Ley, el Ministerio de Puertos puede limitar el acceso.", False),
    ],
)
def test_a_document_that_cites_a_law_is_none(text: str, law: bool) -> None:
    (said,) = (r.fact for r in read(text.encode()) if isinstance(r.fact, StatementTold))
    assert said.law is law


@given(anything(LAW, TABLE))
def test_never_raises_and_every_quote_has_its_bytes(content: bytes) -> None:
    for reading in read(content):
        assert select(content, "text/plain", reading.selector)
