"""Ten million addresses to AS and country: packs beside pyasn, maxminddb and pytricia, in one run."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib
import ipaddress
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from periplus.packs.build import Rows, write_rows
from periplus.packs.container import About
from periplus.packs.table import Pack, integers_v4, integers_v6

PREFIXES = Path("../shared/data/routing/as-prefix-2026/prefix_asn_20260619.tsv.gz")
COUNTRIES = [
    "AD",
    "AE",
    "AF",
    "AG",
    "AL",
    "AM",
    "AR",
    "AT",
    "AU",
    "AZ",
    "BA",
    "BD",
    "BE",
    "BG",
    "BR",
    "CA",
    "CH",
    "CL",
    "CN",
    "CO",
    "CZ",
    "DE",
    "DK",
    "EG",
    "ES",
    "FI",
    "FR",
    "GB",
]
Answers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Material:
    """What every engine gets: files that it would load in use, and the same addresses."""

    folder: Path
    bulk: int  # addresses asked of Periplus, as integers
    single: int  # addresses asked of the others, one call each: the first of the same
    seed: int


@dataclass(frozen=True, slots=True)
class Result:
    """One engine on one question in one process."""

    engine: str
    load_s: float
    memory_mib: float
    asked: int
    seconds: float
    answers: Answers

    @property
    def rate(self) -> float:
        return self.asked / self.seconds


def prefixes(path: Path) -> tuple[dict[str, int], dict[str, int]]:
    """IPv4 and IPv6 prefix to origin AS; of several origins the smallest, so that each has one."""
    found: tuple[dict[str, int], dict[str, int]] = {}, {}
    with gzip.open(path, "rt") as stream:
        for line in stream:
            prefix, _, asn = line.strip().partition("\t")
            if prefix:
                table = found[":" in prefix]
                table[prefix] = min(int(asn), table.get(prefix, 1 << 32))
    return found


def country(asn: int) -> str:
    """A country for each AS: made up, the same for every engine; only its shape matters here."""
    return COUNTRIES[asn % len(COUNTRIES)]


def prepare(source: Path, folder: Path) -> str:
    """Write the tables in each engine's own form. Returns a sentence on rows and seconds."""
    four, six = prefixes(source)
    took = [write_pack(folder, "as", [f"{p}\t{a}\t" for p, a in four.items()])]
    took.append(write_pack(folder, "country", [f"{p}\t{country(a)}" for p, a in four.items()]))
    took.append(write_pack(folder, "as", [f"{p}\t{a}\t" for p, a in six.items()], "six"))
    for version, table in ((4, four), (6, six)):
        (folder / f"pyasn{version}.dat").write_text(
            "\n".join(f"{p}\t{a}" for p, a in table.items()) + "\n"
        )
        (folder / f"prefixes{version}.json").write_text(json.dumps(table))
        write_mmdb(table, folder / f"table{version}.mmdb", version)
    return (
        f"{len(four)} IPv4 and {len(six)} IPv6 prefixes; their packs are compiled in "
        f"{max(took[:2]):.1f} s and {took[2]:.1f} s, once"
    )


def write_pack(folder: Path, kind: str, lines: list[str], name: str = "") -> float:
    """A pack of these lines. Returns the seconds that it took."""
    started = time.perf_counter()
    rows = Rows(kind)
    rows.read((line.encode() for line in lines), "prefixes")
    about = About(
        name=kind, kind=kind, source="", dated="", licence="", attribution="", source_digest=""
    )
    write_rows(folder / f"{name or kind}.pack", about, rows)
    return time.perf_counter() - started


def write_mmdb(table: dict[str, int], path: Path, version: int) -> None:
    """A MaxMind DB of the same rows; nested prefixes are cut first, as its writers want."""
    writer = importlib.import_module("mmdb_writer").MMDBWriter(
        version, "bench", languages=["en"], description="x"
    )
    netaddr = importlib.import_module("netaddr")
    for prefix, asn in sorted(table.items(), key=lambda row: int(row[0].partition("/")[2])):
        writer.insert_network(netaddr.IPSet([prefix]), {"asn": asn, "country": country(asn)})
    writer.to_db_file(str(path))


def addresses(material: Material) -> NDArray[np.uint32]:
    """Random public-looking addresses: 1.0.0.0 to 223.255.255.255."""
    random = np.random.default_rng(material.seed)
    return random.integers(1 << 24, 224 << 24, material.bulk, dtype=np.uint32)


