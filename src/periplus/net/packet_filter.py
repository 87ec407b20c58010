"""A kernel filter for the SYNs and SYN-ACKs of one connection (McCanne and Jacobson, BPF, 1993)."""

from __future__ import annotations

import ctypes
import ipaddress
import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SO_ATTACH_FILTER = 26  # asm-generic/socket.h
_WORD, _HALF, _BYTE = 0x20, 0x28, 0x30  # ld at a fixed place (linux/bpf_common.h)
_HALF_AT_X, _BYTE_AT_X = 0x48, 0x50
_X_IS_HEADER, _X_IS = 0xB1, 0x01  # ldx 4 * (byte & 0xf); ldx number
_AND, _EQUAL, _ANY_BIT, _RETURN = 0x54, 0x15, 0x45, 0x06
_TCP, _SYN = 6, 0x02
_ALL_PROTOCOLS = 3  # linux/if_ether.h
_WHOLE = 2048  # octets of a packet that are handed over
_INSTRUCTION = struct.Struct("=HBBI")


@dataclass(frozen=True, slots=True)
class Ends:
    """One connection: the server's address and port, and our port."""

    address: str
    port: int
    own_port: int


@dataclass(frozen=True, slots=True)
class _Test:
    """One load and what it must give; `mask` 0 is none; `any_bit`: one of the bits is enough."""

    load: int
    at: int
    value: int
    mask: int = 0
    any_bit: bool = False

    @property
    def size(self) -> int:
        return 3 if self.mask else 2


def program(ends: Ends) -> bytes:
    """The filter's instructions; the packet begins with its IP header."""
    towards, back = (list(_tests(ends, from_server=way)) for way in (False, True))
    code = _X_IS if ":" in ends.address else _X_IS_HEADER
    return b"".join(
        (
            _instruction(code, 40 if ":" in ends.address else 0),
            _all_of(towards),
            _all_of(back),
            _instruction(_RETURN, 0),
        )
    )


def attach(listening: socket.socket, instructions: bytes) -> None:
    """Nothing else reaches the socket from now on. OSError when the kernel refuses."""
    held = ctypes.create_string_buffer(instructions, len(instructions))
    count = len(instructions) // _INSTRUCTION.size
    told = struct.pack("HP", count, ctypes.addressof(held))
    listening.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, told)


def listen(listening: socket.socket) -> None:
    """Hear every device, of which the filter lets pass what it does. OSError when that is refused."""
    # Python's own bind wants the name of one device (packet(7): index 0 matches any).
    where = struct.pack("@HHiHBB8s", socket.AF_PACKET, socket.htons(_ALL_PROTOCOLS), 0, 0, 0, 0, b"")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.bind(listening.fileno(), where, len(where)) != 0:
        raise OSError(ctypes.get_errno(), "bind")


def _tests(ends: Ends, *, from_server: bool) -> Iterator[_Test]:
    address = ipaddress.ip_address(ends.address)
    if address.version == 4:
        yield _Test(_BYTE, 0, 0x40, mask=0xF0)
        yield _Test(_BYTE, 9, _TCP)
        yield _Test(_HALF, 6, 0, mask=0x1FFF)  # the first fragment or the only one
        yield _Test(_WORD, 12 if from_server else 16, int(address))
    else:
        yield _Test(_BYTE, 0, 0x60, mask=0xF0)
        yield _Test(_BYTE, 6, _TCP)
        for number, word in enumerate(struct.unpack("!4I", address.packed)):
            yield _Test(_WORD, (8 if from_server else 24) + 4 * number, word)
    ports = (ends.port, ends.own_port) if from_server else (ends.own_port, ends.port)
    yield _Test(_HALF_AT_X, 0, ports[0])
    yield _Test(_HALF_AT_X, 2, ports[1])
    yield _Test(_BYTE_AT_X, 13, _SYN, any_bit=True)


def _all_of(tests: Sequence[_Test]) -> bytes:
    """Accept what passes every test; what fails one goes on behind this block."""
    left = sum(test.size for test in tests) + 1
    parts = []
    for test in tests:
        parts.append(_instruction(test.load, test.at))
        if test.mask:
            parts.append(_instruction(_AND, test.mask))
        left -= test.size
        code = _ANY_BIT if test.any_bit else _EQUAL
        parts.append(_INSTRUCTION.pack(code, 0, left, test.value))
    parts.append(_instruction(_RETURN, _WHOLE))
    return b"".join(parts)


def _instruction(code: int, number: int) -> bytes:
    return _INSTRUCTION.pack(code, 0, 0, number)
