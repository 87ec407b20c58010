"""Tables of awarded contracts: who supplies whom (Open Contracting Data Standard 1.1, TED)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from periplus.facts.days import day_in
from periplus.facts.passages import MOST_BYTES, codec_of

_LONE = re.compile("[\ud800-\udfff]")
_MOST_ROWS = 20_000
_MOST_CELLS = 400
_LONGEST_CELL = 300
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "supplier": (
        "supplier_name", "supplier", "awards/0/suppliers/0/name", "contractor_name", "contractor",
        "win_name", "winner", "vendor_name", "auftragnehmer", "lieferant", "titulaire", "fournisseur",
        "proveedor", "adjudicatario", "contratista", "wykonawca", "dostawca", "sprzedawca",
        "поставщик", "подрядчик", "постачальник", "переможець", "виконавець", "підрядник",
        "пастаўшчык", "пераможца", "выканаўца", "падрадчык",
    ),
    "buyer": (
        "buyer_name", "buyer", "buyer/name", "procuring_entity", "contracting_authority", "cae_name",
        "auftraggeber", "acheteur", "comprador", "órgano de contratación", "entidad contratante",
        "poder adjudicador", "zamawiający", "nabywca", "kupujący",
        "заказчик", "покупатель", "замовник", "покупець", "заказчык", "пакупнік",
    ),
    "home": (
        "supplier_country", "supplier_country_code", "win_country_code",
        "awards/0/suppliers/0/address/countryname", "país del adjudicatario", "país del proveedor",
        "kraj wykonawcy", "kraj dostawcy", "страна поставщика", "країна постачальника",
        "країна переможця", "країна виконавця", "краіна пастаўшчыка", "краіна выканаўцы",
    ),
    "title": (
        "title", "contract_title", "tender/title", "awards/0/title", "objet", "gegenstand", "objeto",
        "objeto del contrato", "przedmiot", "przedmiot umowy", "przedmiot zamówienia",
        "предмет договора", "предмет договору", "предмет закупівлі", "прадмет дагавора",
        "прадмет закупкі",
    ),
    "status": (
        "award_status", "status", "awards/0/status", "contract_status", "estado", "stan",
        "статус", "стан",
    ),
    "date": (
        "award_date", "awards/0/date", "dt_award", "date", "fecha de formalización",
        "fecha de adjudicación", "fecha de firma", "fecha", "data zawarcia", "data zawarcia umowy",
        "data podpisania", "data umowy", "дата заключения", "дата договора", "дата укладення",
        "дата укладання", "дата підписання", "дата договору", "дата заключэння", "дата падпісання",
        "дата дагавора",
    ),
    "end": (
        "contract_end", "contract_end_date", "end_date", "contracts/0/period/enddate",
        "awards/0/contractperiod/enddate", "fecha de fin", "fecha fin", "fecha de finalización",
        "fecha de vencimiento", "data zakończenia", "data zakończenia umowy", "obowiązuje do",
        "termin realizacji", "termin wykonania", "дата окончания", "срок действия", "дата закінчення",
        "дата завершення", "строк дії", "діє до", "дата заканчэння", "тэрмін дзеяння", "дзейнічае да",
    ),
    "number": (
        "ocid", "contract_id", "id", "id_award", "expediente", "número de contrato", "nr umowy",
        "numer umowy", "номер договора", "номер договору", "нумар дагавора",
    ),
    "address": ("source_url", "url", "uri"),
}  # fmt: skip
"""What a column is called, in the order of preference."""
_NOT_AWARDED = re.compile(
    r"cancell?ed|unsuccessful|pending|planned|withdrawn|aufgehoben|annulé|anulad|cancelad|desiert|desist"
    r"|previst|unieważn|anulowan|odwołan|planowan|отмен[её]н|планир|скасован|відмінен|не відбу"
    r"|план(?:ован|ує)|скасаван|адменен|не адбы"
)
_OVER = re.compile(
    r"terminated|completed?$|closed|expired|finalizad|terminad|resuelt|vencid|extinguid|zakończon"
    r"|rozwiązan|wygas|wykonan(?!i)|заверш[её]н|расторгнут|исполнен(?!и)|виконан(?!н)|розірван|припинен"
    r"|завершан|скончан|выканан(?!н)|спынен"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CELL = {sign: re.compile(rf'[ ]*"((?:[^"]|""){{0,20000}})"|([^{sign}\r\n]*)') for sign in ",;\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One row: a contract that was awarded, and the bytes of the row."""

    supplier: str
    buyer: str
    home: str  # of the supplier, ISO 3166-1 alpha-2 as told; empty when it is not
    title: str
    dated: str
    until: int | None  # the year in which it ends
    over: bool  # its status says so
    number: str
    address: str
    first: int  # byte offsets of the row
    end: int


def contracts(content: bytes, charset: str = "") -> Iterator[Contract]:
    """The awarded contracts of a CSV table (RFC 4180, also with semicolons or tabs)."""
    codec = codec_of(content, charset)
    text = content[:MOST_BYTES].decode(codec, "surrogateescape")
    start = 1 if text.startswith("\ufeff") else 0
    head = text[start : start + 20_000].partition("\n")[0]
    sign = max(",;\t", key=head.count)
    columns, position = _row(text, start, sign)
    places = _places([cell.strip().lower() for cell in columns])
    if not {"supplier", "buyer"} <= places.keys():
        return
    offset = len(text[:position].encode(codec, "surrogateescape"))
    for _ in range(_MOST_ROWS):
        if position >= len(text):
            return
        cells, after = _row(text, position, sign)
        length = len(text[position:after].encode(codec, "surrogateescape"))
        row = {name: _clean(cells[at]) for name, at in places.items() if at < len(cells)}
        trailing = len(text[position:after]) - len(text[position:after].rstrip("\r\n"))
        if found := _contract(row, offset, offset + length - trailing):
            yield found
        position, offset = after, offset + length


def _places(columns: Sequence[str]) -> dict[str, int]:
    return {
        what: next(columns.index(name) for name in names if name in columns)
        for what, names in _COLUMNS.items()
        if any(name in columns for name in names)
    }


def _row(text: str, position: int, sign: str) -> tuple[list[str], int]:
    """The cells of a line, and where the next begins."""
    cells: list[str] = []
    while len(cells) < _MOST_CELLS:
        cell = _CELL[sign].match(text, position)
        if cell is None:
            break
        cells.append(cell[1].replace('""', '"') if cell[1] is not None else cell[2])
        position = cell.end()
        if text[position : position + 1] != sign:
            break
        position += 1
    end = text.find("\n", position)
    return cells, end + 1 if end >= 0 else len(text)


def _clean(cell: str) -> str:
    return " ".join(_LONE.sub("\ufffd", cell).split())[:_LONGEST_CELL]


def _contract(row: Mapping[str, str], first: int, end: int) -> Contract | None:
    supplier, buyer = row.get("supplier", ""), row.get("buyer", "")
    status = row.get("status", "").casefold()
    if not supplier or not buyer or _NOT_AWARDED.match(status):
        return None
    home = row.get("home", "").upper()
    years = _YEAR.findall(row.get("end", ""))
    return Contract(
        supplier=supplier,
        buyer=buyer,
        home=home if re.fullmatch(r"[A-Z]{2}", home) else "",
        title=row.get("title", ""),
        dated=day_in(row.get("date", "")),
        until=int(years[-1]) if years else None,
        over=_OVER.match(status) is not None,
        number=row.get("number", ""),
        address=row.get("address", ""),
        first=first,
        end=end,
    )