def addresses_v6(material: Material) -> NDArray[np.uint64]:
    """Two columns, the halves of random addresses in random announced prefixes; one in ten in none."""
    random = np.random.default_rng(material.seed)
    networks = [
        ipaddress.IPv6Network(prefix)
        for prefix in json.loads((material.folder / "prefixes6.json").read_text())
    ]
    bases = [int(network[0]) for network in networks]
    columns = np.array([[base >> 64, base & (1 << 64) - 1] for base in bases], dtype=np.uint64)
    masks = np.array(
        [[int(n.hostmask) >> 64, int(n.hostmask) & (1 << 64) - 1] for n in networks], dtype=np.uint64
    )
    at = random.integers(0, len(networks), material.bulk)
    free = random.integers(0, 1 << 64, (material.bulk, 2), dtype=np.uint64)
    found: NDArray[np.uint64] = columns[at] | free & masks[at]
    found[::10, 0] = free[::10, 0] >> np.uint64(3) | np.uint64(1 << 61)
    return found


# ------------------------------------------------------------------------------ engines

Load = Callable[[Path], Any]
Ask = Callable[[Any, Any], Any]


def _texts(numbers: NDArray[Any]) -> list[str]:
    if numbers.ndim == 1:
        return [str(ipaddress.IPv4Address(int(number))) for number in numbers]
    return [str(ipaddress.IPv6Address(int(high) << 64 | int(low))) for high, low in numbers]


def load_pack(folder: Path, name: str = "as") -> Any:
    pack = Pack.open(folder / f"{name}.pack")
    pack.values_v4(np.zeros(1, dtype=np.uint32))  # the index is made at the first question
    return pack, pack.numbers if name == "as" else _country_codes(pack)


def _country_codes(pack: Pack) -> NDArray[np.uint32]:
    codes: list[int] = []
    with contextlib.suppress(IndexError):
        while True:
            codes.append(code_number(pack.value(len(codes))["country"]))
    # The last entry answers -1, no row.
    return np.array([*codes, 0], dtype=np.uint32)


def code_number(code: str | None) -> int:
    return int.from_bytes((code or "\0\0").encode(), "big")


def ask_pack(state: Any, numbers: NDArray[np.uint32]) -> Answers:
    pack, column = state
    return column[pack.values_v4(numbers)]  # type: ignore[no-any-return]


def ask_pack_texts(state: Any, texts: Any) -> Answers:
    return ask_pack(state, integers_v4(texts))


def load_six(folder: Path) -> Any:
    pack = Pack.open(folder / "six.pack")
    pack.values_v6(np.zeros(1, dtype=np.uint64), np.zeros(1, dtype=np.uint64))
    return pack, pack.numbers


def ask_six(state: Any, numbers: NDArray[np.uint64]) -> Answers:
    pack, column = state
    return column[pack.values_v6(numbers[:, 0], numbers[:, 1])]  # type: ignore[no-any-return]


def ask_six_texts(state: Any, texts: Any) -> Answers:
    pack, column = state
    return column[pack.values_v6(*integers_v6(texts))]  # type: ignore[no-any-return]


def load_pyasn(folder: Path, version: int = 4) -> Any:
    return importlib.import_module("pyasn").pyasn(str(folder / f"pyasn{version}.dat"))


def ask_pyasn(database: Any, texts: Any) -> list[Any]:
    lookup = database.lookup
    return [lookup(text)[0] for text in texts]


def load_maxminddb(folder: Path, version: int = 4) -> Any:
    return importlib.import_module("maxminddb").open_database(str(folder / f"table{version}.mmdb"))


def ask_maxminddb(reader: Any, texts: Any, field: str = "asn") -> list[Any]:
    get = reader.get
    return [record[field] if (record := get(text)) else None for text in texts]


def load_pytricia(folder: Path, name: str = "as", version: int = 4) -> Any:
    tree = importlib.import_module("pytricia").PyTricia(32 if version == 4 else 128)
    for prefix, asn in json.loads((folder / f"prefixes{version}.json").read_text()).items():
        tree.insert(prefix, asn if name == "as" else country(asn))
    tree.freeze()
    return tree


def ask_pytricia(tree: Any, texts: Any) -> list[Any]:
    get = tree.get
    return [get(text) for text in texts]


