"""What a TCP stack shows of itself: options, window, sequence numbers (RFC 9293, RFC 7323, RFC 6528)."""

from __future__ import annotations

import hashlib
import secrets
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from periplus.net.packets import read_options

MSS, SCALE, SACK_PERMITTED, TIMES = 2, 3, 4, 8
_TICK_NS = 64  # of the clock that Linux adds to a hash of addresses and ports
_FOUR_OCTETS = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One row of the table; `isn` is a rule with its number, `options` an order of names."""

    hops: int
    window: int
    mss: int
    scale: int
    options: tuple[str, ...]
    unfragmented: bool
    identity: str
    isn: str
    isn_by: int
    clock_hz: int
    open_ports: tuple[int, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Traits:
        """From its JSON."""
        rest = {name: value for name, value in told.items() if name not in {"options", "open_ports"}}
        return cls(**rest, options=tuple(told["options"]), open_ports=tuple(told["open_ports"]))

    def answer_options(self, offered: bytes, now_s: float) -> bytes:
        """The options of the SYN-ACK: of scale, SACK and times only what the SYN offered too."""
        theirs = read_options(offered)
        found = b""
        for name in self.options:
            match name:
                case "mss":
                    found += struct.pack("!BBH", MSS, 4, self.mss)
                case "nop":
                    found += b"\x01"
                case "eol":
                    found += b"\x00"
                case "ws" if SCALE in theirs:
                    found += struct.pack("!BBB", SCALE, 3, self.scale)
                case "sok" if SACK_PERMITTED in theirs:
                    found += struct.pack("!BB", SACK_PERMITTED, 2)
                case "ts" if TIMES in theirs:
                    found += self.times(theirs[TIMES], now_s)
        return found

    def times(self, theirs: bytes, now_s: float) -> bytes:
        """The option of timestamps: our clock, and theirs echoed."""
        mine = int(now_s * self.clock_hz) % _FOUR_OCTETS
        return struct.pack("!BBI", TIMES, 10, mine) + theirs[:4].ljust(4, b"\0")


@dataclass(slots=True)
class Numbers:
    """The counters of one stack."""

    traits: Traits
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _sequence: int = field(default_factory=lambda: secrets.randbelow(_FOUR_OCTETS))
    _identity: int = 0

    def sequence(self, flow: str) -> int:
        """The initial sequence number of the next connection, by the rule of the table."""
        by = self.traits.isn_by
        match self.traits.isn:
            case "constant":
                return by % _FOUR_OCTETS
            case "step":
                self._sequence += by
            case "clock":
                return int(time.monotonic() * by) % _FOUR_OCTETS
            case "clock-and-random":
                return (int(time.monotonic() * by) + secrets.randbelow(1 << 16)) % _FOUR_OCTETS
            case "random-steps":
                self._sequence += secrets.randbelow(by)
            case "hashed":
                told = hashlib.sha256(self._secret + flow.encode()).digest()
                return (int.from_bytes(told[:4]) + time.monotonic_ns() // _TICK_NS) % _FOUR_OCTETS
            case _:
                self._sequence = secrets.randbelow(_FOUR_OCTETS)
        self._sequence %= _FOUR_OCTETS
        return self._sequence

    def identity(self) -> int:
        """The identification of the next IPv4 packet."""
        match self.traits.identity:
            case "counter":
                self._identity = (self._identity + 1) % 65536 or 1
            case "random":
                self._identity = 1 + secrets.randbelow(65535)
        return self._identity
