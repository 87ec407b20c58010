"""DNS servers for measuring: documentation addresses in a network of our own, questions counted."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dns.exception
import dns.message

INSIDE = "PERIPLUS_BENCH_INSIDE"
Answer = Callable[[dns.message.Message], dns.message.Message]


def step_inside(script: str) -> None:
    """Run the script again where the loopback is all there is; return only when we are there."""
    if os.environ.get(INSIDE):
        return
    unshare = shutil.which("unshare")
    how = ["--net", "--mount"] if os.geteuid() == 0 else ["--map-root-user", "--net", "--mount"]
    if unshare is None or subprocess.run([unshare, *how, "true"], check=False).returncode:
        print(f"{Path(script).name}: no network of our own can be made here, so nothing is measured")
        sys.exit(0)
    os.environ[INSIDE] = "1"
    os.execv(unshare, [unshare, *how, sys.executable, script, *sys.argv[1:]])  # noqa: S606


def settle(addresses: list[str], resolver: str, directory: Path) -> None:
    """Bring the loopback up, give it the addresses, and make one of them the system's resolver."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in addresses:
        length = 128 if ":" in address else 32
        command = ["ip", "addr", "add", f"{address}/{length}", "dev", "lo"]
        subprocess.run([*command, "nodad"] if length == 128 else command, check=True)
    listed = directory / "resolv.conf"
    listed.write_text(f"nameserver {resolver}\n")
    subprocess.run(["mount", "--bind", str(listed), "/etc/resolv.conf"], check=True)


@contextmanager
def served(answers: Mapping[str, Answer]) -> Iterator[Callable[[], int]]:
    """Servers at port 53 of each address, in a process of their own; gives what counts the questions."""
    asked = multiprocessing.Value("q", 0)
    ready = multiprocessing.Event()
    server = multiprocessing.Process(target=_serve, args=(answers, asked, ready), daemon=True)
    server.start()
    ready.wait(20)

    def count() -> int:
        with asked.get_lock():
            number, asked.value = asked.value, 0
        return int(number)

    try:
        yield count
    finally:
        server.terminate()
        server.join()


def _serve(answers: Mapping[str, Answer], asked: Any, ready: Any) -> None:
    for address, answer in answers.items():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        for kind, loop in ((socket.SOCK_DGRAM, _datagrams), (socket.SOCK_STREAM, _streams)):
            opened = socket.socket(family, kind)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind((address, 53))
            threading.Thread(target=loop, args=(opened, answer, asked), daemon=True).start()
    ready.set()
    threading.Event().wait()


def _response(wire: bytes, answer: Answer, asked: Any, limit: int | None) -> bytes:
    with asked.get_lock():
        asked.value += 1
    query = dns.message.from_wire(wire)
    whole = answer(query).to_wire(max_size=65535)
    if limit is None or len(whole) <= max(query.payload, 512):
        return whole
    short = dns.message.make_response(query)
    short.flags |= dns.flags.TC
    return short.to_wire()


def _datagrams(opened: socket.socket, answer: Answer, asked: Any) -> None:
    while True:
        wire, sender = opened.recvfrom(65535)
        try:
            opened.sendto(_response(wire, answer, asked, 1232), sender)
        except (dns.exception.DNSException, OSError):
            continue


def _streams(opened: socket.socket, answer: Answer, asked: Any) -> None:
    opened.listen(32)
    while True:
        connection, _ = opened.accept()
        threading.Thread(target=_stream, args=(connection, answer, asked), daemon=True).start()


def _stream(connection: socket.socket, answer: Answer, asked: Any) -> None:
    with connection, connection.makefile("rb") as stream:
        connection.settimeout(5)
        try:
            while len(head := stream.read(2)) == 2:
                wire = _response(stream.read(int.from_bytes(head)), answer, asked, None)
                connection.sendall(len(wire).to_bytes(2) + wire)
        except (dns.exception.DNSException, OSError):
            return


def timed(command: list[str], seconds: float = 120) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Wall time of a process, and what it said."""
    began = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds)
    return time.perf_counter() - began, ended


def peer(name: str) -> str | None:
    """A program beside this interpreter, or of the system."""
    beside = os.environ.get("PERIPLUS_BENCH_PEERS") or str(Path(sys.executable).parent)
    return shutil.which(name, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")


@contextmanager
def folder() -> Iterator[Path]:
    """A directory for as long as a measurement runs."""
    with tempfile.TemporaryDirectory(prefix="periplus-bench-") as made:
        yield Path(made)


def said(ended: subprocess.CompletedProcess[str]) -> Any:
    """The JSON that a process printed last."""
    return json.loads(ended.stdout[ended.stdout.index("{") :])
