"""The chain of trust from the root down to a zone, step by step (RFC 4033, RFC 4035 §5)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from periplus.measures.dns_answers import Answer, Answers, Question

# RFC 8624 §3.1 and §3.3: what a validator must or should be able to check.
ALGORITHMS = frozenset({5, 7, 8, 10, 13, 14, 15, 16})
DIGESTS = {1: "sha1", 2: "sha256", 4: "sha384"}
_RECORD = re.compile(r"(\d{1,5}) (\d{1,3}) (\d{1,3}) ([0-9A-Za-z+/= ]+)", re.ASCII)
_MAX_LABELS = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far the chain of trust leads to a name."""

    state: str  # secure, insecure, bogus, indeterminate (RFC 4033 §5)
    at: str  # the zone at which that was decided
    steps: tuple[str, ...]  # one sentence each, the root first; the last one decides
    consulted: tuple[Question, ...]


def names_above(name: str) -> tuple[str, ...]:
    """The name and its ancestors, the root first: `.`, `org`, `example.org`."""
    labels = [] if name == "." else name.split(".")[-_MAX_LABELS:]
    return (".", *(".".join(labels[at:]) for at in range(len(labels) - 1, -1, -1)))


def questions_for(name: str) -> tuple[Question, ...]:
    """What must be asked to follow the chain to a name."""
    above = names_above(name)
    return ((".", "DNSKEY"), *((one, kind) for one in above[1:] for kind in ("DS", "DNSKEY")))


def is_apex(name: str, answers: Answers) -> bool | None:
    """Whether a name is the top of a zone; None when no answer tells."""
    keys = answers.get((name, "DNSKEY"))
    signers = answers.get((name, "DS"))
    if (keys and keys.records) or (signers and signers.records):
        return True
    # A negative answer brings the SOA of the zone that speaks (RFC 2308 §3).
    return None if keys is None or not keys.told or keys.zone is None else keys.zone == name


def follow(name: str, answers: Answers) -> Chain:
    """The chain to a name; never `secure`, because no signature is checked here.

    Keys are compared with the digests above them; what is signed without a gap is `indeterminate`
    until its signatures are checked.
    """
    walk = _Walk(answers)
    state, at = walk.down(names_above(name))
    return Chain(state=state, at=at, steps=tuple(walk.steps), consulted=tuple(walk.consulted))


class _Walk:
    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.steps: list[str] = []
        self.consulted: list[Question] = []

    def down(self, names: Sequence[str]) -> tuple[str, str]:
        keys = self.ask(".", "DNSKEY")
        if keys is None or not keys.records:
            self.steps.append("The keys of the root were not had.")
            return "indeterminate", "."
        self.steps.append(f"The root is signed; {_keys(keys)} answered.")
        parent = "."
        for name in names[1:]:
            decided = self.below(parent, name)
            if decided:
                return decided, name
            if is_apex(name, self.answers):
                parent = name
        self.steps.append(
            f"All zones from the root to {parent} hold a key that the zone above vouches for; "
            "their signatures are not yet checked."
        )
        return "indeterminate", parent

    def below(self, parent: str, name: str) -> str:
        """What is decided at one name; empty when the chain goes on."""
        signers = self.ask(name, "DS")
        if signers is None or not signers.told:
            self.steps.append(f"Whether {_zone(parent)} vouches for {name} was not answered.")
            return "indeterminate"
        if signers.rcode == "NXDOMAIN":
            self.steps.append(f"The name {name} does not exist.")
            return "indeterminate"
        keys = self.ask(name, "DNSKEY")
        if signers.records:
            return self.delegated(parent, name, signers, keys)
        match is_apex(name, self.answers):
            case None:
                self.steps.append(f"Whether {name} is a zone of its own was not answered.")
                return "indeterminate"
            case False:
                return ""  # a name within the zone above
        signed = keys is not None and bool(keys.records)
        validated = "the resolver says that it has validated this" if signers.authenticated else ""
        self.steps.append(
            f"{_zone(parent).capitalize()} is signed and holds no DS for {name}"
            + (f", although {name} has keys: an island" if signed else f", and {name} has no keys")
            + (f" ({validated})." if validated else ".")
        )
        return "insecure"

    def delegated(self, parent: str, name: str, signers: Answer, keys: Answer | None) -> str:
        if keys is None or not keys.told:
            self.steps.append(f"{name} has a DS, and the question for its keys was not answered.")
            return "indeterminate"
        if not keys.records:
            self.steps.append(f"{_zone(parent).capitalize()} holds a DS for {name}, which has no keys.")
            return "bogus"
        usable = [ds for ds in map(_parsed, signers.records) if ds and _usable(ds)]
        if not usable:
            self.steps.append(f"The DS of {name} uses no algorithm and digest that can be checked.")
            return "insecure"  # RFC 4035 §5.2
        vouched = sorted({tag for tag, key in _tagged(keys) for ds in usable if _fits(name, key, ds)})
        if not vouched:
            self.steps.append(f"No key of {name} fits the DS that {_zone(parent)} holds for it.")
            return "bogus"
        tags = ", ".join(map(str, vouched))
        self.steps.append(f"{_zone(parent).capitalize()} vouches for the key {tags} of {name}.")
        return ""

    def ask(self, name: str, rdtype: str) -> Answer | None:
        answer = self.answers.get((name, rdtype))
        if answer is not None:
            self.consulted.append((name, rdtype))
        return answer


