"""Keys at well-known selectors; that none is seen says little."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.model import Status
from periplus.rules import dkim
from tests.measures.asked import asked

ZONE = asked("example.org", "TXT")
NAME = ("google._domainkey.example.org", "TXT")


@pytest.mark.parametrize(
    ("record", "changed"),
    [
        ("v=DKIM1; k=rsa; p=MIGf", {}),
        ("p=MIGf", {}),
        ("v=DKIM1; k=ed25519; t=y:s; p=11qY", {"key_type": "ed25519", "testing": True}),
        ("v=DKIM1; p=", {"revoked": True}),
    ],
)
def test_a_key(ask: Any, record: str, changed: dict[str, object]) -> None:
    plain = {"selector": "google", "key_type": "rsa", "revoked": False, "testing": False}
    (claim,) = ask(dkim, *ZONE, *asked(*NAME, record))
    assert (claim.value, claim.status) == (plain | changed, Status.SUPPORTED)


@pytest.mark.parametrize("records", [(), ("v=DKIM2; p=x",), ("hello",)])
def test_no_key_is_seen(ask: Any, records: tuple[str, ...]) -> None:
    (claim,) = ask(dkim, *ZONE, *asked(*NAME, *records))
    assert (claim.value, claim.status) == (None, Status.INSUFFICIENT)
    assert "another name" in claim.reasons[0]


def test_what_was_not_asked(ask: Any) -> None:
    assert ask(dkim, *ZONE) == []
