"""Packets come out at the other end, in order, after the delay."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

from periplus.lab import delay
from periplus.lab.delay import read_arguments


def test_packets_are_carried_both_ways_after_the_delay() -> None:
    near, one = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    other, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.setblocking(False)
    other.setblocking(False)
    program = subprocess.Popen(
        [sys.executable, "-I", "-S", delay.__file__, f"{one.fileno()}:{other.fileno()}:30"],
        pass_fds=(one.fileno(), other.fileno()),
    )
    try:
        near.send(b"wake")  # until it is answered, the program starts
        far.recv(100)
        began_s = time.monotonic()
        near.send(b"1")
        near.send(b"2")
        assert [far.recv(100), far.recv(100)] == [b"1", b"2"]
        assert time.monotonic() - began_s >= 0.03
        far.send(b"back")
        assert near.recv(100) == b"back"
    finally:
        program.kill()
        program.wait()
        for end in (near, one, other, far):
            end.close()


def test_the_words_are_two_descriptors_and_milliseconds() -> None:
    assert read_arguments(["3:4:20", "5:6:0.5"]) == [(3, 4, 0.02), (5, 6, 0.0005)]
