"""Elements of MRT as the one-line text that bgpdump made common."""

from __future__ import annotations

from periplus.facts.bgp import address, community_text, path_text, whole_path
from periplus.facts.mrt import Element

_ORIGINS = {0: "IGP", 1: "EGP", 2: "INCOMPLETE"}


def line(element: Element) -> str:
    """The line of one element, fields divided by `|`."""
    head = f"{element.source}|{element.seconds}|{element.action}"
    peer = f"{address(element.peer)}|{element.peer_asn}"
    if element.action == "STATE":
        return f"{element.source}|{element.seconds}|STATE|{peer}|{element.states[0]}|{element.states[1]}"
    if element.action == "W":
        return f"{head}|{peer}|{element.prefix}"
    return f"{head}|{peer}|{element.prefix}|{_attributes(element)}"


def _attributes(element: Element) -> str:
    found = element.attributes
    prefix = element.prefix
    fields = [
        path_text(whole_path(found)),
        _ORIGINS.get(found.origin if found.origin is not None else -1, "INCOMPLETE"),
        _next_hop(element),
        str(found.local_pref or 0),
        str(found.med or 0),
    ]
    if prefix is not None and prefix.path_id is not None and element.source.endswith("_AP"):
        fields.insert(0, str(prefix.path_id))
    if element.source != "BGP" or found.communities is not None:
        fields.append(community_text(found.communities))
    fields += ["AG" if found.atomic else "NAG", _aggregator(element), ""]
    return "|".join(fields)


def _next_hop(element: Element) -> str:
    found = element.attributes
    own = found.next_hop or b"\xff\xff\xff\xff"  # how bgpdump writes that there is none
    if element.prefix is not None and element.prefix.version == 6 and found.mp_next_hop:
        own = found.mp_next_hop[:16]
    return address(own) if len(own) in (4, 16) else ""


def _aggregator(element: Element) -> str:
    found = element.attributes
    told = found.as4_aggregator or found.aggregator
    return "" if told is None else f"{told[0]} {address(told[1])}"
