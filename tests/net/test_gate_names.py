"""What the gate says of a name before it is looked up (net/gate.py check_name)."""

from __future__ import annotations

import pytest

from periplus.model import Bounds, Contact, Failure, Scope
from periplus.net.clock import Clock
from periplus.net.gate import Gate
from tests.net.test_gate import HOST, NOW, check, probing, refused, visiting


@pytest.mark.parametrize(
    ("scope", "contact", "name", "port"),
    [
        (Scope(), Contact.VISIT, HOST, 443),
        (visiting(), Contact.VISIT, "other.example", 443),
        (visiting(excluded=Bounds(names=(HOST,))), Contact.VISIT, HOST.upper() + ".", 443),
        (visiting(excluded=Bounds(ports=(8443,))), Contact.VISIT, HOST, 8443),
        (visiting(window_utc=(0, 1)), Contact.VISIT, HOST, 443),
        (visiting(), Contact.VISIT, "a b", 443),
        (probing(authorised_by=""), Contact.PROBE, HOST, 443),
        (probing(valid_until=NOW), Contact.PROBE, HOST, 443),
    ],
)
def test_a_name_refused_beforehand_is_refused_at_every_address(
    scope: Scope, contact: Contact, name: str, port: int
) -> None:
    before = Gate(scope, Clock(NOW)).check_name(contact=contact, name=name, port=port)
    assert before is not None
    assert check(scope, contact=contact, name=name, port=port) == before


def test_a_name_let_through_beforehand_is_still_judged_by_its_address() -> None:
    gate = Gate(visiting(), Clock(NOW))
    assert gate.check_name(contact=Contact.VISIT, name=HOST, port=443) is None
    assert (
        refused(check(visiting(), contact=Contact.VISIT, address="10.0.0.1")) is Failure.REFUSED_ADDRESS
    )
