"""Content security policies as browsers read them, and what they leave open (W3C CSP Level 3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

STRICT = "script-src 'nonce-{random per response}' 'strict-dynamic'; object-src 'none'; base-uri 'none'"
_TEXT_LIMIT = 16_384
_MOST_DIRECTIVES = 200
_FETCH = frozenset(
    {
        "child-src", "connect-src", "default-src", "fenced-frame-src", "font-src", "frame-src",
        "img-src", "manifest-src", "media-src", "object-src", "script-src", "script-src-attr",
        "script-src-elem", "style-src", "style-src-attr", "style-src-elem", "worker-src",
    }
)  # fmt: skip
_OTHER = frozenset(
    {
        "base-uri", "form-action", "frame-ancestors", "report-to", "report-uri",
        "require-trusted-types-for", "sandbox", "trusted-types", "upgrade-insecure-requests",
        "webrtc",
    }
)  # fmt: skip
_OBSOLETE = frozenset(
    {
        "block-all-mixed-content", "navigate-to", "plugin-types", "prefetch-src", "referrer",
        "reflected-xss", "require-sri-for",
    }
)  # fmt: skip
_META_IGNORES = frozenset({"frame-ancestors", "report-uri", "sandbox"})
_FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "script-src-elem": ("script-src", "default-src"),
    "script-src": ("default-src",),
    "object-src": ("default-src",),
}
_PROOF = re.compile(r"(?i)'(nonce|sha256|sha384|sha512)-([a-z0-9+/_-]+={0,2})'")
_UNQUOTED = re.compile(
    r"(?i)(self|none|unsafe-inline|unsafe-eval|strict-dynamic|(nonce|sha256|sha384|sha512)-.+)"
)
_WIDE = frozenset({"*", "http:", "https:", "data:", "ws:", "wss:", "filesystem:"})
_NONCE_CHARACTERS = 22  # 128 bits in base64 (CSP3 §7.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy: sources by directive, names in lower case."""

    directives: Mapping[str, tuple[str, ...]]
    repeated: tuple[str, ...]  # names that stand again, and are ignored (§2.2.1)

    def sources(self, name: str) -> tuple[str, ...] | None:
        """The sources that count for a directive, by its fallbacks (§6.8.3); None: all are allowed."""
        for one in (name, *_FALLBACKS.get(name, ())):
            if one in self.directives:
                return self.directives[one]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a policy leaves open, or says in vain; `advice` is the directive to write."""

    code: str
    text: str  # one sentence
    advice: str


def policies(text: str, *, meta: bool = False) -> tuple[Policy, ...]:
    """The policies of one field value (§2.2.2); `meta`: of an element, which knows less (§3.3)."""
    found = []
    for serialized in text[:_TEXT_LIMIT].split(","):
        directives: dict[str, tuple[str, ...]] = {}
        repeated = []
        for directive in serialized.split(";")[:_MOST_DIRECTIVES]:
            name, *sources = directive.split() or [""]
            name = name.lower()
            if not name or (meta and name in _META_IGNORES):
                continue
            if name in directives:
                repeated.append(name[:40])
            else:
                directives[name] = tuple(sources)
        if directives:
            found.append(Policy(directives=directives, repeated=tuple(dict.fromkeys(repeated))))
    return tuple(found)


def faults(enforced: Sequence[Policy]) -> tuple[Fault, ...]:
    """What all policies together leave open: each must allow what is done, so one can close it."""
    per_policy = [{fault.code: fault for fault in _faults(policy)} for policy in enforced]
    if not per_policy:
        return ()
    first, *others = per_policy
    shared = [
        fault for code, fault in first.items() if code in _ANYWHERE or all(code in o for o in others)
    ]
    rest = {
        code: fault
        for other in others
        for code, fault in other.items()
        if code in _ANYWHERE - first.keys()
    }
    return (*shared, *rest.values())


_ANYWHERE = frozenset({"unknown", "obsolete", "repeated", "unquoted", "none-and-more", "weak-nonce"})
"""Faults of writing: another policy does not mend them."""


def _faults(policy: Policy) -> list[Fault]:
    found: list[Fault] = []
    for check in _CHECKS:
        found += check(policy)
    return found


# ---------------------------------------------------------------- what scripts may do


def _scripts(policy: Policy) -> list[Fault]:
    sources = policy.sources("script-src-elem")
    if sources is None:
        text = "Nothing limits where scripts come from: neither script-src nor default-src is there."
        return [Fault(code="no-scripts", text=text, advice=STRICT)]
    lower = {source.lower() for source in sources}
    proven = any(_PROOF.fullmatch(source) for source in sources)
    strict = "'strict-dynamic'" in lower
    found = []
    # §6.7.3.2: a nonce, a hash or strict-dynamic switches unsafe-inline off.
    if "'unsafe-inline'" in lower and not proven and not strict:
        text = "'unsafe-inline' lets every injected script run, which is what the policy should stop."
        found.append(Fault(code="unsafe-inline", text=text, advice=STRICT))
    wide = sorted(lower & _WIDE)
    if wide and not strict:
        text = f"Scripts may come from anywhere that {' or '.join(wide)} covers."
        found.append(Fault(code="wide-scripts", text=text, advice=STRICT))
    if strict and not proven:
        text = "'strict-dynamic' without a nonce or hash lets no script of the page run."
        found.append(Fault(code="strict-alone", text=text, advice=STRICT))
    if "'unsafe-eval'" in lower:
        text = "'unsafe-eval' lets text become script."
        found.append(Fault(code="unsafe-eval", text=text, advice=_without(sources, "'unsafe-eval'")))
    return found


def _without(sources: Sequence[str], one: str) -> str:
    left = " ".join(source for source in sources[:30] if source.lower() != one)
    return f"script-src {left or chr(39) + 'self' + chr(39)}"


def _objects(policy: Policy) -> list[Fault]:
    sources = policy.sources("object-src")
    if sources is not None and not {source.lower() for source in sources} & _WIDE:
        return []
    text = "Plug-in content is not limited: no object-src, nor a default-src that closes it."
    return [Fault(code="objects", text=text, advice="object-src 'none'")]


def _base(policy: Policy) -> list[Fault]:
    if "base-uri" in policy.directives:
        return []
    text = "An injected base element can turn relative script addresses elsewhere: base-uri is missing."
    return [Fault(code="base-uri", text=text, advice="base-uri 'self'")]


def _forms(policy: Policy) -> list[Fault]:
    if "form-action" in policy.directives:
        return []
    text = "An injected form can send what visitors type anywhere: form-action is missing."
    return [Fault(code="form-action", text=text, advice="form-action 'self'")]


def _frames(policy: Policy) -> list[Fault]:
    sources = policy.directives.get("frame-ancestors")
    if sources is not None and "*" not in sources:
        return []
    said = "is missing" if sources is None else "names everybody"
    text = f"The policy does not say who may frame the page: frame-ancestors {said}."
    return [Fault(code="frame-ancestors", text=text, advice="frame-ancestors 'self'")]


# ---------------------------------------------------------------- what is written in vain


def _names(policy: Policy) -> list[Fault]:
    known = _FETCH | _OTHER
    unknown = sorted(name[:40] for name in policy.directives if name not in known | _OBSOLETE)
    obsolete = sorted(name for name in policy.directives if name in _OBSOLETE)
    found = []
    if unknown:
        text = f"Browsers know no directive {', '.join(unknown[:5])}, and ignore it."
        found.append(Fault(code="unknown", text=text, advice=""))
    if obsolete:
        text = f"Obsolete, and ignored by current browsers: {', '.join(obsolete)}."
        found.append(Fault(code="obsolete", text=text, advice=""))
    if policy.repeated:
        text = f"A directive counts once; ignored is the second {', '.join(policy.repeated[:5])}."
        found.append(Fault(code="repeated", text=text, advice=""))
    return found


def _spelling(policy: Policy) -> list[Fault]:
    fetching = {n: s for n, s in policy.directives.items() if n in _FETCH | {"base-uri", "form-action"}}
    found = []
    for name, sources in fetching.items():
        bare = [source for source in sources if _UNQUOTED.fullmatch(source)]
        if bare:
            text = f"In {name} the word {bare[0][:40]} lacks its quotes, so browsers take it for a host."
            advice = f"{name} '{bare[0][:40]}'"
            found.append(Fault(code="unquoted", text=text, advice=advice))
        if len(sources) > 1 and "'none'" in (source.lower() for source in sources):
            text = f"In {name} 'none' stands beside other sources, and is ignored."
            found.append(Fault(code="none-and-more", text=text, advice=f"{name} 'none'"))
        proofs = [proof for source in sources if (proof := _PROOF.fullmatch(source))]
        if any(p[1].lower() == "nonce" and len(p[2].rstrip("=")) < _NONCE_CHARACTERS for p in proofs):
            text = f"The nonce in {name} is shorter than 128 bits, and might be guessed."
            found.append(Fault(code="weak-nonce", text=text, advice=""))
    return found


_CHECKS: tuple[Callable[[Policy], list[Fault]], ...] = (
    _scripts,
    _objects,
    _base,
    _forms,
    _frames,
    _names,
    _spelling,
)
