"""Boxes on lines of real machines: filters in line, TCP stacks before a machine, and no TUN at all."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from itertools import pairwise

import pytest

from periplus.lab.box import Box, read_arguments
from periplus.lab.filtering import Filter
from periplus.net.packets import (
    PSH,
    RST,
    TCP,
    Segment,
    read_packet,
    read_segment,
    write_packet,
    write_segment,
)
from tests.lab.boxed import PREAMBLE
from tests.lab.staged import run_staged

FILTERED = """
RULES = [
    {"router": "wall", "does": "page", "names": ["paged.zz"], "text": "<h1>Barred</h1>"},
    {"router": "wall", "does": "reset", "names": ["barred.zz"]},
    {"router": "wall", "does": "drop", "names": ["dropped.zz"]},
    {"router": "wall", "does": "forge", "names": ["forged.zz"], "forged": ["203.0.113.66"]},
]

def work(map):
    told = {}
    for family in (0, 1):
        web, ns = map[WEB[family], 80], map[NS[family], 53]
        for host in ("www.example.zz", "paged.zz", "barred.zz", "dropped.zz"):
            told[f"{host} {family}"] = got(connected(*web), host)
        told[f"forged {family}"] = asked(*ns, "www.forged.zz")
        told[f"clean {family}"] = asked(*ns, "zz", 6)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for host in ("www.example.zz", "barred.zz"):
            sock = connected(*map[WEB[family], 443])
            try:
                told[f"tls {host} {family}"] = context.wrap_socket(sock, server_hostname=host).version()
            except OSError as error:
                told[f"tls {host} {family}"] = type(error).__name__
            sock.close()
    return told

print(json.dumps(staged(boxed(*RULES), work)))
"""


def test_filters_in_line_keep_what_they_meet() -> None:
    told = json.loads(run_staged(PREAMBLE + FILTERED))

    for family in (0, 1):
        assert told[f"www.example.zz {family}"].endswith("hello " * 20_000)
        assert told[f"paged.zz {family}"].endswith("\r\n\r\n<h1>Barred</h1>")
        assert told[f"barred.zz {family}"] == "ConnectionResetError"
        assert told[f"dropped.zz {family}"] == "TimeoutError"
        assert [answer[-8:] for answer in told[f"forged {family}"]] == ["cb007142"]
        assert len(told[f"clean {family}"]) == 1
        assert told[f"tls www.example.zz {family}"] == "TLSv1.3"
        assert told[f"tls barred.zz {family}"] == "ConnectionResetError"


STACK = """
STACK = {"ttl": 128, "window": 8190, "mss": 1360, "options": ["mss", "nop", "nop", "sok"],
         "isn": "step", "isn_by": 64000, "ip_id": "counter", "open_ports": [7]}

def work(map):
    told = {"greetings": []}
    watch = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    watch.settimeout(2)
    for family in (0, 1):
        web = map[WEB[family], 80]
        connected(*web).close()
        for port in (7, 9):
            try:
                sock = connected(web[0], port)
                sock.sendall(b"x")
                told[f"port {port} {family}"] = sock.recv(10).hex()
            except OSError as error:
                told[f"port {port} {family}"] = type(error).__name__
            sock.close()
    try:
        while True:
            packet, where = watch.recvfrom(2000)
            if where[2] != 4:
                told["greetings"].append(packet[:80].hex())
    except OSError:
        watch.close()
    for family in (0, 1):
        told[f"page {family}"] = got(connected(*map[WEB[family], 80]), "www.example.zz")
    return told

print(json.dumps(staged(boxed(stack=STACK), work)))
"""


def test_a_stack_of_the_table_answers_and_passes_connections_on() -> None:
    told = json.loads(run_staged(PREAMBLE + STACK))

    sequences = []
    for family in (0, 1):
        assert told[f"page {family}"].endswith("hello " * 20_000)
        assert told[f"port 7 {family}"] == ""
        assert told[f"port 9 {family}"] == "ConnectionRefusedError"
    packets = [packet for packet in map(read_packet, map(bytes.fromhex, told["greetings"])) if packet]
    for packet in packets:
        segment = read_segment(packet.content) if packet.protocol == TCP else None
        if segment is not None and segment.flags == 0x12:
            assert packet.hops == 128 - 4
            assert segment.window == 8190
            assert segment.options == bytes.fromhex("0204055001010402")
            sequences.append(segment.sequence)
    assert len(sequences) == 4
    assert {(b - a) % (1 << 32) for a, b in pairwise(sequences)} == {64000}


KERNEL = """
def work(map):
    watch = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    watch.settimeout(1)
    greetings = []
    for family in (0, 1):
        connected(*map[WEB[family], 80]).close()
    try:
        while True:
            packet, where = watch.recvfrom(2000)
            greetings.append(packet[:80].hex()) if where[2] != 4 else None
    except OSError:
        watch.close()
    told = {"greetings": greetings}
    for family in (0, 1):
        told[f"page {family}"] = len(got(connected(*map[WEB[family], 80]), "www.example.zz"))
    return told

