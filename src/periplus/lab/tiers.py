"""Where a laboratory can be staged on this machine, tried in order, and what each cannot stage."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from periplus.lab.namespaces import NamespaceError

LOOPBACK = "loopback"
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--kill-child")
TIERS = {
    "root": NAMESPACES,
    "user": ("--user", "--map-root-user", *NAMESPACES),
    LOOPBACK: (),
}
"""Each tier with the words of unshare(1) that bring it about; the best first."""

CANNOT = {
    "root": "",
    "user": "",
    LOOPBACK: "paths, delays, distances, other machines' TCP stacks, and filtering by the name in a TLS "
    "greeting cannot be staged",
}
REASONS = {
    "Operation not permitted": "the kernel does not permit it to this user (EPERM: no privilege, or a "
    "container's seccomp profile)",
    "No space left on device": "the kernel's limit on namespaces is 0 or reached (ENOSPC: see "
    "user.max_user_namespaces and user.max_net_namespaces)",
    "failed to execute": "within it this Python cannot be run (EACCES: its directory is closed to "
    "this user)",
    "Invalid argument": "this kernel was built without it (EINVAL)",
}
NO_TUN = "no TUN device can be had here (/dev/net/tun): the lines have no delay"
PROBE = "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare(0x40000000) != 0)"
PROBE_S = 10.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The tier that is used, and a sentence for each better one that this machine refused."""

    tier: str
    refused: Sequence[str] = ()


def choose(wanted: str | None) -> Choice:
    """The wanted tier, or the best that works. NamespaceError when the wanted one is refused."""
    if wanted is not None:
        reason = refusal(wanted)
        if reason is not None:
            raise NamespaceError(reason)
        return Choice(wanted)
    refused: list[str] = []
    for tier in TIERS:
        reason = refusal(tier)
        if reason is None:
            return Choice(tier, refused)
        refused.append(reason)
    raise NamespaceError("; ".join(refused))


def refusal(tier: str) -> str | None:
    """Why a tier cannot be had, in one sentence; None when it can."""
    if tier == LOOPBACK:
        return None
    try:
        ended = subprocess.run(  # noqa: S603  our own words
            staged(tier, [sys.executable, "-I", "-S", "-c", PROBE]),
            capture_output=True,
            text=True,
            timeout=PROBE_S,
            check=False,
        )
    except FileNotFoundError:
        return f"{tier} tier: there is no program unshare (package util-linux)"
    except subprocess.TimeoutExpired:
        return f"{tier} tier: no namespace came within {PROBE_S:.0f} seconds"
    return None if ended.returncode == 0 else f"{tier} tier: {reason_of(ended.stderr)}"


def reason_of(error: str) -> str:
    """What unshare(1) said, as a sentence."""
    for text, reason in REASONS.items():
        if text in error:
            return reason
    return f"no namespace within a namespace ({' '.join(error.split())[:120] or 'no reason given'})"


def staged(tier: str, words: Sequence[str]) -> list[str]:
    """A command that runs within the tier's namespaces; everything in them ends when it ends."""
    return [*(("unshare", *TIERS[tier]) if TIERS[tier] else ()), *words]
