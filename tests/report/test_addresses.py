"""Hosts meet what is claimed of their addresses."""

from periplus.model import Status
from periplus.report.addresses import address_rows, best
from tests.report import sample


def test_one_row_per_address_ipv4_first() -> None:
    rows = sample.country().report().addresses
    assert [(r.host, r.address) for r in rows][:2] == [
        ("ns1.nic.example", "192.0.2.10"),
        ("ns1.nic.example", "2001:db8::10"),
    ]
    operator = rows[0].operator
    assert operator is not None
    assert operator.predicate == "address.operator"


def test_host_without_address_is_kept() -> None:
    (row,) = address_rows((), ["a.example"])
    assert row.address == ""
    assert row.operator is None


def test_best_is_the_likeliest_that_holds() -> None:
    b = sample.Builder(target=sample.SITE)
    e = b.capture("https://www.example.org/")
    low = b.fused(sample.SITE, "site.edge", "A", 0.3, "unlikely", [e])
    b.fused(sample.SITE, "site.edge", "B", 0.9, "very likely", [e], status=Status.UNSUPPORTED)
    assert best(b.claims) is low
    assert best(()) is None
