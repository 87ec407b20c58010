"""What a compiled world on this disk tells of a country, or why it tells nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from periplus.model import Failure
from periplus.packs.container import PackError
from periplus.packs.world import World
from periplus.packs.world_slice import MEDIA_TYPE, country_document

LIMIT_BYTES = 1 << 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to become evidence."""

    source: str  # world://CC?sha256=…: other tables are another source
    body: bytes
    media_type: str
    failure: Failure | None = None


def country_slice(directory: str, country: str) -> Told:
    """The document of a country. Never raises for what stands on the disk."""
    if not directory:
        return _failed(
            country,
            "no world is set, so nobody's power to cut was measured: periplus world build DIR FILES…, "
            "then --world DIR",
        )
    try:
        world = World(Path(directory))
        if world.only not in (None, country):
            return _failed(
                country, f"the world {directory} holds the routes to {world.only} only: build another"
            )
        document = country_document(world, country)
    except PackError as error:
        return _failed(country, str(error))
    if len(document) > LIMIT_BYTES:
        return _failed(country, f"what the world holds of {country} is larger than {LIMIT_BYTES} bytes")
    tables = hashlib.sha256("".join(digest for _, digest in world.about()).encode()).hexdigest()
    return Told(source=f"world://{country}?sha256={tables[:16]}", body=document, media_type=MEDIA_TYPE)


def _failed(country: str, sentence: str) -> Told:
    return Told(
        source=f"world://{country}",
        body=sentence.encode(),
        media_type="text/plain",
        failure=Failure.UNAVAILABLE,
    )
