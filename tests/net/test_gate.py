"""Twin of net/gate.py: every refusal, and the tricks that must not get past it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import Bounds, Contact, Failure, Scope
from periplus.net.addresses import Kind, kind_of, parse_address
from periplus.net.clock import Clock
from periplus.net.gate import ConnectionMap, Gate, Permit, Refusal, canonical_name

NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
PUBLIC = "8.8.8.8"
PUBLIC6 = "2606:4700::1111"
HOST = "www.site.example"


def check(
    scope: Scope | None = None,
    *,
    contact: Contact = Contact.LOOKUP,
    name: str | None = HOST,
    address: Any = PUBLIC,
    port: Any = 443,
    connection_map: ConnectionMap | None = None,
    now: datetime = NOW,
) -> Permit | Refusal:
    gate = Gate(scope or Scope(), Clock(now), connection_map)
    return gate.check(contact=contact, name=name, address=address, port=port)


def refused(verdict: Permit | Refusal) -> Failure:
    assert isinstance(verdict, Refusal), verdict
    assert verdict.reason.endswith(".")
    return verdict.failure


def visiting(**parts: Any) -> Scope:
    parts.setdefault("authorised", Bounds(names=(HOST,)))
    return Scope(contact=Contact.VISIT, **parts)


def probing(**parts: Any) -> Scope:
    settings: dict[str, Any] = {
        "authorised": Bounds(names=(HOST,), prefixes=("8.8.8.0/24",)),
        "authorised_by": "the owner",
        "valid_until": NOW + timedelta(days=1),
    }
    return Scope(contact=Contact.PROBE, **(settings | parts))


# ---------------------------------------------------------------- what passes


@pytest.mark.parametrize("address", [PUBLIC, PUBLIC6])
def test_a_lookup_of_a_public_address_passes(address: str) -> None:
    assert check(address=address) == Permit((address, 443), (address, 443))


def test_the_permit_is_for_the_canonical_address() -> None:
    assert check(address="2606:4700:0::1111") == Permit((PUBLIC6, 443), (PUBLIC6, 443))


def test_a_lookup_needs_no_name() -> None:
    assert isinstance(check(name=None), Permit)
    assert isinstance(check(name="."), Permit)


def test_an_authorised_visit_passes() -> None:
    assert isinstance(check(visiting(), contact=Contact.VISIT), Permit)
    scope = visiting(authorised=Bounds(zones=("site.example",)))
    assert isinstance(check(scope, contact=Contact.VISIT, name="WWW.Site.Example."), Permit)
    assert isinstance(check(scope, contact=Contact.VISIT, name="site.example"), Permit)


def test_an_authorised_probe_passes() -> None:
    assert isinstance(check(probing(), contact=Contact.PROBE), Permit)
    assert isinstance(check(probing(valid_until=None), contact=Contact.PROBE), Permit)


# ---------------------------------------------------------------- contact


@pytest.mark.parametrize("contact", [Contact.VISIT, Contact.PROBE])
def test_contact_above_the_scope(contact: Contact) -> None:
    assert refused(check(contact=contact)) is Failure.REFUSED_SCOPE


def test_a_scope_of_no_contact_allows_none() -> None:
    scope = Scope(contact=Contact.NONE)
    for contact in Contact:
        assert refused(check(scope, contact=contact)) is Failure.REFUSED_SCOPE


def test_no_contact_never_connects() -> None:
    assert refused(check(probing(), contact=Contact.NONE)) is Failure.REFUSED_SCOPE


def test_an_unknown_level_is_refused() -> None:
    assert refused(check(probing(), contact=2)) is Failure.REFUSED_SCOPE  # type: ignore[arg-type]


# ---------------------------------------------------------------- exclusion


@pytest.mark.parametrize(
    "excluded",
    [
        Bounds(names=(HOST,)),
        Bounds(names=("WWW.SITE.EXAMPLE.",)),
        Bounds(zones=("site.example",)),
        Bounds(zones=("Example",)),
        Bounds(zones=(".",)),
        Bounds(prefixes=("8.8.8.8/32",)),
        Bounds(prefixes=("8.0.0.0/8",)),
        Bounds(prefixes=("0.0.0.0/0",)),
        Bounds(ports=(443,)),
    ],
)
@pytest.mark.parametrize("contact", [Contact.LOOKUP, Contact.VISIT, Contact.PROBE])
def test_exclusion_wins_over_everything(excluded: Bounds, contact: Contact) -> None:
    assert refused(check(probing(excluded=excluded), contact=contact)) is Failure.REFUSED_SCOPE


@pytest.mark.parametrize(
    "excluded",
    [
        Bounds(names=("site.example",)),  # a name is not the names below it
        Bounds(zones=("ite.example",)),  # a zone ends at a dot
        Bounds(zones=("www.site.example.org",)),
        Bounds(prefixes=("8.8.4.0/24", "::/0")),
        Bounds(ports=(80,)),
    ],
)
def test_what_is_not_excluded_passes(excluded: Bounds) -> None:
    assert isinstance(check(probing(excluded=excluded), contact=Contact.PROBE), Permit)


@pytest.mark.parametrize(
    "trick",
    [
        "bücher.example", "BÜCHER.example", "xn--bcher-kva.example", "XN--BCHER-KVA.EXAMPLE.",
        "bu\u0308cher.example", "bücher。example", "bücher．example", "ｂücher.example",
        "bü\u00adcher.example", "www.bücher.example.", "bücher.example..",
        "bücher.example ", "b%c3%bccher.example",
        "bücher.example\x00", "a" * 64 + ".xn--bcher-kva.example", ".bücher.example", "bücher..example",
        "bücher.example:443", "user@bücher.example", "bücher.example/", "b\\195\\188cher.example",
    ],
)  # fmt: skip
def test_no_spelling_evades_an_exclusion(trick: str) -> None:
    for spelling in ("bücher.example", "xn--bcher-kva.example", "BÜCHER.EXAMPLE."):
        scope = Scope(excluded=Bounds(zones=(spelling,)))
        assert refused(check(scope, name=trick)) is Failure.REFUSED_SCOPE


@pytest.mark.parametrize("name", ["2606:4700:0::1111", "2606:4700::1111"])
def test_an_address_as_name_is_compared_as_address(name: str) -> None:
    scope = Scope(excluded=Bounds(names=("2606:4700::1111",)))
    assert refused(check(scope, name=name, address=PUBLIC6)) is Failure.REFUSED_SCOPE


def test_an_address_as_name_must_be_the_one_connected_to() -> None:
    assert refused(check(name="8.8.4.4")) is Failure.REFUSED_ADDRESS
    assert isinstance(check(name=PUBLIC), Permit)


@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(names=("a b",)), Bounds(zones=("..",)), Bounds(prefixes=("8.8.8.8/33",)),
        Bounds(prefixes=("8.8.8.8/24",)), Bounds(names=("a" * 64,)),
    ],
)  # fmt: skip
def test_a_scope_that_cannot_be_read_makes_no_gate(bounds: Bounds) -> None:
    with pytest.raises(ValueError):
        Gate(Scope(excluded=bounds), Clock(NOW))
    with pytest.raises(ValueError):
        Gate(Scope(authorised=bounds), Clock(NOW))


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.1.1",
        "169.254.169.254", "fd00:ec2::254", "168.63.129.16", "0.0.0.0", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:0808:0808",
        "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2002:808:808::1", "2001:0:808:808::1", "::8.8.8.8",
        "fe80::1", "fc00::1", "ff02::1", "fe80::1%eth0", "2606:4700::1111%1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("connection_map", [None, {}])
def test_closed_addresses(address: str, connection_map: ConnectionMap | None) -> None:
    scope = probing(authorised=Bounds(zones=(".",), prefixes=("0.0.0.0/0", "::/0")))
    for contact in (Contact.LOOKUP, Contact.VISIT, Contact.PROBE):
        verdict = check(scope, contact=contact, address=address, connection_map=connection_map)
        assert refused(verdict) is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"])
def test_documentation_addresses_exist_only_in_a_laboratory(address: str) -> None:
    assert refused(check(address=address)) is Failure.REFUSED_ADDRESS
    dialled = ("127.0.0.1", 4430)
    mapped = check(address=address, connection_map={(address, 443): dialled})
    assert mapped == Permit((address, 443), dialled)


@pytest.mark.parametrize(
    "address",
    ["", " ", "8.8.8.8 ", "8.8.8", "134744072", "0x08080808", "8.8.8.8/32", "010.8.8.8", "localhost",
     "[2606:4700::1111]", 134744072, None, b"8.8.8.8"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: Any) -> None:
    assert refused(check(address=address)) is Failure.REFUSED_ADDRESS


@pytest.mark.parametrize("port", [0, -1, 65536, "443", 443.0, True, None])
def test_what_is_no_port_is_refused(port: Any) -> None:
    assert refused(check(port=port)) is Failure.REFUSED_ADDRESS


# ---------------------------------------------------------------- visit and probe


@pytest.mark.parametrize("name", [None, "other.example", "site.example", "", "a.www.site.example"])
def test_a_visit_needs_an_authorised_name(name: str | None) -> None:
    assert refused(check(visiting(), contact=Contact.VISIT, name=name)) is Failure.REFUSED_SCOPE


def test_a_visit_is_not_authorised_by_its_address() -> None:
    scope = visiting(authorised=Bounds(prefixes=("8.8.8.0/24",)))
    assert refused(check(scope, contact=Contact.VISIT)) is Failure.REFUSED_SCOPE


@pytest.mark.parametrize("contact", [Contact.VISIT, Contact.PROBE])
def test_authorised_ports_bound_visits_and_probes(contact: Contact) -> None:
    bounds = Bounds(names=(HOST,), prefixes=("8.8.8.0/24",), ports=(80,))
    assert refused(check(probing(authorised=bounds), contact=contact)) is Failure.REFUSED_SCOPE
    assert isinstance(check(probing(authorised=bounds), contact=contact, port=80), Permit)


def test_a_shared_address_is_not_probed_by_name_alone() -> None:
    scope = probing(authorised=Bounds(names=(HOST,)))
    assert refused(check(scope, contact=Contact.PROBE)) is Failure.REFUSED_SCOPE


def test_an_address_is_not_probed_without_its_name() -> None:
    scope = probing(authorised=Bounds(prefixes=("8.8.8.0/24",)))
    assert refused(check(scope, contact=Contact.PROBE)) is Failure.REFUSED_SCOPE
    assert refused(check(scope, contact=Contact.PROBE, name=None)) is Failure.REFUSED_SCOPE


@pytest.mark.parametrize("authorised_by", ["", "  "])
def test_a_probe_needs_somebody_who_authorised_it(authorised_by: str) -> None:
    scope = probing(authorised_by=authorised_by)
    assert refused(check(scope, contact=Contact.PROBE)) is Failure.REFUSED_SCOPE


@pytest.mark.parametrize("age_s", [0, 1])
def test_an_expired_scope_refuses_probes(age_s: int) -> None:
    scope = probing(valid_until=NOW - timedelta(seconds=age_s))
    assert refused(check(scope, contact=Contact.PROBE)) is Failure.REFUSED_EXPIRED
    assert isinstance(check(scope, contact=Contact.VISIT), Permit)


def test_a_scope_expires_while_the_clock_runs() -> None:
    gate = Gate(probing(valid_until=NOW + timedelta(microseconds=1)), Clock(NOW))
    verdict = gate.check(contact=Contact.PROBE, name=HOST, address=PUBLIC, port=443)
    assert refused(verdict) is Failure.REFUSED_EXPIRED


def test_an_expiry_without_time_zone_makes_no_gate() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Gate(probing(valid_until=NOW.replace(tzinfo=None)), Clock(NOW))


@pytest.mark.parametrize(
    ("window", "hour", "passes"),
    [
        ((8, 18), 7, False), ((8, 18), 8, True), ((8, 18), 17, True), ((8, 18), 18, False),
        ((22, 4), 21, False), ((22, 4), 23, True), ((22, 4), 3, True), ((22, 4), 4, False),
        ((0, 24), 0, True), ((0, 24), 23, True), ((5, 5), 5, False),
    ],
)  # fmt: skip
def test_the_window_holds_for_visits_and_probes(
    window: tuple[int, int], hour: int, passes: bool
) -> None:
    scope, now = probing(window_utc=window), NOW.replace(hour=hour, minute=30)
    for contact in (Contact.VISIT, Contact.PROBE):
        verdict = check(scope, contact=contact, now=now)
        assert isinstance(verdict, Permit) is passes
        assert passes or refused(verdict) is Failure.REFUSED_SCOPE
    assert isinstance(check(scope, now=now), Permit)


# ---------------------------------------------------------------- the connection map


@pytest.mark.parametrize("asked", [(PUBLIC, 443), ("192.0.2.1", 443), ("192.0.2.1", 80)])
def test_what_is_not_mapped_is_refused(asked: tuple[str, int]) -> None:
    connection_map = {("192.0.2.1", 8443): ("127.0.0.1", 1), ("192.0.2.2", 443): ("127.0.0.1", 1)}
    verdict = check(address=asked[0], port=asked[1], connection_map=connection_map)
    assert refused(verdict) is Failure.REFUSED_UNMAPPED


@pytest.mark.parametrize("dialled", [("127.0.0.1", 4430), ("198.18.0.1", 443), ("3fff:0:c612::1", 443)])
def test_a_map_leads_to_this_machine_or_into_a_laboratory(dialled: tuple[str, int]) -> None:
    verdict = check(address="192.0.2.1", connection_map={("192.0.2.1", 443): dialled})
    assert verdict == Permit(("192.0.2.1", 443), dialled)


@pytest.mark.parametrize("dialled", [("8.8.8.8", 443), ("10.0.0.1", 443), ("localhost", 443)])
def test_a_map_never_leads_out(dialled: tuple[str, int]) -> None:
    verdict = check(address="192.0.2.1", connection_map={("192.0.2.1", 443): dialled})
    assert refused(verdict) is Failure.REFUSED_UNMAPPED


def test_a_map_may_say_that_an_address_is_real_in_its_network() -> None:
    asked = ("192.0.2.1", 443)
    assert check(address=asked[0], connection_map={asked: asked}) == Permit(asked, asked)


def test_exclusion_holds_for_the_asked_address_in_a_laboratory() -> None:
    scope = Scope(excluded=Bounds(prefixes=("192.0.2.0/24",)))
    verdict = check(scope, address="192.0.2.1", connection_map={("192.0.2.1", 443): ("127.0.0.1", 1)})
    assert refused(verdict) is Failure.REFUSED_SCOPE


# ---------------------------------------------------------------- properties

addresses = st.one_of(
    st.text(),
    st.text(alphabet="0123456789abcdefx.:%/[] "),
    st.ip_addresses().map(str),
    st.ip_addresses(network="::ffff:0:0/96").map(str),
    st.ip_addresses(network="64:ff9b::/96").map(str),
    st.ip_addresses(network="2002::/16").map(str),
    st.ip_addresses(network="10.0.0.0/8").map(str),
    st.integers(),
    st.binary(),
)
names = st.one_of(st.none(), st.text(), st.from_regex(r"[a-z0-9.]+", fullmatch=True))


@given(address=addresses, name=names, port=st.one_of(st.integers(), st.text()))
def test_no_address_passes_that_is_not_of_the_public_internet(
    address: Any, name: str | None, port: Any
) -> None:
    authorised = Bounds(zones=(".",), prefixes=("0.0.0.0/0", "::/0"))
    for contact in (Contact.LOOKUP, Contact.VISIT, Contact.PROBE):
        scope = probing(authorised=authorised)
        verdict = check(scope, contact=contact, name=name, address=address, port=port)
        if isinstance(verdict, Permit):
            permitted = parse_address(verdict.dialled[0])
            assert permitted is not None
            assert kind_of(permitted)[0] is Kind.PUBLIC
            assert permitted.is_global
            assert verdict.dialled == verdict.asked == (str(permitted), port)


@given(st.text(alphabet="aAüÜ.。．-_*xn1 \x00%\u0308"))
def test_canonical_names_are_a_fixed_point(name: str) -> None:
    once = canonical_name(name)
    if once is not None:
        assert canonical_name(once) == once
        assert once == once.lower()
        assert once.isascii()


@given(st.text())
def test_an_excluded_zone_holds_for_all_names_below(label: str) -> None:
    scope = Scope(excluded=Bounds(zones=("site.example",)))
    assert isinstance(check(scope, name=f"{label}.site.example"), Refusal)
