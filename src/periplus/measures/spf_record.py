"""The text of a sender policy: terms, domains, macros (RFC 7208 §4.6, §5, §6, §7, §12)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)", re.ASCII)
_MECHANISM = re.compile(r"([-+~?]?)([A-Za-z0-9_.-]+)(?::([^/]*(?:/(?![0-9/])[^/]*)*))?(/.*)?", re.ASCII)
_CIDR = re.compile(r"(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", re.ASCII)
_MACRO = re.compile(r"%(?:[%_-]|\{([slodiphcrtvSLODIPHCRTV])(\d*)(r?)([-.+,/_=]*)\})", re.ASCII)
_TOP_LABEL = re.compile(r"(?=[a-z0-9-]*[a-z-])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII | re.IGNORECASE)
_NEEDS_DOMAIN = ("include", "exists")
_MAY_HAVE_CIDR = ("a", "mx")
_MAY_HAVE_DOMAIN = ("include", "exists", "a", "mx", "ptr")


class SpfError(ValueError):
    """The policy is in permanent error (RFC 7208 §2.6.7); its text is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One mechanism with its qualifier."""

    qualifier: str  # + - ~ ?
    name: str  # all, include, a, mx, ptr, ip4, ip6, exists
    spec: str = ""  # a domain, macros unexpanded; or a network
    cidr: str = ""  # as written: /24, /24//64
    text: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A policy record that is free of errors."""

    terms: tuple[Term, ...]
    redirect: str | None = None
    explanation: str | None = None


def parse_record(text: str) -> Record:
    """The record of a text that begins with `v=spf1`. SpfError for the first error, wherever it is."""
    version, *words = text.split(" ")
    if version.lower() != "v=spf1":
        raise SpfError("The text is no SPF record.")
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in filter(None, words):
        modifier = _MODIFIER.fullmatch(word)
        if modifier is None:
            terms.append(_term(word))
            continue
        name, value = modifier[1].lower(), modifier[2]
        _check_modifier(word, name, value, modifiers)
        modifiers[name] = value
    return Record(
        terms=tuple(terms), redirect=modifiers.get("redirect"), explanation=modifiers.get("exp")
    )


def _check_modifier(word: str, name: str, value: str, seen: dict[str, str]) -> None:
    if name not in ("redirect", "exp"):
        _check_macros(word, value)
        return
    if name in seen:
        raise SpfError(f"The modifier {name} stands there twice.")
    _check_domain(word, value)


def _term(word: str) -> Term:
    match = _MECHANISM.fullmatch(word)
    if match is None:
        raise SpfError(f"{word!r} is no term of a policy.")
    qualifier, name, spec, cidr = match[1] or "+", match[2].lower(), match[3], match[4] or ""
    if name in ("ip4", "ip6"):
        return Term(qualifier=qualifier, name=name, spec=_network(word, name, spec, cidr), text=word)
    if name != "all" and name not in _MAY_HAVE_DOMAIN:
        raise SpfError(f"{word!r} is no mechanism that the standard knows.")
    if (spec is not None and name not in _MAY_HAVE_DOMAIN) or (cidr and name not in _MAY_HAVE_CIDR):
        raise SpfError(f"{word!r} has more than its mechanism may have.")
    if spec is None and name in _NEEDS_DOMAIN:
        raise SpfError(f"{word!r} lacks its domain.")
    if spec is not None:
        _check_domain(word, spec)
    lengths = _CIDR.fullmatch(cidr)
    if lengths is None or int(lengths[1] or 0) > 32 or int(lengths[2] or 0) > 128:
        raise SpfError(f"{word!r} has a prefix length that no address has.")
    return Term(qualifier=qualifier, name=name, spec=spec or "", cidr=cidr, text=word)


def _network(word: str, name: str, spec: str | None, cidr: str) -> str:
    version = 4 if name == "ip4" else 6
    length = _CIDR.fullmatch(cidr)
    try:
        network = ipaddress.ip_network(f"{spec}{cidr}", strict=False)
    except ValueError:
        raise SpfError(f"{word!r} holds no IPv{version} network.") from None
    # ip_network takes masks (/255.0.0.0) and scopes too; the grammar does not.
    plain = cidr == "" or (length is None and version == 6) or (length is not None and not length[2])
    digits = cidr.removeprefix("/")
    whole = not digits or (digits.isdigit() and str(int(digits)) == digits)
    if network.version != version or "%" in (spec or "") or not plain or not whole:
        raise SpfError(f"{word!r} holds no IPv{version} network.")
    return str(network)


# ---------------------------------------------------------------- domains and macros


def _check_macros(word: str, text: str) -> None:
    """SpfError for a percent sign that begins no macro, or a character outside the printable ones."""
    if "%" in _MACRO.sub("", text) or not all("!" <= character <= "~" for character in text):
        raise SpfError(f"{word!r} holds a macro that cannot be read.")
    if any(match[2] and not int(match[2]) for match in _MACRO.finditer(text)):
        raise SpfError(f"{word!r} holds a macro that keeps no part.")


def _check_domain(word: str, text: str) -> None:
    _check_macros(word, text)
    if any(str(match[1]) in "crtCRT" for match in _MACRO.finditer(text)):
        raise SpfError(f"{word!r} holds a macro that only an explanation may have.")
    if any(match[1] and match.end() == len(text) for match in _MACRO.finditer(text)):
        return  # domain-end = macro-expand
    head, dot, top = text.removesuffix(".").rpartition(".")
    if not dot or not head or not _TOP_LABEL.fullmatch(top):
        raise SpfError(f"{word!r} holds no domain.")


def expand(spec: str, domain: str) -> str | None:
    """The name that a domain-spec stands for; None when it depends on the message.

    Only `%{d}`, the domain whose record it is, is the same for every message.
    """
    if any(match[1] and match[1] not in "dD" for match in _MACRO.finditer(spec)):
        return None
    return _MACRO.sub(lambda match: _expanded(match, domain), spec).lower().removesuffix(".")[-253:]


def _expanded(match: re.Match[str], domain: str) -> str:
    if not match[1]:
        return {"%%": "%", "%_": " ", "%-": "%20"}[match[0]]
    parts = re.split("[" + re.escape(match[4] or ".") + "]", domain)
    if match[3]:
        parts.reverse()
    return ".".join(parts[-int(match[2]) :] if match[2] else parts)
