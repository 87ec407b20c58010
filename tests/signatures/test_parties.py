"""Twin of signatures/parties.py: hosts by the nearest name above, requests by the tracker table."""

from __future__ import annotations

import pytest

from periplus.signatures.parties import ids_in, owner_of, service_of
from periplus.signatures.tables import load

ROWS = load().rows("trackers")


def test_the_nearest_name_counts() -> None:
    hosts = {"example": "registry", "a.example": "A"}
    assert owner_of("x.a.example", hosts) == "A"
    assert owner_of("b.example", hosts) == "registry"
    assert owner_of("b.test", hosts) is None


@pytest.mark.parametrize(
    ("url", "name", "ids"),
    [
        ("https://www.googletagmanager.com/gtm.js?id=GTM-AB12CD", "Google Tag Manager", ("GTM-AB12CD",)),
        ("https://www.googletagmanager.com/gtag/js?id=UA-12345-1", "Google Analytics", ("UA-12345-1",)),
        ("https://www.googletagmanager.com/gtag/js?id=AW-123456789", "Google Ads", ("AW-123456789",)),
        ("https://stats.g.doubleclick.net/dc.js", "DoubleClick", ()),
        (
            "https://1234567.fls.doubleclick.net/activityi;src=1234567",
            "DoubleClick Floodlight",
            ("1234567",),
        ),
        ("https://www.example.org/", None, ()),
        ("https://[broken", None, ()),
    ],
)
def test_services(url: str, name: str | None, ids: tuple[str, ...]) -> None:
    row = service_of(ROWS, url)
    assert (row["name"] if row else None) == name
    assert row is None or ids_in(row, url) == ids
