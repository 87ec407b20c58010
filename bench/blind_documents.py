"""Documents written blind in four languages: how much is read, what is claimed besides, how fast."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from periplus.judging import parse

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.blind.reading import BLIND, captures, score

RUNS = 7


def main() -> None:
    """One line for each language."""
    for expected in sorted(BLIND.glob("*.toml")):
        language = expected.stem
        found = score(language)
        documents = captures(language)
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            parse(documents, strict=True)
            times.append((time.perf_counter() - start) * 1000 / len(documents))
        print(
            f"{language}: {found.read}/{len(found.wanted)} read, {len(found.wrong)} claimed wrongly, "
            f"{len(documents)} documents, {min(times):.0f} to {max(times):.0f} ms each in {RUNS} runs"
        )
        for line in (*found.missed, *found.wrong):
            print(f"  {line}")


if __name__ == "__main__":
    main()
