"""Which prefix of a scenario answers for an address."""

from __future__ import annotations

import ipaddress

from periplus.lab.prefixes import covers, network_of, prefix_length


def test_a_query_names_an_address_a_prefix_or_nothing() -> None:
    assert network_of("203.0.113.7") == ipaddress.ip_network("203.0.113.7/32")
    assert network_of("203.0.113.7/24") == ipaddress.ip_network("203.0.113.0/24")
    assert network_of("zz") is None


def test_a_prefix_covers_only_its_own_family() -> None:
    assert covers("203.0.113.0/24", ipaddress.ip_network("203.0.113.7/32"))
    assert not covers("203.0.113.0/24", ipaddress.ip_network("203.0.0.0/8"))
    assert not covers("::/0", ipaddress.ip_network("203.0.113.7/32"))
    assert covers("2001:db8::/32", ipaddress.ip_network("2001:db8::1/128"))
    assert prefix_length("2001:db8::/32") == 32
