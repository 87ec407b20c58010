"""No way is looked at that the gate does not permit, and a refusal names what was asked."""

from __future__ import annotations

from periplus.model import Contact, Failure
from tests.net import servers


async def test_the_gate_is_asked_before_a_trace() -> None:
    ways = servers.reach({}).ways
    refused = await ways.trace(contact=Contact.VISIT, zone="zz", address="192.0.2.1", vantage="here")

    assert refused.failure is Failure.REFUSED_SCOPE
    assert refused.dialled is None
    assert refused.source == "trace://192.0.2.1/zz"


async def test_the_gate_is_asked_before_a_middlebox_is_looked_for() -> None:
    refused = await servers.reach({}).ways.locate(
        contact=Contact.PROBE, host="a.zz", address="192.0.2.1", control="b.zz", vantage="here"
    )

    assert refused.failure is Failure.REFUSED_SCOPE
    assert refused.dialled is None
    assert refused.asked == "192.0.2.1:443"
    assert refused.source == "middlebox://192.0.2.1/a.zz"
