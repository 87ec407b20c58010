"""How long the shipped worlds of machines take to be up, beside a limit of one second.

Needs network namespaces (root, or an ordinary user where the kernel allows it); sends nothing
beyond them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from periplus.lab.land import Land
from periplus.lab.scenario import Scenario, names
from periplus.lab.tiers import refusal, staged
from periplus.lab.topology import topology_of

LIMIT_S = 1.0
ROUNDS = 9


def build(name: str) -> None:
    """Build one world in a process of its own, as the laboratory does."""
    topology = topology_of(Scenario.load(name).script)
    with Land(topology) as land:
        print(len(topology.machines), len(topology.lines), land.built_s)


def main() -> None:
    """Each world is built and ended several times."""
    tier = next((name for name in ("root", "user") if refusal(name) is None), None)
    if tier is None:
        print(f"left out: {refusal('user')}")
        return
    print("| world | machines | lines | up after, s | of one second (spread) |\n|---|---|---|---|---|")
    for name in names():
        words = staged(tier, [sys.executable, str(Path(__file__)), name])
        rounds = [subprocess.check_output(words, text=True).split() for _ in range(ROUNDS)]
        took = [float(built_s) for *_, built_s in rounds]
        ratios = [part(took) / LIMIT_S for part in (statistics.median, min, max)]
        spread = "{:.2f} ({:.2f} to {:.2f})".format(*ratios)
        print(f"| {name} | {rounds[0][0]} | {rounds[0][1]} | {statistics.median(took):.2f} | {spread} |")


if __name__ == "__main__":
    build(sys.argv[1]) if sys.argv[1:] else main()
