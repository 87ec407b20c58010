"""What may stand before the observer: a user-mode NAT, a proxy for all connections, a kernel's NAT."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Callable, Sequence
from time import monotonic, sleep

from periplus.lab.namespaces import NamespaceError, inside, ip_batch, sent, set_kernel
from periplus.lab.programs import Running, find

PROGRAM = "slirp4netns"
PROGRAMS = {
    "slirp4netns": PROGRAM,
    "pasta": "pasta",
    "haproxy": "haproxy",
    "web-proxy": "haproxy",
    "masquerade": "nft",
}
"""By what stands there, the program that must be installed."""
ENDS_TCP = frozenset({"slirp4netns", "pasta", "haproxy", "web-proxy"})
"""Their own stack answers for every target; a kernel's NAT (RFC 3022) changes addresses only."""
DEVICE = "tap0"
NETWORK = "198.18.254.0/24"  # not its usual private one: every address is the laboratory's
INNER, GATEWAY = "198.18.254.100", "198.18.254.2"
START_S, PAUSE_S = 10.0, 0.02
PROXY_PORT = 9  # nobody's service: the connections to all ports are led there
_RULES = f"""
table ip outward {{
 chain after {{ type nat hook postrouting priority 100; ip saddr {NETWORK} masquerade; }}
}}
"""
_TO_PROXY = f"""
table ip inward {{{{
 chain before {{{{
  type nat hook prerouting priority -100; iifname "{DEVICE}" {{what}} redirect to :{PROXY_PORT};
 }}}}
}}}}
"""
_LED = {"haproxy": "meta l4proto tcp", "web-proxy": "tcp dport { 80, 443 }"}
_HAPROXY = f"""
global
 maxconn 500
defaults
 mode tcp
 timeout connect 5s
 timeout client 30s
 timeout server 30s
listen all
 bind {GATEWAY}:{PROXY_PORT}
 option transparent
"""


def join(observer: int, name: str) -> Sequence[Running]:
    """Start it where this thread stands, as the one way out of a namespace (a file descriptor).

    NamespaceError when it does not start.
    """
    if not find(PROGRAMS[name]):
        raise NamespaceError(f"the observer stands behind {name} here, which is not installed")
    match name:
        case "slirp4netns":
            return [_slirp(observer)]
        case "pasta":
            return [_pasta(observer)]
        case "haproxy" | "web-proxy":
            _route(observer, _RULES + _TO_PROXY.format(what=_LED[name]))
            return [_haproxy()]
        case _:
            _route(observer, _RULES)
            return []


def _slirp(observer: int) -> Running:
    ready, told = os.pipe()
    try:
        running = subprocess.Popen(  # noqa: S603  our own words
            [
                *(find(PROGRAM), "--configure", "--mtu=1500", "--disable-dns", f"--cidr={NETWORK}"),
                *("--ready-fd", str(told), "--netns-type=path", f"/proc/self/fd/{observer}", DEVICE),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(told, observer),
        )
        os.close(told)
        if not select.select([ready], [], [], START_S)[0] or os.read(ready, 1) != b"1":
            raise _failed(PROGRAM, running)
    finally:
        os.close(ready)
    return running


def _pasta(observer: int) -> Running:
    """It copies an interface of this side; no port leads inwards, and it names no resolver."""
    line = next(device for device in sent() if device != "lo")
    words = [
        *(find("pasta"), "--foreground", "--stderr", "--quiet", "--config-net", "--runas", "0"),
        *("--ns-ifname", DEVICE, "--interface", line, "--mtu", "1500", "--ipv4-only"),
        *("--address", INNER, "--netmask", "24", "--gateway", GATEWAY, "--no-map-gw"),
        *("--no-dhcp", "--no-dhcpv6", "--no-ndp", "--no-ra"),
        *("-t", "none", "-u", "none", "-T", "none", "-U", "none"),
        *("--netns-only", "--netns", f"/proc/self/fd/{observer}"),
    ]

    def is_up() -> bool:
        with inside(observer):
            return DEVICE in sent() and _has_way_out()

    return _started("pasta", words, is_up, held=(observer,))


def _has_way_out() -> bool:
    with open("/proc/thread-self/net/route") as table:  # noqa: PTH123  the thread's own
        return any(line.split()[1] == "00000000" for line in list(table)[1:])


def _route(observer: int, rules: str) -> None:
    """A line to this machine, which forwards by these rules (nft(8))."""
    ip_batch(
        [f"link add name {DEVICE} type veth peer name {DEVICE} netns /proc/self/fd/{observer}"],
        fds=[observer],
    )
    ip_batch([f"addr add {GATEWAY}/24 dev {DEVICE}", f"link set {DEVICE} up"])
    with inside(observer):
        ip_batch(
            [
                *(f"addr add {INNER}/24 dev {DEVICE}", f"link set {DEVICE} up"),
                f"route add default via {GATEWAY}",
            ]
        )
    set_kernel([("ipv4/ip_forward", "1")])
    ended = subprocess.run(  # noqa: S603  our own words
        [find("nft"), "-f", "-"], input=rules, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise NamespaceError(f"nft says: {' '.join(ended.stderr.split())[:200]}")


def _haproxy() -> Running:
    settings = os.memfd_create("haproxy")
    try:
        os.write(settings, _HAPROXY.encode())
        words = [find("haproxy"), "-db", "-f", f"/proc/self/fd/{settings}"]
        return _started("haproxy", words, _listens, held=(settings,))
    finally:
        os.close(settings)


def _listens() -> bool:
    with open("/proc/thread-self/net/tcp") as table:  # noqa: PTH123  the thread's own
        return any(f":{PROXY_PORT:04X} 00000000:0000 0A" in line for line in table)


def _started(name: str, words: Sequence[str], is_up: Callable[[], bool], held: Sequence[int]) -> Running:
    running = subprocess.Popen(  # noqa: S603  our own words
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=held,
    )
    until = monotonic() + START_S
    while running.poll() is None and monotonic() < until:
        if is_up():
            return running
        sleep(PAUSE_S)
    raise _failed(name, running)


def _failed(name: str, running: Running) -> NamespaceError:
    running.kill()
    said = running.communicate()[1].decode(errors="replace")
    return NamespaceError(f"{name} did not start: {' '.join(said.split())[-200:]}")
