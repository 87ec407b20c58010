"""Records and signatures put together again from observations."""

from __future__ import annotations

from dataclasses import replace

import dns.message
import dns.name
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.dnssec import WireRecord
from periplus.measures.signed_answers import named, plain, rdata_of, told_in
from tests.facts.samples import anything
from tests.measures.signed import asked, observations, seen, signed_world, told

WORLD = signed_world()
WIRE = asked(WORLD, "z.t", "MX").to_wire()


def test_an_answer_with_its_signatures() -> None:
    found = told(WORLD, "z.t", "MX")
    assert found.heard
    assert found.asked is not None
    assert [str(one) for one in found.asked.records] == ["10 mail.z.t."]
    assert [one.type_covered.name for one in found.asked.signatures] == ["MX"]
    assert len(found.ids) == 3
    assert found.of("A") is None


def test_a_denial_with_its_signatures() -> None:
    found = told(WORLD, "none.t", "A")
    assert (found.rcode, found.asked) == ("NXDOMAIN", None)
    assert {one.rdtype for one in found.authority} == {"SOA", "NSEC"}
    assert all(one.signatures for one in found.authority)


def test_an_answer_that_tells_is_kept() -> None:
    failed = dns.message.make_response(dns.message.make_query("z.t", "MX"))
    failed.set_rcode(dns.rcode.SERVFAIL)
    good = observations(WORLD, [("z.t", "MX")])
    for order in ([*seen(failed.to_wire(), "f"), *good], [*good, *seen(failed.to_wire(), "f")]):
        assert told_in(order)["z.t", "MX"].heard
    assert not told_in(seen(failed.to_wire(), "f"))["z.t", "MX"].heard


def test_names() -> None:
    assert plain(named("Z.T")) == "z.t"
    assert plain(named(".")) == "."
    assert named("a..b") == dns.name.root


def test_what_cannot_be_read_is_left_out() -> None:
    record = WireRecord(name="z.t", rdtype="DS", ttl_s=1, rdata="00", section="answer")
    assert rdata_of(record) is None
    assert rdata_of(replace(record, rdata="zz")) is None


@given(anything(WIRE), st.booleans())
def test_never_raises(wire: bytes, doubled: bool) -> None:
    told_in(seen(wire) * (1 + doubled))
