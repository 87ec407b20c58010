"""`periplus doctor`: what works here, what lacks which privilege, program or pack."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable
from pathlib import Path

import click

CAP_NET_RAW = 13  # linux/capability.h


@click.command
def command() -> int:
    """Say what works on this machine, and how to get the rest.

    Nothing is sent.
    """
    for name, check in CHECKS.items():
        works, sentence = check()
        click.echo(f"{'ok     ' if works else 'missing'} {name}: {sentence}")
    return 0


def _python() -> tuple[bool, str]:
    return True, f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def _tables() -> tuple[bool, str]:
    from periplus.signatures.tables import load

    return True, f"{len(load().rows('predicates'))} predicates, weights {load().version}"


def _rooms() -> tuple[bool, str]:
    from periplus import judging

    return True, f"{len(judging.collectors())} collectors, {len(judging.rules())} rules"


def _raw_sockets() -> tuple[bool, str]:
    status = Path("/proc/self/status")
    if not status.exists():
        return False, "cannot be told on this system"
    lines = status.read_text(encoding="ascii", errors="replace").splitlines()
    mask = next((int(x.split()[1], 16) for x in lines if x.startswith("CapEff:")), 0)
    if mask >> CAP_NET_RAW & 1:
        return True, "CAP_NET_RAW: SYN-ACKs and sequence numbers are caught"
    return False, "CAP_NET_RAW; without it a TCP stack is told as far as the kernel tells it"


def _browser() -> tuple[bool, str]:
    from periplus.net.chromium import program

    path = program()
    if path is None:
        return False, "Debian and Ubuntu: apt install chromium (the front page is read without it)"
    if os.geteuid() == 0:
        return True, f"{path} (root: it runs without its own sandbox; as an ordinary user it has one)"
    return True, path


def _namespaces() -> tuple[bool, str]:
    from periplus.lab.tiers import LOOPBACK, choose

    choice = choose(None)
    if choice.tier == LOOPBACK:
        return False, f"{'; '.join(choice.refused)} (the lab runs on loopback all the same)"
    return True, f"the lab gives each server a machine of its own ({choice.tier} tier)"


def _packs() -> tuple[bool, str]:
    from periplus.packs.shelf import list_packs, where

    listed = list_packs()
    broken = [one.problem for one in listed if one.problem]
    if broken:
        return False, broken[0]
    lacking = [one.recipe.name for one in listed if one.about is None]
    if not lacking:
        return True, f"all of them, in {where()}"
    return False, f"{', '.join(lacking)}; see periplus data list (runs work without, and see less)"


CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "interpreter": _python,
    "tables": _tables,
    "collectors and rules": _rooms,
    "packs": _packs,
    "browser": _browser,
    "raw sockets": _raw_sockets,
    "namespaces": _namespaces,
}
