"""Tables of contracts as portals publish them: flattened releases, national columns, tabs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.contracts import contracts
from periplus.facts.documents import read_document
from periplus.facts.statements import StatementTold
from periplus.model import Subject, SubjectKind
from periplus.signatures.grammar import forms, grammar

LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
NATIONAL = (
    b"\xef\xbb\xbfnumber;award_status;buyer_name;supplier_name;supplier_country;title;contract_end\r\n"
    b'1;active;Coastal Telecom;"Wirebox; ""North"" GmbH";qq;"Switches,\r\n40";2026-12-31\r\n'
    b"2;cancelled;Coastal Telecom;Longhaul AG;QQ;Lines;\r\n"
    b"3;complete;Coastal Telecom;Longhaul AG;QQ;Lines;30.04.2021\r\n"
)
POLISH = (
    "Zamawiający;Wykonawca;Data zawarcia;Data zakończenia;Stan;Wartość\n"
    "A;B S.A.;12 marca 2023 r.;31.12.2029 r.;w realizacji;1 480 000,00 zł\n"
)
SPANISH = (
    "adjudicatario,órgano de contratación,fecha de formalización,fecha de fin,importe\n"
    'B S.A.,A,12 de marzo de 2023,31 de diciembre de 2029,"1.480.000,00"\n'
)
UKRAINIAN = (
    "Замовник;Постачальник;Дата укладення;Строк дії;Статус\n"
    "А;ТОВ «Б»;12 березня 2023 р.;до 31 грудня 2029 року;виконується\n"
)
IN_BE = "Заказчык;Пастаўшчык;Дата заключэння;Статус\nА;ТАА «Б»;02.05.2017;выкананы\n"
RELEASES = (
    b"ocid,buyer/name,awards/0/suppliers/0/name,awards/0/status,awards/0/contractPeriod/endDate\n"
    b"ocds-1,Coastal Telecom,Wirebox Inc.,active,2023-06-30T00:00:00Z\n"
)


def test_rows_are_contracts_with_their_bytes() -> None:
    first, last = contracts(NATIONAL)

    assert (first.supplier, first.buyer, first.home) == (
        'Wirebox; "North" GmbH',
        "Coastal Telecom",
        "QQ",
    )
    assert (first.title, first.until, first.over) == ("Switches, 40", 2026, False)
    assert NATIONAL[first.first : first.end].startswith(b"1;active")
    assert NATIONAL[first.first : first.end].endswith(b"2026-12-31")
    assert (last.supplier, last.until, last.over) == ("Longhaul AG", 2021, True)
    assert NATIONAL[last.first : last.end] == NATIONAL.splitlines()[-1]


def test_flattened_releases_are_read_too() -> None:
    (found,) = contracts(RELEASES)
    assert (found.number, found.supplier, found.until) == ("ocds-1", "Wirebox Inc.", 2023)


def test_other_charsets_keep_their_places() -> None:
    table = "Auftraggeber\tAuftragnehmer\nKüstennetz AG\tDrähte GmbH\nHafen AG\tSeil AG\n".encode(
        "cp1252"
    )
    first, second = contracts(table, "ISO-8859-1")
    assert (first.buyer, first.supplier) == ("Küstennetz AG", "Drähte GmbH")
    assert table[second.first : second.end] == b"Hafen AG\tSeil AG"


@pytest.mark.parametrize(
    ("table", "dated", "until", "over"),
    [
        (POLISH, "2023-03-12", 2029, False),
        (SPANISH, "2023-03-12", 2029, False),
        (UKRAINIAN, "2023-03-12", 2029, False),
        (IN_BE, "2017-05-02", None, True),
    ],
)
def test_columns_and_days_of_other_languages(
    table: str, dated: str, until: int | None, over: bool
) -> None:
    (found,) = contracts(table.encode())
    assert (found.dated, found.until, found.over) == (dated, until, over)


@pytest.mark.parametrize("status", ["unieważniona", "anulado", "desierto", "скасовано", "адменены"])
def test_what_was_cancelled_was_never_supplied(status: str) -> None:
    assert list(contracts(f"buyer;supplier;status\nA;B S.A.;{status}\n".encode())) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"buyer_name,title\nCoastal,Lines\n", b"<html>buyer supplier", b"buyer,supplier\n,\nA,\n"],
)
def test_says_nothing_of_tables_without_both(content: bytes) -> None:
    assert list(contracts(content)) == []


def statements(content: bytes) -> list[tuple[str, str, str, str, int | None, bool]]:
    readings = read_document(
        content, about=LAND, source="https://x.example/", charset="", place="content", forms=forms(),
        grammar=grammar(),
    )  # fmt: skip
    facts = [r.fact for r in readings if isinstance(r.fact, StatementTold)]
    return [(f.word, f.who, f.whom, f.state, f.until, f.formed) for f in facts]


def test_a_contract_says_who_supplies_whom_and_until_when() -> None:
    assert statements(RELEASES) == [("supplies", "Wirebox Inc.", "Coastal Telecom", "ended", 2023, True)]


def test_quotes_of_a_name_are_those_of_running_text() -> None:
    ((_, who, whom, *_),) = statements("замовник;постачальник\nАТ «А»;ТОВ «Берег»\n".encode())
    assert (who, whom) == ('ТОВ "Берег"', 'АТ "А"')


def test_a_supplier_without_legal_form_may_be_a_person() -> None:
    ((*_, formed),) = statements(b"buyer,supplier\nCoastal Telecom,Ivan Petrov\n")
    assert not formed


@given(
    st.binary(max_size=400) | st.text(alphabet='buyer,supplier;\n"\t\r', max_size=200).map(str.encode)
)
def test_never_raises(content: bytes) -> None:
    for head in (b"", b"buyer,supplier\n", b"buyer;supplier\n"):
        for found in contracts(head + content):
            assert 0 <= found.first <= found.end <= len(head + content)
