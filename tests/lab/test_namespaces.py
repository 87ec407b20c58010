"""Namespaces: what is opened in one stays there, and a refusal is one sentence."""

from __future__ import annotations

import pytest

from periplus.lab.namespaces import NamespaceError, ip_batch
from tests.lab.staged import run_staged

SEPARATE = """
import socket
from periplus.lab.namespaces import Namespace, ip_batch, set_kernel
names = lambda: [name for _, name in socket.if_nameindex()]
one = Namespace()
ip_batch([f"link add name here type veth peer name there netns /proc/self/fd/{one.fd}"], fds=[one.fd])
assert "here" in names() and "there" not in names()
with one.entered():
    assert "there" in names() and "here" not in names()
    set_kernel([("ipv4/ip_forward", "1"), ("ipv4/no_such_setting", "1")])
    assert open("/proc/sys/net/ipv4/ip_forward").read() == "1\\n"
assert open("/proc/sys/net/ipv4/ip_forward").read() == "0\\n"
one.close()
print("apart")
"""


def test_two_namespaces_are_apart() -> None:
    assert run_staged(SEPARATE) == "apart\n"


def test_a_program_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NamespaceError, match="no program ip"):
        ip_batch(["link show"])


def test_what_ip_says_is_told() -> None:
    with pytest.raises(NamespaceError, match="ip says"):
        ip_batch(["link set dev no-such-device up"])
