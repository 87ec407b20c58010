"""Every party asked is listed once per protocol, with dates and terms."""

from periplus.report.inputs import Capture, Licence, Seen
from periplus.report.sources import sources, table_licences
from tests.report import hostile, sample


def test_parties_then_tables() -> None:
    found = sample.country().report().sources
    assert [(s.name, s.kind) for s in found] == [
        ("192.0.2.20", "DNS"),
        ("192.0.2.53", "DNS"),
        ("rdap.registry.example", "HTTPS"),
        ("whois.registry.example", "WHOIS"),
        ("Address table", "table"),
    ]
    assert found[3].licence == "public record; rate limited"
    assert found[2].captures == (3, 4, 5, 6, 7, 8)


def test_any_source_text_is_listed() -> None:
    rows = [{"id": str(n), "source": s, "captured_at": sample.AT} for n, s in enumerate(hostile.HOSTILE)]
    rows.append({"id": "b", "source": "https://[", "captured_at": sample.AT})
    captures = [Capture.of(number, row) for number, row in enumerate(rows, 1)]
    found = sources(captures, [Licence(source="T", licence="CC0")])
    assert sum(len(s.captures) for s in found) == len(rows)


def test_rows_of_tables_bring_their_terms() -> None:
    row = {"type": "PackRow", "pack": "as", "source": "npm x@1", "dated": "2026-06-17"}
    row |= {"licence": "CC-BY-4.0", "attribution": "Somebody", "caution": "Beware."}
    seen = {"id": "o1", "observed_at": sample.AT, "evidence": "e1", "fact": row}
    (licence,) = table_licences([Seen.of(seen), Seen.of({**seen, "id": "o2"})])
    capture = Capture.of(1, {"id": "e1", "source": "pack://as/192.0.2.1", "captured_at": sample.AT})
    (source,) = sources([capture], [licence])
    assert (source.name, source.kind) == ("as", "table on this disk")
    assert source.licence == "CC-BY-4.0; npm x@1; data of 2026-06-17; Somebody; Beware."


def test_dated_records_are_one_source() -> None:
    names = ("2010-02-17_zz.txt?sha256=00", "2012-11-27_zz.txt?sha256=01")
    rows = [
        {"id": name, "source": f"record://iana_history/{name}", "captured_at": sample.AT}
        for name in names
    ]
    (source,) = sources([Capture.of(number, row) for number, row in enumerate(rows, 1)], [])
    assert (source.name, source.kind) == ("iana_history", "dated records on this disk")
    assert source.captures == (1, 2)
