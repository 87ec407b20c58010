"""Policy files of strict transport for mail (MTA-STS, RFC 8461 §3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from periplus.model import Fact

MAX_BYTES = 64 * 1024
_MOST_EXCHANGES = 100
_MODES = ("enforce", "testing", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class MtaStsPolicy(Fact):
    """What a policy file says; `mode` is empty when the file is no policy."""

    mode: str  # enforce, testing, none
    exchanges: tuple[str, ...]  # patterns: a host, or *.zone
    max_age_s: int | None
    fault: str  # one sentence; empty when it can be used


def read_policy(content: bytes) -> MtaStsPolicy:
    """The policy of a file; never raises."""
    text = content[:MAX_BYTES].decode("utf-8", "replace")
    pairs = [
        (key.strip(), value.strip())
        for key, colon, value in (line.partition(":") for line in text.splitlines())
        if colon
    ]
    said: dict[str, str] = {}
    for key, value in pairs:
        said.setdefault(key, value)  # RFC 8461 §3.2: of several the first
    exchanges = [value.lower().removesuffix(".") for key, value in pairs if key == "mx"]
    age = said.get("max_age", "")
    max_age_s = int(age) if age.isascii() and age.isdigit() and len(age) <= 10 else None
    mode = said.get("mode", "")
    fault = _fault(said, mode, exchanges, max_age_s)
    return MtaStsPolicy(
        mode=mode if mode in _MODES and said.get("version") == "STSv1" else "",
        exchanges=tuple(exchanges[:_MOST_EXCHANGES]),
        max_age_s=max_age_s,
        fault=fault,
    )


def _fault(said: dict[str, str], mode: str, exchanges: list[str], max_age_s: int | None) -> str:
    if said.get("version") != "STSv1":
        return "It does not say that it is a policy (version: STSv1)."
    if mode not in _MODES:
        return "Its mode is none that the standard knows."
    if not exchanges and mode != "none":
        return "It names no exchange."
    if max_age_s is None or max_age_s > 31_557_600:
        return "It does not say for how long it holds (max_age, at most a year)."
    return ""


def covers(pattern: str, host: str) -> bool:
    """Whether a policy's pattern fits an exchange; `*` stands for one label (RFC 8461 §4.1)."""
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:]
    return host == pattern
