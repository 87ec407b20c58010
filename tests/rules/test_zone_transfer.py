"""Open and refused zone transfers."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.facts.zone_transfer import ZoneTransfer
from periplus.rules import zone_transfer


@pytest.mark.parametrize(
    ("rcode", "records", "complete", "state"),
    [
        ("NOERROR", 12, True, "open"),
        ("NOERROR", 12, False, "partly open"),
        ("REFUSED", 0, False, "answers REFUSED"),
        ("NOTAUTH", 0, False, "answers NOTAUTH"),
    ],
)
def test_states(ask: Any, rcode: str, records: int, complete: bool, state: str) -> None:
    fact = ZoneTransfer(
        server="192.0.2.53", rcode=rcode, records=records, names=min(records, 4), complete=complete
    )
    (claim,) = ask(zone_transfer, ("ZONE:example.org", fact))
    assert claim.value["state"] == state
    assert claim.value["records"] == records
    assert ("every name in it is public" in claim.reasons[0]) is (records > 0)
