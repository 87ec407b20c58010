"""A SYN-ACK against signatures of stacks, by the rules of p0f 3 (its README, section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from periplus.facts.stack_signatures import StackSignature
from periplus.facts.tcp import TcpSynAck

MAX_DISTANCE = 35  # hops; a larger gap to the initial TTL is another initial TTL
_GONE = {"df", "id+"}  # quirks that a fuzzy match may lack
_CAME = {"id-", "ecn"}  # and may have besides
_IPV4 = {"df", "id+", "id-", "0+"}
_HEADER_V4, _HEADER_V6, _TIMESTAMPS, _ETHERNET = 40, 60, 12, 1500
_FEWEST = 100  # an MSS below is no unit of a window


@dataclass(frozen=True, slots=True)
class _Unit:
    """The window as a multiple of the segment or of the frame."""

    times: int
    of: str  # mss, mtu


class StackTable:
    """Signatures, found by the layout of their options."""

    def __init__(self, signatures: Iterable[StackSignature]) -> None:
        self._by_layout: dict[str, list[tuple[int, StackSignature]]] = defaultdict(list)
        for place, one in enumerate(signatures):
            self._by_layout[one.options].append((place, one))

    def match(self, seen: TcpSynAck) -> tuple[int, bool] | None:
        """The place of the signature that p0f would name, and whether it fits loosely.

        A specific one comes before a generic one, any exact one before the first fuzzy one. What fits
        loosely may have any TTL, and identifies nothing.
        """
        unit = window_unit(seen)
        quirks = _words(seen.quirks)
        generic = fuzzy = None
        for place, one in self._by_layout.get(seen.options, ()):
            how = _fit(seen, one, unit, quirks)
            if how == "exact" and not one.generic:
                return place, False
            if how == "exact" and generic is None:
                generic = place
            if how == "fuzzy" and fuzzy is None:
                fuzzy = place
        if generic is not None:
            return generic, False
        return None if fuzzy is None else (fuzzy, True)


def _words(text: str) -> set[str]:
    return set(text.split(",")) - {""}


def _fit(seen: TcpSynAck, one: StackSignature, unit: _Unit | None, quirks: set[str]) -> str:
    """`exact`, `fuzzy`, or empty."""
    fixed = (
        one.version in (None, seen.ip_version)
        and one.ip_options_bytes == seen.ip_options_bytes
        and one.mss in (None, seen.mss or 0)
        and one.scale in (None, seen.scale or 0)
        and one.payload in (None, seen.has_payload)
        and _window_fits(seen, one.window, unit)
    )
    if not fixed:
        return ""
    wanted = _words(one.quirks)
    if one.version is None:
        wanted -= {"flow"} if seen.ip_version == 4 else _IPV4
    gone, came = wanted - quirks, quirks - wanted
    if gone - _GONE or came - _CAME:
        return ""
    if one.any_ttl:
        return "" if one.ttl < seen.ttl else "fuzzy" if gone or came else "exact"
    far = one.ttl < seen.ttl or one.ttl - seen.ttl > MAX_DISTANCE
    return "fuzzy" if gone or came or far else "exact"


def _window_fits(seen: TcpSynAck, wanted: str, unit: _Unit | None) -> bool:
    kind, star, times = wanted.partition("*")
    if wanted == "*":
        return True
    if star:
        return unit is not None and (unit.of, unit.times) == (kind, int(times))
    if wanted.startswith("%"):
        return seen.window % max(1, int(wanted[1:])) == 0
    return seen.window == int(wanted)


def window_unit(seen: TcpSynAck) -> _Unit | None:
    """Of which MSS or MTU the window is a multiple; the peer's MSS counts too."""
    mss, v6 = seen.mss or 0, seen.ip_version == 6
    if not seen.window or mss < _FEWEST:
        return None
    stamped = _TIMESTAMPS if seen.timestamp else 0
    units = [(mss, "mss"), (mss - stamped, "mss")]
    units += [(_ETHERNET - _HEADER_V4, "mss"), (_ETHERNET - _HEADER_V4 - _TIMESTAMPS, "mss")]
    if v6:
        units += [(_ETHERNET - _HEADER_V6, "mss"), (_ETHERNET - _HEADER_V6 - _TIMESTAMPS, "mss")]
    units += [(mss + _HEADER_V4, "mtu"), (mss + _header(seen), "mtu")]
    units += [(mss + _HEADER_V6, "mtu")] if v6 else []
    units += [(_ETHERNET, "mtu")]
    if seen.asked_mss:
        units += [(seen.asked_mss, "mss"), (seen.asked_mss - _TIMESTAMPS, "mss")]
    found = ((seen.window // size, of) for size, of in units if size > 0 and seen.window % size == 0)
    return next((_Unit(times, of) for times, of in found), None)


def _header(seen: TcpSynAck) -> int:
    """The bytes of its IP and TCP headers with their options."""
    sizes = {"mss": 4, "ws": 3, "sok": 2, "ts": 10, "nop": 1}
    options = sum(sizes.get(name, 0) for name in seen.options.split(","))
    return (_HEADER_V6 if seen.ip_version == 6 else _HEADER_V4) + seen.ip_options_bytes + options


def initial_ttl(ttl: int) -> int:
    """The usual initial TTL from which one that arrived was counted down."""
    return next(start for start in (32, 64, 128, 255) if ttl <= start)
