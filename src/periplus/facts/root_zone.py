"""The root zone as a master file (RFC 1035 §5.1): to whom each top-level domain is delegated, by day."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from datetime import date

from periplus.facts.dated import DatedFact, on_day
from periplus.facts.dns import DnsRecord
from periplus.facts.place import pack_row
from periplus.facts.selector import load_json
from periplus.model import Fact, Reading, Subject, SubjectKind

SECTION = "root zone"
"""The section of a record that stood in a copy of the root zone, not in an answer."""
MEDIA_TYPE = "application/vnd.periplus.pack-row"
_KEPT = frozenset({"SOA", "NS", "DS", "A", "AAAA"})
_LINE_LIMIT_BYTES = 4096


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[bytes, DnsRecord | ValueError | None]]:
    """Each line of a master file with its record: SOA, NS, DS, A, AAAA; None of others.

    A line that cannot be read comes with its ValueError. A blank owner is the one before.
    """
    owner = ""
    for raw in lines:
        line = raw.rstrip(b"\r\n")
        try:
            record = _record(line, owner)
        except ValueError as error:
            yield line, error
            continue
        owner = record.name if record else owner
        yield line, record


def _record(line: bytes, owner: str) -> DnsRecord | None:
    if len(line) > _LINE_LIMIT_BYTES:
        raise ValueError(f"it is longer than {_LINE_LIMIT_BYTES} bytes")
    text = line.decode("ascii").partition(";")[0]
    if not text.strip() or text.startswith("$"):
        return None
    words = text.split()
    name = owner if text[0].isspace() else _name(words.pop(0))
    ttl_s = 0
    # TTL and class may stand in either order, and both may be missing.
    while words and (words[0].isdigit() or words[0].upper() == "IN"):
        word = words.pop(0)
        ttl_s = int(word[:10]) if word.isdigit() else ttl_s
    if not words:
        raise ValueError("it has no record type")
    rdtype = words[0].upper()
    if rdtype not in _KEPT:
        return None
    data = _data(rdtype, words[1:])
    return DnsRecord(
        name=name, rdtype=rdtype, ttl_s=ttl_s, data=data, section=SECTION, authoritative=False
    )


def _data(rdtype: str, words: list[str]) -> str:
    match rdtype, words:
        case "NS", [host]:
            return _name(host)
        case (("A" | "AAAA"), [text]):
            return str(ipaddress.ip_address(text))
        case "DS", [tag, algorithm, kind, *digest] if digest:
            numbers = (str(int(number[:5])) for number in (tag, algorithm, kind))
            return " ".join((*numbers, bytes.fromhex("".join(digest)).hex().upper()))
        case "SOA", [primary, mailbox, *numbers] if len(numbers) == 5:
            return " ".join((_name(primary), _name(mailbox), *(str(int(n[:10])) for n in numbers)))
        case _:
            raise ValueError(f"{' '.join(words)[:80]!r} is not the data of a {rdtype} record")


def _name(text: str) -> str:
    name = text.lower().rstrip(".") or "."
    # The subject's own check: what it refuses is no name.
    return Subject(kind=SubjectKind.ZONE, key=name).key


def read_root_row(body: bytes) -> Iterator[Reading]:
    """The facts of one row of the pack `root`: the records of each copy, of its day."""
    try:
        document = load_json(body)
        zone = Subject(kind=SubjectKind.ZONE, key=document["row"]["zone"])
        table = pack_row(document)
        copies = [_copy(number, copy) for number, copy in enumerate(document["row"]["copies"])]
        newest = max((day for day, _ in copies), default=None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    if newest is None:
        return
    for day, records in copies:
        yield from on_day((_reading(zone, fact, at) for fact, at in records), day)
    yield _reading(zone, table, "json:")


def _copy(number: int, copy: dict[str, list[str]]) -> tuple[date, list[tuple[Fact, str]]]:
    day = date.fromisoformat(str(copy["date"]))
    lines = [line.encode() for line in copy["lines"]]
    found: list[tuple[Fact, str]] = [
        (record, f"json:/row/copies/{number}/lines/{at}")
        for at, (_, record) in enumerate(read_lines(lines))
        if isinstance(record, DnsRecord)
    ]
    return day, found


def _reading(zone: Subject, fact: Fact, selector: str) -> Reading:
    return Reading(subject=zone, fact=fact, selector=selector)


def root_record(fact: Fact) -> DnsRecord | None:
    """The record of a copy of the root zone, when the fact is one."""
    inner = fact.fact if isinstance(fact, DatedFact) else fact
    return inner if isinstance(inner, DnsRecord) and inner.section == SECTION else None
