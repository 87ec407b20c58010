"""The one-line text of routes: fields in their order, what is absent in its usual form."""

from __future__ import annotations

from periplus.facts.bgp import Attributes, Prefix, Segment
from periplus.facts.mrt import Element
from periplus.facts.mrt_lines import line

PEER = b"\xc0\0\2\1"
PREFIX = Prefix(4, b"\x0a\0\0\0", 8)


def test_a_route_of_a_table() -> None:
    found = Attributes(
        origin=0,
        path=(Segment(2, (64500, 64501)), Segment(1, (1, 2))),
        next_hop=b"\xc0\0\2\2",
        med=5,
        communities=(0xFC000001, 0xFFFFFF01),
        atomic=True,
        aggregator=(64501, b"\xc0\0\2\3"),
    )
    element = Element("TABLE_DUMP2", 7, "B", PEER, 64500, PREFIX, found)

    assert line(element) == (
        "TABLE_DUMP2|7|B|192.0.2.1|64500|10.0.0.0/8|64500 64501 {1,2}|IGP|192.0.2.2|0|5|"
        "64512:1 no-export|AG|64501 192.0.2.3|"
    )


def test_what_is_not_told() -> None:
    element = Element("BGP4MP", 7, "A", PEER, 1, PREFIX)

    assert line(element) == "BGP4MP|7|A|192.0.2.1|1|10.0.0.0/8||INCOMPLETE|255.255.255.255|0|0||NAG||"


def test_a_withdrawal_and_a_change_of_state() -> None:
    assert line(Element("BGP4MP", 7, "W", PEER, 1, PREFIX)) == "BGP4MP|7|W|192.0.2.1|1|10.0.0.0/8"
    assert line(Element("BGP", 7, "STATE", PEER, 1, states=(1, 3))) == "BGP|7|STATE|192.0.2.1|1|1|3"


def test_a_route_with_path_identifier_and_a_next_hop_of_its_family() -> None:
    prefix = Prefix(6, bytes(16), 0, path_id=9)
    found = Attributes(mp_next_hop=b"\xfe\x80" + bytes(13) + b"\1")

    told = line(Element("TABLE_DUMP2_AP", 7, "B", PEER, 1, prefix, found))

    assert told == "TABLE_DUMP2_AP|7|B|192.0.2.1|1|::/0|9||INCOMPLETE|fe80::1|0|0||NAG||"
