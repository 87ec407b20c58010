"""Routing tables to prefix, origin and links, beside bgpdump, pybgpkit-parser and mrtparse, in one run.

Each engine reads the same synthetic TABLE_DUMP_V2 (IPv4, communities, every peer tells every prefix)
in a fresh process. What each decodes differs, and the table says it. Real MRT files given as arguments
are compared with `bgpdump -m`, line for line.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import io
import multiprocessing
import random
import resource
import shutil
import statistics
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from periplus.facts.mrt import MrtReader
from periplus.facts.mrt_lines import line
from periplus.packs.columns import sorted_distinct
from periplus.packs.rib import RibReader
from periplus.packs.unpacking import Unpacked

ROUNDS = 3
# These read a part of the table, 1/n of its prefixes.
SLOW = {"periplus, one by one": 8, "pybgpkit-parser": 8, "mrtparse": 40}


# ---------------------------------------------------------------- the table


def record(subtype: int, body: bytes) -> bytes:
    return struct.pack(">IHHI", 1_700_000_000, 13, subtype, len(body)) + body


def write_table(path: Path, prefixes: int, peers: int) -> None:
    """About 13 prefixes per origin, paths of 4 to 7 hops, one path per peer and origin."""
    rng = random.Random(1)  # noqa: S311 - the same table in every run
    hosts = [(bytes([10, 0, i // 256, i % 256]), 1000 + 7 * i) for i in range(peers)]
    table = b"\x0a\0\0\1\0\0" + struct.pack(">H", peers)
    table += b"".join(b"\2" + host + host + struct.pack(">I", asn) for host, asn in hosts)
    middle = [rng.randrange(1000, 60_000) for _ in range(3000)]
    origins = max(1, prefixes // 13)
    with path.open("wb") as stream:
        stream.write(record(1, table))
        number = 0
        for origin in range(origins):
            entries = entries_of(100_000 + origin, hosts, middle, rng)
            for _ in range(13 if origin else prefixes - 13 * (origins - 1)):
                length = rng.choice([24] * 12 + [22, 23, 20, 21, 19, 16])
                network = (
                    ((1 << 24) + number * 2_654_435_761) % (223 << 24) >> (32 - length) << (32 - length)
                )
                octets = struct.pack(">I", network)[: (length + 7) // 8]
                stream.write(record(2, struct.pack(">IB", number, length) + octets + entries))
                number += 1


def entries_of(
    origin: int, hosts: list[tuple[bytes, int]], middle: list[int], rng: random.Random
) -> bytes:
    parts = [struct.pack(">H", len(hosts))]
    for place, (host, asn) in enumerate(hosts):
        hops = [asn, *(middle[rng.randrange(3000)] for _ in range(rng.randrange(2, 5))), origin]
        path = struct.pack(f">BB{len(hops)}I", 2, len(hops), *hops)
        attributes = b"\x40\1\1\0\x40\2" + bytes([len(path)]) + path + b"\x40\3\4" + host
        attributes += b"\xc0\x08\x08" + struct.pack(">HHHH", asn & 0xFFFF, 100, asn & 0xFFFF, 200)
        parts.append(struct.pack(">HIH", place, 1_699_990_000, len(attributes)) + attributes)
    return b"".join(parts)


# ---------------------------------------------------------------- the engines


def periplus(path: Path) -> int:
    """Every entry with its distinct path; origins; all links."""
    entries, links = 0, []
    with Unpacked(path) as stream:
        for batch in RibReader(stream, path.name):
            entries += len(batch.path)
            links.append(batch.paths.links())
            batch.paths.origins()[batch.path]
    sorted_distinct(np.concatenate(links))
    return entries


def one_by_one(path: Path) -> int:
    with Unpacked(path) as stream:
        return sum(1 for _ in MrtReader(stream))


def bgpdump(path: Path) -> int:
    made = subprocess.Popen(["bgpdump", "-m", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    lines = 0
    while block := made.stdout.read(1 << 20) if made.stdout else b"":
        lines += block.count(b"\n")
    made.wait()
    return lines


def pybgpkit(path: Path) -> int:
    import pybgpkit_parser

    return sum(1 for _ in pybgpkit_parser.Parser(url=str(path)))


def mrtparse(path: Path) -> int:
    import mrtparse as library

    return sum(len(one.data.get("rib_entries", ())) for one in library.Reader(str(path)))


def decompression(path: Path) -> int:
    with Unpacked(path) as stream:
        return sum(len(block) for block in iter(lambda: stream.read(1 << 21), b""))


def country_slice(path: Path) -> int:
    """A country of 1 in 1,000 /16 blocks."""
    with Unpacked(path) as stream:
        reader = RibReader(stream, path.name, wanted=np.arange(1 << 16) % 1000 == 7)
        return sum(len(batch.lengths) for batch in reader)


ENGINES: dict[str, tuple[Callable[[Path], int], str]] = {
    "periplus": (periplus, "peer, prefix, path of every entry; origins, all links"),
    "periplus, one by one": (one_by_one, "every attribute, as objects"),
    "bgpdump -m": (bgpdump, "every attribute, as text"),
    "pybgpkit-parser": (pybgpkit, "every attribute, as objects"),
    "mrtparse": (mrtparse, "every attribute, as dictionaries"),
}


def present(name: str) -> bool:
    match name:
        case "bgpdump -m":
            return shutil.which("bgpdump") is not None
        case "pybgpkit-parser":
            return importlib.util.find_spec("pybgpkit_parser") is not None
        case "mrtparse":
            return importlib.util.find_spec("mrtparse") is not None
        case _:
            return True


def _measured(read: Callable[[Path], int], path: Path, out: Any) -> None:
    begin = time.perf_counter()
    found = read(path)
    took = time.perf_counter() - begin
    most = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    out.put((took, found, most / 1024))


def measured(read: Callable[[Path], int], path: Path) -> tuple[float, int, float]:
    """Seconds, what was found, MiB; in a process of its own."""
    context = multiprocessing.get_context("fork")
    out = context.Queue()
    worker = context.Process(target=_measured, args=(read, path, out))
    worker.start()
    told: tuple[float, int, float] = out.get()
    worker.join()
    return told


# ---------------------------------------------------------------- the run


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def reading(directory: Path, prefixes: int, peers: int, rounds: int) -> None:
    tables = {1: directory / "table"}
    write_table(tables[1], prefixes, peers)
    for part in sorted(set(SLOW.values())):
        tables[part] = directory / f"table-{part}"
        write_table(tables[part], prefixes // part, peers)
    size = tables[1].stat().st_size >> 20
    print(f"{prefixes:,} prefixes x {peers} peers = {prefixes * peers:,} entries, {size} MiB unpacked\n")
    rates: dict[str, list[float]] = {}
    memory: dict[str, float] = {}
    for name in ENGINES:
        if not present(name):
            print(f"{name}: not installed here")
    for _ in range(rounds):
        for name, (read, _) in ENGINES.items():
            if present(name):
                took, entries, mib = measured(read, tables[SLOW.get(name, 1)])
                rates.setdefault(name, []).append(entries / took / 1000)
                memory[name] = max(memory.get(name, 0), mib)
    print("| engine | k entries/s | MiB | periplus is x times faster | decodes |\n|---|---|---|---|---|")
    for name, found in rates.items():
        ratios = [ours / theirs for ours, theirs in zip(rates["periplus"], found, strict=True)]
        print(
            f"| {name} | {spread(found)} | {memory[name]:.0f} | {spread(ratios)} | {ENGINES[name][1]} |"
        )
    packed = directory / "table.gz"
    packed.write_bytes(gzip.compress(tables[1].read_bytes(), 6))
    ratios = []
    for _ in range(rounds):
        plain, _, _ = measured(decompression, packed)
        sliced, _, _ = measured(country_slice, packed)
        ratios.append(sliced / plain)
    ratio = packed.stat().st_size / tables[1].stat().st_size
    print(f"\ncountry slice / decompression alone: {spread(ratios)}; gzip to {ratio:.0%}")


def differences(paths: Iterator[Path]) -> None:
    print("\n| file | lines | bgpdump's | in both, at their place |\n|---|---|---|---|")
    for path in paths:
        content = path.read_bytes()
        content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        ours = [line(element) for element in MrtReader(io.BytesIO(content))]
        theirs = subprocess.run(
            ["bgpdump", "-m", path], capture_output=True, text=True, check=False
        ).stdout.splitlines()
        same = sum(a == b for a, b in zip(ours, theirs, strict=False))
        print(
            f"| {path.name} | {len(ours):,} | {len(theirs):,} | "
            f"{'all' if ours == theirs else f'{same:,}'} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="MRT files to compare with bgpdump")
    parser.add_argument("--prefixes", type=int, default=60_000)
    parser.add_argument("--peers", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        reading(Path(directory), given.prefixes, given.peers, given.rounds)
    if given.files and present("bgpdump -m"):
        differences(iter(given.files))


if __name__ == "__main__":
    main()
