"""The one gate: decides every connection before a packet is sent, and fails closed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import idna

from periplus.model import Bounds, Contact, Failure, Scope
from periplus.net.addresses import Address, Kind, Network, kind_of, parse_address
from periplus.net.clock import Clock

ConnectionMap: TypeAlias = Mapping[tuple[str, int], tuple[str, int]]
"""Asked (address, port) to dialled (address, port), TCP and UDP alike."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to connect to `dialled`, and to nothing else."""

    asked: tuple[str, int]
    dialled: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """No leave: no packet is sent."""

    failure: Failure
    reason: str  # one sentence


_LONGEST_TEXT = 1024  # a name of 253 octets may be longer as Unicode text, but not without end


def canonical_name(name: str) -> str | None:
    """A host name in A-labels, lower case, no final dot; an address in its canonical text.

    "" is the root. None: it is no name, so nothing that compares names may let it pass.
    """
    address = parse_address(name)
    if address is not None:
        return str(address)
    if len(name) > _LONGEST_TEXT:
        return None
    try:
        ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, ValueError):
        return None
    ascii_name = ascii_name.lower().removesuffix(".")
    return ascii_name if not ascii_name or _is_host_name(ascii_name) else None


def _is_host_name(name: str) -> bool:
    # RFC 1035 §2.3.4 sizes; underscores and asterisks occur in names that DNS is asked about.
    return len(name) <= 253 and all(
        0 < len(label) <= 63 and all(c.isalnum() or c in "-_*" for c in label)
        for label in name.split(".")
    )


class _Bound:
    """Bounds in canonical form. ValueError when one of them cannot be read."""

    def __init__(self, bounds: Bounds) -> None:
        self._names = frozenset(map(_require_name, bounds.names))
        self._zones = frozenset(map(_require_name, bounds.zones))
        self._prefixes: tuple[Network, ...] = tuple(map(ipaddress.ip_network, bounds.prefixes))
        self.ports = frozenset(bounds.ports)

    def holds_name(self, name: str) -> bool:
        return name in self._names or not self._zones.isdisjoint(_ancestry(name))

    def holds_address(self, address: Address) -> bool:
        return any(address in prefix for prefix in self._prefixes)


def _require_name(name: str) -> str:
    found = canonical_name(name)
    if found is None:
        raise ValueError(f"a scope names {name!r}, which is no name")
    return found


def _ancestry(name: str) -> Iterable[str]:
    labels = name.split(".") if name else []
    return (".".join(labels[start:]) for start in range(len(labels) + 1))


@dataclass(frozen=True, slots=True)
class _Wish:
    """A connection somebody wants, in canonical form."""

    contact: Contact
    name: str | None
    address: Address
    port: int


