"""Tables of awarded contracts: who supplies whom (Open Contracting Data Standard 1.1, TED)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from periplus.facts.passages import MOST_BYTES, codec_of

_LONE = re.compile("[\ud800-\udfff]")
_MOST_ROWS = 20_000
_MOST_CELLS = 400
_LONGEST_CELL = 300
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "supplier": (
        "supplier_name", "supplier", "awards/0/suppliers/0/name", "contractor_name", "contractor",
        "win_name", "winner", "vendor_name", "auftragnehmer", "lieferant", "titulaire", "fournisseur",
        "proveedor", "поставщик",
    ),
    "buyer": (
        "buyer_name", "buyer", "buyer/name", "procuring_entity", "contracting_authority", "cae_name",
        "auftraggeber", "acheteur", "comprador", "заказчик",
    ),
    "home": (
        "supplier_country", "supplier_country_code", "win_country_code",
        "awards/0/suppliers/0/address/countryname",
    ),
    "title": ("title", "contract_title", "tender/title", "awards/0/title", "objet", "gegenstand"),
    "status": ("award_status", "status", "awards/0/status", "contract_status"),
    "date": ("award_date", "awards/0/date", "dt_award", "date"),
    "end": (
        "contract_end", "contract_end_date", "end_date", "contracts/0/period/enddate",
        "awards/0/contractperiod/enddate",
    ),
    "number": ("ocid", "contract_id", "id", "id_award"),
    "address": ("source_url", "url", "uri"),
}  # fmt: skip
"""What a column is called, in the order of preference."""
_NOT_AWARDED = frozenset(
    ("cancelled", "canceled", "unsuccessful", "pending", "planned", "withdrawn", "aufgehoben", "annulé")
)
_OVER = frozenset(("terminated", "complete", "completed", "closed", "expired"))
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
    codec = codec_of(b"", charset)
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
    if not supplier or not buyer or row.get("status", "").casefold() in _NOT_AWARDED:
        return None
    home = row.get("home", "").upper()
    year = re.match(r"((?:19|20)\d\d)-\d\d|\d\d[./]\d\d[./]((?:19|20)\d\d)", row.get("end", ""))
    return Contract(
        supplier=supplier,
        buyer=buyer,
        home=home if re.fullmatch(r"[A-Z]{2}", home) else "",
        title=row.get("title", ""),
        dated=(re.match(r"\d{4}-\d\d-\d\d", row.get("date", "")) or [""])[0],
        until=int(year[1] or year[2]) if year else None,
        over=row.get("status", "").casefold() in _OVER,
        number=row.get("number", ""),
        address=row.get("address", ""),
        first=first,
        end=end,
    )
