"""Macros, with the examples of RFC 7208 §7.4."""

from __future__ import annotations

import ipaddress

import pytest

from periplus.measures.spf_macro import Message, expanded, is_name, letters, target_name

SENDER, DOMAIN = "strong-bad@email.example.com", "email.example.com"


def expand(spec: str, address: str = "192.0.2.3", p: str = "mx.example.org") -> str:
    message = Message(address=ipaddress.ip_address(address), sender=SENDER, helo="mx.example.org")
    return expanded(spec, letters(message, DOMAIN), lambda: p)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%{p}", "mx.example.org"),
        ("%%%_%-", "% %20"),
        ("%{S}", "strong-bad%40email.example.com"),
    ],
)
def test_examples(spec: str, text: str) -> None:
    assert expand(spec) == text


def test_an_ipv6_address_is_nibbles() -> None:
    assert expand("%{ir}.%{v}._spf.%{d2}", "2001:db8::cb01") == (
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
    )


def test_a_long_name_loses_its_left() -> None:
    name = target_name(".".join(["a" * 60] * 5))
    assert name == ".".join(["a" * 60] * 4)


@pytest.mark.parametrize("name", ["", "a..b", "a" * 64, ".".join(["a" * 60] * 5)])
def test_what_cannot_be_asked_for(name: str) -> None:
    assert not is_name(name)
