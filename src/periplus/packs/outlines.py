"""Outlines of countries from TopoJSON: arcs shared by neighbours, joined to rings (TopoJSON 1.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from periplus.packs.container import About, Container, PackError

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring: TypeAlias = tuple[Point, ...]

_MOST_POINTS = 500_000


def open_outlines(path: Path) -> tuple[About, Mapping[str, tuple[Ring, ...]]]:
    """The pack `world`: what it says of itself, and the rings of each country by ISO 3166-1 alpha-3.

    PackError when it is missing, damaged, or holds no outlines.
    """
    container = Container(path)
    if container.about.name != "world":
        raise PackError(f"the pack {path} holds no outlines")
    return container.about, outlines(container.section("text").tobytes())


def outlines(topology: bytes) -> Mapping[str, tuple[Ring, ...]]:
    """The rings of each country in a TopoJSON document. PackError when it is none."""
    try:
        document = json.loads(topology)
        arcs = list(_arcs(document))
        countries = document["objects"]["countries"]["geometries"]
        return {
            str(country["properties"]["a3"]): tuple(
                _ring(arcs, places) for polygon in _polygons(country) for places in polygon
            )
            for country in countries
        }
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise PackError(f"the file holds no outlines of countries: {type(error).__name__}") from error


def _arcs(document: Mapping[str, Any]) -> Iterator[list[Point]]:
    """Absolute positions: each arc is a first point and steps, in whole numbers."""
    (wide, high), (left, low) = document["transform"]["scale"], document["transform"]["translate"]
    points = 0
    for arc in document["arcs"]:
        points += len(arc)
        if points > _MOST_POINTS:
            raise ValueError("too many points")
        x = y = 0
        found = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            found.append((x * wide + left, y * high + low))
        yield found


def _polygons(country: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    arcs: Sequence[Any] = country["arcs"]
    return [arcs] if country["type"] == "Polygon" else arcs


def _ring(arcs: Sequence[Sequence[Point]], places: Sequence[int]) -> Ring:
    joined: list[Point] = []
    for place in places:
        # The complement of an index is that arc, from its end to its beginning.
        arc = arcs[place] if place >= 0 else arcs[~place][::-1]
        joined += arc[1:] if joined else arc
    return tuple(joined)
