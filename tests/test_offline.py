"""`make test` reaches nothing but loopback (tools/offline.sh)."""

import os
import socket

import pytest


def test_nothing_but_loopback_is_in_reach() -> None:
    if "OFFLINE_NAMESPACE" not in os.environ:
        pytest.skip("the kernel refuses a network namespace")

    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
        pytest.raises(OSError, match="unreachable"),
    ):
        probe.connect(("192.0.2.1", 9))  # RFC 5737; a datagram socket sends nothing on connect


def test_loopback_is_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