SET = {"ttl": 255, "mss": 1400, "scaling": False, "timestamps": False, "sack": False}
print(json.dumps(staged(boxed(kernel=SET), work)))
"""


def test_a_kernel_is_set_as_told() -> None:
    told = json.loads(run_staged(PREAMBLE + KERNEL))

    seen = set()
    for packet in filter(None, map(read_packet, map(bytes.fromhex, told["greetings"]))):
        segment = read_segment(packet.content) if packet.protocol == TCP else None
        if segment is not None and segment.flags == 0x12:
            assert packet.hops == 255 - 4
            seen.add(segment.options)
    assert seen == {bytes.fromhex("02040578")}
    assert told["page 0"] > 120_000
    assert told["page 1"] > 120_000


ORACLE = """
import subprocess, tempfile
ROW = {"ttl": 128, "window": 65535, "mss": 1460, "options": ["mss", "nop", "nop", "sok"]}

def work(map):
    watch = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    watch.settimeout(0.5)
    connected(*map[WEB[0], 80]).close()
    seen = []
    try:
        while True:
            seen.append(watch.recv(200))
    except OSError:
        watch.close()
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))  # raw IP
        for number, packet in enumerate(seen):
            file.write(struct.pack("=IIII", 1700000000 + number, 0, len(packet), len(packet)) + packet)
        file.flush()
        return subprocess.run(["p0f", "-r", file.name], capture_output=True, text=True).stdout

print(staged(boxed(stack=ROW), work))
"""


@pytest.mark.skipif(shutil.which("p0f") is None, reason="p0f is not installed")
def test_p0f_takes_a_stack_for_what_the_table_makes_of_it() -> None:
    told = run_staged(PREAMBLE + ORACLE)

    assert "4:124+4:0:1460:65535,0:mss,nop,nop,sok:df:0" in told
    assert "Windows XP" in told


NO_TUN = """
import subprocess
subprocess.run(["mount", "-t", "tmpfs", "none", "/dev/net"], check=True)
try:
    with Land(topology_of(boxed(stack={}).script)):
        print("built")
except NamespaceError as error:
    print(error)
with Land(topology_of(boxed().script)) as land:
    print(land.delays)
"""


def test_without_tun_a_box_is_refused_in_one_sentence_and_a_delay_left_out() -> None:
    assert run_staged(PREAMBLE + NO_TUN).splitlines() == [
        "no TUN device can be had here (/dev/net/tun): filters in line and TCP stacks cannot be staged",
        "False",
    ]


def test_a_box_is_told_what_stands_on_its_line() -> None:
    barring = Filter(does="reset", in_line=True, names=("barred.zz",))
    box = read_arguments(
        ["3", "4", json.dumps({"delay_ms": 5, "filters": [barring.told()], "stack": None})]
    )

    assert (box.near, box.far, box.delay_s, box.filters, box.persona) == (3, 4, 0.005, [barring], None)


@pytest.mark.parametrize("delay_s", [0.0, 0.03])
def test_a_box_carries_both_ways_after_its_delay_and_answers_at_once(delay_s: float) -> None:
    near, box_near = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    far, box_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for one in (box_near, box_far):
        one.setblocking(False)
    box = Box(
        os.dup(box_near.fileno()),
        os.dup(box_far.fileno()),
        delay_s,
        [Filter(does="reset", in_line=True, names=("barred.zz",))],
        None,
    )
    threading.Thread(target=box.serve, daemon=True).start()
    began = time.monotonic()
    near.send(b"outward")
    far.send(b"homeward")
    assert far.recv(100) == b"outward"
    assert near.recv(100) == b"homeward"
    assert time.monotonic() - began >= delay_s

    content = b"GET / HTTP/1.1\r\nHost: barred.zz\r\n\r\n"
    segment = Segment(source_port=1, target_port=80, sequence=5, flags=PSH, content=content)
    near.send(write_packet("198.18.0.1", "198.19.0.1", TCP, write_segment(segment)))
    packet = read_packet(near.recv(100))
    assert packet is not None
    reset = read_segment(packet.content)
    assert reset is not None
    assert reset.flags & RST
    for one in (near, far, box_near, box_far):
        one.close()
