"""Policies that are well formed, and those that are in error (RFC 7208 §4.6, §5, §6, §7, §12)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.spf_record import SpfError, expand, parse_record

GOOD = [
    # text, names of its mechanisms
    ("v=spf1", []),
    ("v=spf1 ", []),
    ("V=SPF1 -ALL", ["all"]),
    ("v=spf1   ~all  ", ["all"]),
    ("v=spf1 +mx a:colo.example.com/28 -all", ["mx", "a", "all"]),
    ("v=spf1 a -all", ["a", "all"]),
    ("v=spf1 a:example.org -all", ["a", "all"]),
    ("v=spf1 mx/30 mx:example.org/30 -all", ["mx", "mx", "all"]),
    ("v=spf1 a/24//64", ["a"]),
    ("v=spf1 a//64", ["a"]),
    ("v=spf1 ptr ptr:example.org", ["ptr", "ptr"]),
    ("v=spf1 ip4:192.0.2.128/28 -all", ["ip4", "all"]),
    ("v=spf1 ip4:192.0.2.1", ["ip4"]),
    ("v=spf1 ip4:192.0.2.1/0", ["ip4"]),
    ("v=spf1 ip6:2001:db8::/32", ["ip6"]),
    ("v=spf1 ip6:::1/128", ["ip6"]),
    ("v=spf1 include:example.com include:example.org -all", ["include", "include", "all"]),
    ("v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all", ["exists", "all"]),
    ("v=spf1 include:%{d}", ["include"]),
    ("v=spf1 exists:%{i}%%%_%-.example.org", ["exists"]),
    ("v=spf1 redirect=_spf.example.com", []),
    ("v=spf1 mx -all exp=explain._spf.%{d}", ["mx", "all"]),
    ("v=spf1 default=-all moo.cow-far_out=man:dog/cat", []),
    ("v=spf1 unknown=%{i}", []),
    ("v=spf1 a:example.org.", ["a"]),
    ("v=spf1 a:_spf.xn--abc", ["a"]),
]
BAD = [
    "v=spf10",
    "v=spf1 all:example.org",
    "v=spf1 all/8",
    "v=spf1 -",
    "v=spf1 -all.",
    "v=spf1 ip4:192.0.2.1/33",
    "v=spf1 ip4:192.0.2.1/032",
    "v=spf1 ip4:192.0.2.1//32",
    "v=spf1 ip4:192.0.2.1/255.255.255.0",
    "v=spf1 ip4:192.0.2",
    "v=spf1 ip4",
    "v=spf1 ip4:",
    "v=spf1 ip4:2001:db8::1",
    "v=spf1 ip6:192.0.2.1",
    "v=spf1 ip6:2001:db8::1/129",
    "v=spf1 ip6:2001:db8::1//64",
    "v=spf1 ip6:fe80::1%eth0",
    "v=spf1 include",
    "v=spf1 include:",
    "v=spf1 include:example.org/24",
    "v=spf1 exists",
    "v=spf1 exists:%{d}/24",
    "v=spf1 a:",
    "v=spf1 a/33",
    "v=spf1 a//129",
    "v=spf1 a/",
    "v=spf1 a:111.222.33.44",
    "v=spf1 a:localhost",
    "v=spf1 a:example.org:8080",
    "v=spf1 a:example.com\x07.org",
    "v=spf1 mx:example.-com",
    "v=spf1 ptr/0",
    "v=spf1 moo",
    "v=spf1 moo:example.org",
    "v=spf1 exists:%{x}.example.org",
    "v=spf1 exists:%{d0}.example.org",
    "v=spf1 exists:%(d).example.org",
    "v=spf1 exists:%{i",
    "v=spf1 exists:%{c}.example.org",
    "v=spf1 redirect=",
    "v=spf1 redirect=%{r}.example.org",
    "v=spf1 redirect=a.example redirect=b.example",
    "v=spf1 exp=a.example exp=b.example",
    "v=spf1 =bar",
    "v=spf1 unknown=%a",
    "v=spf1 a\tmx",
    "v=spf1 e\u0301:example.org",
]


@pytest.mark.parametrize(("text", "names"), GOOD, ids=[text for text, _ in GOOD])
def test_well_formed(text: str, names: list[str]) -> None:
    assert [term.name for term in parse_record(text).terms] == names


@pytest.mark.parametrize("text", BAD)
def test_in_error(text: str) -> None:
    with pytest.raises(SpfError, match=r"\.$"):
        parse_record(text)


@pytest.mark.parametrize("qualifier", ["+", "-", "~", "?"])
def test_qualifiers(qualifier: str) -> None:
    assert parse_record(f"v=spf1 {qualifier}all").terms[0].qualifier == qualifier


def test_no_qualifier_is_pass_and_host_bits_are_dropped() -> None:
    (term,) = parse_record("v=spf1 ip4:192.0.2.130/28").terms
    assert (term.qualifier, term.spec) == ("+", "192.0.2.128/28")


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        # RFC 7208 §7.4, of the macros that do not depend on the message
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("_SPF.%{D}.", "_spf.email.example.com"),
        ("%{i}.example.org", None),
        ("%{l}._spf.%{d}", None),
    ],
)
def test_expansion(spec: str, name: str | None) -> None:
    assert expand(spec, "email.example.com") == name


@given(st.text(max_size=300) | st.text("v=spf1 +-~?:/.%{}dilr0123456789amxptceu", max_size=300))
def test_any_text_is_read_or_in_error(text: str) -> None:
    for candidate in (text, f"v=spf1 {text}"):
        try:
            parse_record(candidate)
        except SpfError:
            continue
