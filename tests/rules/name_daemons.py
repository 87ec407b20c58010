"""BIND, NSD and Knot on loopback addresses of one port, and a BIND resolver that knows no other root."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import dns.message
import dns.query
import pytest

from tests.rules.signed_zones import ROOT_SERVER, SERVERS

PROGRAMS = ("named", "nsd", "knotd", "delv", "dnssec-keygen", "dnssec-signzone")
_PATH = "/usr/bin:/usr/sbin:/bin:/sbin:/usr/local/sbin"


def program(name: str) -> str:
    """Where a program is; the test that needs it skips without."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def free_ports() -> tuple[int, int]:
    """A port that is free at all the servers' addresses, for UDP and TCP, and one for the resolver."""
    for _ in range(50):
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            found = []
            for _ in range(2):
                first = held.enter_context(socket.socket())
                first.bind((ROOT_SERVER, 0))
                port = int(first.getsockname()[1])
                held.enter_context(socket.socket(type=socket.SOCK_DGRAM)).bind((ROOT_SERVER, port))
                found.append(port)
            for address in {*SERVERS.values()} - {ROOT_SERVER}:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    held.enter_context(socket.socket(type=kind)).bind((address, found[0]))
            return found[0], found[1]
    raise OSError("no port is free")


@contextlib.contextmanager
def daemons(directory: Path, files: Mapping[str, Path], ports: tuple[int, int]) -> Iterator[None]:
    """All four servers, ended by their ids."""
    port, resolver_port = ports
    commands = [
        _named(directory / "root", ROOT_SERVER, port, _held(files, "bind"), root=files["."]),
        _nsd(directory / "nsd", SERVERS["nsd"], port, _held(files, "nsd")),
        _knot(directory / "knot", SERVERS["knot"], port, _held(files, "knot")),
        _resolver(directory / "resolver", port, resolver_port),
    ]
    logs = [(directory / f"log{at}").open("wb") for at in range(len(commands))]
    started = [
        subprocess.Popen(command, stdout=log, stderr=log)
        for command, log in zip(commands, logs, strict=True)
    ]
    try:
        for address in SERVERS.values():
            _wait(address, port, directory)
        _wait(ROOT_SERVER, resolver_port, directory)
        yield
    finally:
        for process in started:
            process.terminate()
        for process, log in zip(started, logs, strict=True):
            process.wait(10)
            log.close()


def _held(files: Mapping[str, Path], top: str) -> dict[str, Path]:
    return {zone: path for zone, path in files.items() if zone.endswith(f"{top}.")}


def _wait(address: str, port: int, directory: Path) -> None:
    query = dns.message.make_query(".", "SOA")
    ends_at = time.monotonic() + 20
    while time.monotonic() < ends_at:
        with contextlib.suppress(OSError, dns.exception.DNSException):
            dns.query.udp(query, address, timeout=0.3, port=port)
            return
    logs = "".join(path.read_text(errors="replace")[-2000:] for path in directory.glob("log*"))
    pytest.fail(f"{address} did not start: {logs}")


def _settings(directory: Path, name: str, text: str) -> Path:
    directory.mkdir()
    path = directory / name
    path.write_text(text)
    return path


# `port` is also the one to which it sends: only our own servers listen there, on loopback.
_NAMED = """
options {{ directory "{directory}"; port {remote};
  listen-on port {port} {{ {address}; }}; listen-on-v6 {{ none; }};
  query-source address {address}; pid-file none; session-keyfile none; empty-zones-enable no;
  minimal-responses no; dnssec-validation no; recursion {recursion}; notify no;
  check-names primary ignore; max-cache-size 16m; }};
controls {{ }};
"""


def _named(
    directory: Path, address: str, port: int, zones: Mapping[str, Path], *, root: Path
) -> Sequence[str]:
    text = _NAMED.format(directory=directory, remote=port, port=port, address=address, recursion="no")
    for zone, path in {**zones, ".": root}.items():
        text += f'zone "{zone}" {{ type primary; file "{path}"; }};\n'
    settings = _settings(directory, "named.conf", text)
    return [program("named"), "-g", "-4", "-n", "1", "-c", str(settings)]


def _resolver(directory: Path, port: int, own_port: int) -> Sequence[str]:
    text = _NAMED.format(
        directory=directory, remote=port, port=own_port, address=ROOT_SERVER, recursion="yes"
    )
    text += f'zone "." {{ type hint; file "{directory}/hints"; }};\n'
    settings = _settings(directory, "named.conf", text)
    (directory / "hints").write_text(f". 3600 NS ns.\nns. 3600 A {ROOT_SERVER}\n")
    return [program("named"), "-g", "-4", "-n", "1", "-c", str(settings)]


def _nsd(directory: Path, address: str, port: int, zones: Mapping[str, Path]) -> Sequence[str]:
    text = f"""
server:
  ip-address: {address}@{port}
  do-ip6: no
  username: ""
  chroot: ""
  database: ""
  zonesdir: "{directory}"
  pidfile: "{directory}/pid"
  xfrdfile: "{directory}/xfrd"
  xfrdir: "{directory}"
  zonelistfile: "{directory}/list"
  server-count: 1
remote-control:
  control-enable: no
"""
    for zone, path in zones.items():
        text += f'zone:\n  name: "{zone}"\n  zonefile: "{path}"\n'
    return [program("nsd"), "-d", "-c", str(_settings(directory, "nsd.conf", text))]


def _knot(directory: Path, address: str, port: int, zones: Mapping[str, Path]) -> Sequence[str]:
    text = f"""
server:
  listen: {address}@{port}
  rundir: {directory}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: {directory}
control:
  listen: {directory}/sock
log:
  - target: stderr
    any: warning
template:
  - id: default
    journal-content: none
    zonefile-sync: -1
zone:
"""
    for zone, path in zones.items():
        text += f'  - domain: "{zone}"\n    file: {path}\n'
    return [program("knotd"), "-c", str(_settings(directory, "knot.conf", text))]
