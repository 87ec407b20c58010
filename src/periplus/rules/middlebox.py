"""Where on a way somebody answers for the server: at a hop, or one before it (RFC 7754 §4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.middlebox import ShortRequest
from periplus.facts.trace import TraceHop
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables, Value

VERSION = 1
READS = (ShortRequest, TraceHop)
WRITES = ("path.interference",)
RULE = f"middlebox@{VERSION}"

_ASKED = {"dns": "A DNS question", "http": "An HTTP request", "tls": "A TLS greeting"}
_DID = {
    "answer": "was answered",
    "content": "was answered with content",
    "reset": "was answered with a reset",
    "closed": "was answered with the end of the connection",
}
_DOES = {"answer": "forges", "content": "forges", "reset": "resets", "closed": "closes"}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading for each protocol of a path in which somebody else than the server answered."""
    hops: dict[Subject, dict[int, Observation]] = defaultdict(dict)
    asked: dict[tuple[Subject, str], list[tuple[ShortRequest, Observation]]] = defaultdict(list)
    for one in observations:
        match one.fact:
            case TraceHop(hop=hop):
                hops[one.subject].setdefault(hop, one)
            case ShortRequest(protocol=protocol) as request:
                asked[one.subject, protocol].append((request, one))
    for (path, _), requests in sorted(asked.items(), key=lambda pair: (pair[0][0], pair[0][1])):
        sign = _placed(path, requests, hops[path])
        if sign is not None:
            yield sign


def _placed(
    path: Subject,
    requests: Sequence[tuple[ShortRequest, Observation]],
    hops: Mapping[int, Observation],
) -> Sign | None:
    named = [(request, one) for request, one in requests if not request.is_control]
    met = [(request, one) for request, one in named if request.by in _DOES]
    if not met:
        return None
    request, seen = min(met, key=lambda pair: (pair[0].hop, pair[1].id))
    short = [one for other, one in named if other.hop == request.hop - 1 and not other.by]
    if request.hop > 1 and not short:
        return None  # a hop less was never asked, so nothing is placed
    controls = [(other, one) for other, one in requests if other.is_control]
    near = [hops[hop] for hop in (request.hop - 1, request.hop) if hop in hops]
    at = {one.fact.hop: one.fact.address for one in near if isinstance(one.fact, TraceHop)}
    value: Value = {
        "protocol": request.protocol,
        "does": _DOES[request.by],
        "name": request.name,
        "by_name": bool(controls) and not any(other.by for other, _ in controls),
        "hop_as_tap": request.hop,
        "hop_in_line": request.hop - 1,
        "address_as_tap": at.get(request.hop, ""),
        "address_in_line": at.get(request.hop - 1, ""),
    }
    support = (seen, *short, *(one for _, one in controls), *near)
    return Sign(
        subject=path,
        predicate="path.interference",
        value=value,
        layer=Layer.NETWORK,
        channel="traceroute",
        basis=Basis.DEDUCED,
        observed_at=seen.observed_at,
        support=tuple(sorted({one.id for one in support})),
        reason=_reason(request, controls),
        rule=RULE,
    )


def _reason(request: ShortRequest, controls: Sequence[tuple[ShortRequest, Observation]]) -> str:
    hop = request.hop
    first = (
        f"{_ASKED[request.protocol]} for {request.name} that could go {_hops(hop)} {_DID[request.by]}"
        f"{f', one that could go {_hops(hop - 1)} was not' if hop > 1 else ''}, and the server is "
        f"{_hops(request.distance)} away: somebody before it answers, at hop {hop} as a tap"
        f"{f' or at hop {hop - 1} in line' if hop > 1 else ''}."
    )
    if not controls:
        return first
    if any(other.by for other, _ in controls):
        return f"{first} It answers for {controls[0][0].name} too, so the name is not what it minds."
    return f"{first} The same for {controls[0][0].name} was not answered, so it minds the name."


def _hops(number: int) -> str:
    return f"{number} hop{'' if number == 1 else 's'}"