class Gate:
    """Decides by scope, clock and, in a laboratory, the connection map.

    ValueError for a scope that cannot be read: without a gate nothing is connected.
    """

    def __init__(self, scope: Scope, clock: Clock, connection_map: ConnectionMap | None = None) -> None:
        if scope.valid_until is not None and scope.valid_until.tzinfo is None:
            raise ValueError("a scope's valid_until needs a time zone")
        self._scope = scope
        self._clock = clock
        self._map = connection_map
        self._authorised = _Bound(scope.authorised)
        self._excluded = _Bound(scope.excluded)

    def check(self, *, contact: Contact, name: str | None, address: str, port: int) -> Permit | Refusal:
        """Leave to connect to this address and port for this name, or why not.

        `name` is what the contact is about: the host of a connection, the name a DNS question asks.
        The address is the one that will be connected to: nothing resolves it again.
        """
        wish = _read(contact, name, address, port)
        if isinstance(wish, Refusal):
            return wish
        return (
            self._by_contact(wish.contact)
            or self._by_excluded_name(wish.name, wish.port)
            or self._by_excluded_address(wish.address)
            or self._by_address(wish.address)
            or self._by_window(wish.contact)
            or self._by_authorised_name(wish.contact, wish.name, wish.port)
            or self._by_authorised_address(wish)
            or self._route(wish)
        )

    def check_name(self, *, contact: Contact, name: str, port: int) -> Refusal | None:
        """What is refused whatever the address is: asked before a name is even looked up.

        None is no leave: `check` decides on the address.
        """
        canonical = canonical_name(name)
        if canonical is None:
            return _scope(f"{name!r} is no name that a scope could hold")
        return (
            self._by_contact(contact)
            or self._by_excluded_name(canonical, port)
            or self._by_window(contact)
            or self._by_authorised_name(contact, canonical, port)
        )

    def _by_contact(self, contact: Contact) -> Refusal | None:
        allowed = self._scope.contact
        if contact is Contact.NONE or contact > allowed:
            return _scope(f"{contact.name} was asked; the scope allows up to {allowed.name}")
        return None

    def _by_excluded_name(self, name: str | None, port: int) -> Refusal | None:
        if name is not None and self._excluded.holds_name(name):
            return _scope(f"the scope excludes the name {name or '.'}")
        if port in self._excluded.ports:
            return _scope(f"the scope excludes port {port}")
        return None

    def _by_excluded_address(self, address: Address) -> Refusal | None:
        if self._excluded.holds_address(address):
            return _scope(f"the scope excludes the address {address}")
        return None

    def _by_address(self, address: Address) -> Refusal | None:
        kind, meaning = kind_of(address)
        in_laboratory = self._map is not None
        if kind is Kind.PUBLIC or (kind is Kind.LABORATORY and in_laboratory):
            return None
        return Refusal(Failure.REFUSED_ADDRESS, f"{address} is {meaning}.")

    def _by_window(self, contact: Contact) -> Refusal | None:
        window = self._scope.window_utc
        if window is None or contact < Contact.VISIT:
            return None
        if _is_within(self._clock.now(), window):
            return None
        return _scope(f"the scope allows this only from {window[0]} to {window[1]} o'clock UTC")

    def _by_authorised_name(self, contact: Contact, name: str | None, port: int) -> Refusal | None:
        if contact < Contact.VISIT:
            return None
        if contact is Contact.PROBE and (refusal := self._by_mandate()):
            return refusal
        if name is None or not self._authorised.holds_name(name):
            return _scope(f"the scope does not authorise the name {name}")
        if self._authorised.ports and port not in self._authorised.ports:
            return _scope(f"the scope does not authorise port {port}")
        return None

    def _by_authorised_address(self, wish: _Wish) -> Refusal | None:
        if wish.contact is Contact.PROBE and not self._authorised.holds_address(wish.address):
            # A shared address serves others too: their name is not ours to probe.
            return _scope(f"the scope authorises {wish.name}, but not its address {wish.address}")
        return None

    def _by_mandate(self) -> Refusal | None:
        until = self._scope.valid_until
        if until is not None and until <= self._clock.now():
            return Refusal(Failure.REFUSED_EXPIRED, f"the scope expired at {until.isoformat()}.")
        if not self._scope.authorised_by.strip():
            return _scope("the scope does not say who authorised probing")
        return None

    def _route(self, wish: _Wish) -> Permit | Refusal:
        asked = (str(wish.address), wish.port)
        if self._map is None:
            return Permit(asked, asked)
        dialled = self._map.get(asked)
        if dialled is None or not _stays_inside(asked, dialled):
            return Refusal(
                Failure.REFUSED_UNMAPPED, f"the laboratory has no {asked[0]} port {asked[1]}."
            )
        return Permit(asked, dialled)


def _read(contact: object, name: str | None, address: object, port: object) -> _Wish | Refusal:
    if not isinstance(contact, Contact):
        return _scope(f"{contact!r} is no contact level")
    canonical = canonical_name(name) if name is not None else None
    if name is not None and canonical is None:
        return _scope(f"{name!r} is no name that a scope could hold")
    parsed = parse_address(address)
    if parsed is None:
        return Refusal(Failure.REFUSED_ADDRESS, f"{address!r} is no address.")
    if type(port) is not int or not 0 < port < 65536:
        return Refusal(Failure.REFUSED_ADDRESS, f"{port!r} is no port.")
    if canonical and parse_address(canonical) not in (None, parsed):
        return Refusal(Failure.REFUSED_ADDRESS, f"{canonical} was asked for at {parsed}.")
    return _Wish(contact, canonical, parsed, port)


def _is_within(now: datetime, window: tuple[int, int]) -> bool:
    first, last = window
    if first <= last:
        return first <= now.hour < last
    return now.hour >= first or now.hour < last  # over midnight


def _stays_inside(asked: tuple[str, int], dialled: tuple[str, int]) -> bool:
    address = parse_address(dialled[0])
    # A map leads to this machine, or to an address that exists only in a laboratory's own network.
    if address is None:
        return False
    return address.is_loopback or dialled == asked or kind_of(address)[0] is Kind.LABORATORY


def _scope(reason: str) -> Refusal:
    return Refusal(Failure.REFUSED_SCOPE, f"{reason}.")
