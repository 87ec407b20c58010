"""BIRD on the laboratory's routers: their settings, and what is asked of them (RFC 4271)."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from periplus.lab.speakers import Neighbour, Speaker
from periplus.lab.topology import twin

PROGRAM = "bird"
CONTROL_S = 5.0
_ANSWER_BYTES = 4096
_PREFERENCE = {"customer": 300, "peer": 200, "provider": 100, "collector": 1}
_BY_CHOICE = 1000  # on top, whatever the neighbour is: an operator's own preference for a prefix

# No kernel protocol: what is learnt stays in BIRD, and no packet follows a published prefix.
_SPEAKER = """
router id {address};
log stderr {{ error, fatal, bug }};
ipv4 table near4;
ipv6 table near6;
protocol device {{ }}
protocol static near {{ ipv4 {{ table near4; }}; route 198.18.0.0/16 via "lo"; }}
protocol static near_6 {{ ipv6 {{ table near6; }}; route 3fff::/20 via "lo"; }}
protocol static own {{ ipv4;{four} }}
protocol static own_6 {{ ipv6;{six} }}
"""
_SESSION = """
protocol bgp as{far} {{
  local {address} as {asn};
  neighbor {far_address} as {far};
  multihop; connect delay time 0; connect retry time 1; error wait time 1, 5;
  ipv4 {{ igp table near4; next hop self;{four} }};
  ipv6 {{ igp table near6; next hop address {twin};{six} }};
}}
"""
_WAYS = """
    import filter {{ bgp_local_pref = {preference};{choice} accept; }};
    export filter {{ {export} }};"""
_OURS = "if source = RTS_STATIC || bgp_local_pref ~ [ {customer}, {chosen} ] then accept; reject;"


def settings(speaker: Speaker, addresses: Mapping[int, str]) -> str:
    """The text of one speaker's bird.conf; `addresses` of all speakers, by their AS."""
    own = {version: _own(_of(version, speaker.origins)) for version in (4, 6)}
    text = _SPEAKER.format(address=addresses[speaker.asn], four=own[4], six=own[6])
    return text + "".join(_session(speaker, one, addresses) for one in speaker.neighbours)


def _session(speaker: Speaker, far: Neighbour, addresses: Mapping[int, str]) -> str:
    return _SESSION.format(
        asn=speaker.asn,
        address=addresses[speaker.asn],
        twin=twin(addresses[speaker.asn]),
        far=far.asn,
        far_address=addresses[far.asn],
        four=_ways(far, 4),
        six=_ways(far, 6),
    )


def _ways(far: Neighbour, version: int) -> str:
    """What is taken from a neighbour, how gladly, and what it is told."""
    preference = _PREFERENCE[far.kind]
    chosen = ", ".join(_of(version, far.preferred))
    choice = f" if net ~ [ {chosen} ] then bgp_local_pref = {preference + _BY_CHOICE};"
    return _WAYS.format(preference=preference, choice=choice if chosen else "", export=_export(far))


def _export(far: Neighbour) -> str:
    """Customers and the collector are told all; who is paid or equal, what pays: own and customers'."""
    if far.kind in {"customer", "collector"}:
        return "accept;"
    customer = _PREFERENCE["customer"]
    return _OURS.format(customer=customer, chosen=customer + _BY_CHOICE)


def _own(prefixes: Iterable[str]) -> str:
    return "".join(f" route {prefix} blackhole;" for prefix in prefixes)


def _of(version: int, prefixes: Iterable[str]) -> list[str]:
    return [one for one in prefixes if ipaddress.ip_network(one).version == version]


def asked(control: Path, command: str) -> str:
    """What a running BIRD answers to a command; empty while it does not."""
    answer = b""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
        line.settimeout(CONTROL_S)
        line.connect(str(control))
        line.recv(_ANSWER_BYTES)  # its greeting
        line.sendall(f"{command}\n".encode())
        while not answer.endswith(b"\n") and (part := line.recv(_ANSWER_BYTES)):
            answer += part
    return answer.decode(errors="replace")
