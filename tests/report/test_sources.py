"""Every party asked is listed once per protocol, with dates and terms."""

from periplus.report.inputs import Capture, Licence
from periplus.report.sources import sources
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