_Fields = tuple[int, int, int, str]


def _parsed(data: str) -> _Fields | None:
    """Three numbers and a text, blanks taken out: the data of a DS or a DNSKEY."""
    match = _RECORD.fullmatch(data)
    return match and (int(match[1]), int(match[2]), int(match[3]), match[4].replace(" ", ""))


def _usable(ds: _Fields) -> bool:
    return ds[1] in ALGORITHMS and ds[2] in DIGESTS


def _tagged(keys: Answer) -> Iterator[tuple[int, bytes]]:
    """Tag and RDATA of each key that may sign a zone (RFC 4034 §2.1.1, §2.1.2)."""
    for data in keys.records:
        rdata = key_rdata(data)
        if rdata is not None and rdata[0] & 0x01 and rdata[2] == 3:
            yield key_tag(rdata), rdata


def key_rdata(data: str) -> bytes | None:
    """The wire form of a DNSKEY's data; None when it cannot be read."""
    fields = _parsed(data)
    if fields is None or fields[0] > 0xFFFF or fields[1] > 0xFF or fields[2] > 0xFF:
        return None
    try:
        key = base64.b64decode(fields[3], validate=True)
    except binascii.Error:
        return None
    return fields[0].to_bytes(2) + bytes(fields[1:3]) + key


def key_tag(rdata: bytes) -> int:
    """The tag of a key (RFC 4034 Appendix B)."""
    total = sum(byte if at % 2 else byte << 8 for at, byte in enumerate(rdata))
    return (total + (total >> 16)) & 0xFFFF


def digest(name: str, rdata: bytes, kind: int) -> str:
    """The digest of a key in lower-case hex (RFC 4034 §5.1.4). KeyError for an unknown kind."""
    return hashlib.new(DIGESTS[kind], _wire(name) + rdata, usedforsecurity=False).hexdigest()


def _fits(name: str, rdata: bytes, ds: _Fields) -> bool:
    tag, algorithm, kind, wanted = ds
    return (
        key_tag(rdata) == tag and rdata[3] == algorithm and digest(name, rdata, kind) == wanted.lower()
    )


def _wire(name: str) -> bytes:
    labels = [] if name == "." else [label.encode() for label in name.split(".")]
    return b"".join(bytes([len(label) & 0xFF]) + label for label in labels) + b"\0"


def _zone(name: str) -> str:
    return "the root" if name == "." else f"the zone {name}"


def _keys(answer: Answer) -> str:
    return "1 key was" if len(answer.records) == 1 else f"{len(answer.records)} keys were"