def engines() -> Iterator[tuple[str, str, bool, Load, Ask]]:
    """Question, engine, whether it is asked with integers, how it loads, how it is asked."""
    yield "AS", "periplus, integers", True, load_pack, ask_pack
    yield "AS", "periplus, texts", False, load_pack, ask_pack_texts
    yield "AS", "pyasn", False, load_pyasn, ask_pyasn
    yield "AS", "maxminddb", False, load_maxminddb, ask_maxminddb
    yield "AS", "pytricia", False, load_pytricia, ask_pytricia
    yield "country", "periplus, integers", True, lambda f: load_pack(f, "country"), ask_pack
    yield "country", "periplus, texts", False, lambda f: load_pack(f, "country"), ask_pack_texts
    yield (
        *("country", "maxminddb", False, load_maxminddb),
        lambda reader, texts: ask_maxminddb(reader, texts, "country"),
    )
    yield "country", "pytricia", False, lambda f: load_pytricia(f, "country"), ask_pytricia
    yield "AS of IPv6", "periplus, integers", True, load_six, ask_six
    yield "AS of IPv6", "periplus, texts", False, load_six, ask_six_texts
    yield "AS of IPv6", "pyasn", False, lambda f: load_pyasn(f, 6), ask_pyasn
    yield "AS of IPv6", "maxminddb", False, lambda f: load_maxminddb(f, 6), ask_maxminddb
    yield "AS of IPv6", "pytricia", False, lambda f: load_pytricia(f, version=6), ask_pytricia


def one(at: int, material: Material) -> Result:
    """One engine, alone in a fresh process: memory is what loading adds to it."""
    question, name, integers, load, ask = list(engines())[at]
    numbers: NDArray[Any] = addresses_v6(material) if "IPv6" in question else addresses(material)
    asked: Any = numbers if integers else _texts(numbers[: material.single])
    before = _resident_mib()
    started = time.perf_counter()
    state = load(material.folder)
    load_s = time.perf_counter() - started
    memory = _resident_mib() - before
    ask(state, asked[:1000])
    started = time.perf_counter()
    answers = ask(state, asked)
    seconds = time.perf_counter() - started
    plain = [code_number(a) if isinstance(a, str) else a or 0 for a in answers[: material.single]]
    return Result(f"{question}: {name}", load_s, memory, len(asked), seconds, np.array(plain))


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


# ------------------------------------------------------------------------------ the table


def report(rounds: list[list[Result]]) -> Iterator[str]:
    """One line per engine: medians over the rounds, ratios to pyasn round by round with their spread."""
    yield "| engine | load s | + MiB | M addresses/s | 10 million s | x pyasn (AS) | equal |"
    yield "|---|---|---|---|---|---|---|"
    for at, first in enumerate(rounds[0]):
        family = "IPv6" in first.engine
        pyasn = next(
            number
            for number, result in enumerate(rounds[0])
            if result.engine.endswith("pyasn") and ("IPv6" in result.engine) == family
        )
        results = [one_round[at] for one_round in rounds]
        reference = next(r for r in rounds[0] if r.engine.split(":")[0] == first.engine.split(":")[0])
        ratios = [r.rate / one_round[pyasn].rate for r, one_round in zip(results, rounds, strict=True)]
        rate = statistics.median(r.rate for r in results)
        equal = (first.answers == reference.answers).mean()
        yield (
            f"| {first.engine} | {statistics.median(r.load_s for r in results):.2f} "
            f"| {statistics.median(r.memory_mib for r in results):.0f} | {rate / 1e6:.2f} "
            f"| {1e7 / rate:.2f} | {statistics.median(ratios):.1f} "
            f"({min(ratios):.1f}-{max(ratios):.1f}) | {equal:.2%} |"
        )


def main() -> None:
    """Prepare once, then every engine in every round, in turn."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("prefixes", nargs="?", type=Path, default=PREFIXES)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--addresses", type=int, default=10_000_000)
    arguments.add_argument("--single", type=int, default=1_000_000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(prepare(given.prefixes, Path(folder)) + "\n")
        spawn = multiprocessing.get_context("spawn")
        rounds = []
        for seed in range(given.rounds):
            material = Material(Path(folder), given.addresses, given.single, seed)
            results = []
            for at, _ in enumerate(engines()):
                with spawn.Pool(1) as pool:
                    results.append(pool.apply(one, (at, material)))
            rounds.append(results)
        print("\n".join(report(rounds)))


if __name__ == "__main__":
    main()
