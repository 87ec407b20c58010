"""A world built and asked: one country, all, cones, hegemony, cuts beside networkx; in one run."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import multiprocessing
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mrt_reading import write_table

from periplus.facts.world import read_country
from periplus.measures.cones import cone_sizes
from periplus.measures.hegemony import of_country, of_origins, routes
from periplus.measures.nation import nation
from periplus.measures.vertex_cut import smallest_cut
from periplus.packs.world import World
from periplus.packs.world_build import build
from periplus.packs.world_slice import country_document
from periplus.run.league import league

SHARED = Path("../shared/data")
FILES = (
    "routing/20150201.as-rel.txt.gz",
    "routing/as-prefix-2026/prefix_asn_20260619.tsv.gz",
    "routing/as-prefix-2026/asn_name_20260619.tsv.gz",
    "routing/rir-by-country-2026.tar.xz",
    "routing/delegated-afrinic-extended-2026",
    "country/state-owned-ases/data/state-owned-ases/csv/state_owned_ases.csv",
)
DAYS = {"rir-by-country-2026.tar.xz": "2026-02-01", "state_owned_ases.csv": "2022-02-01"}
ROUNDS = 3
QUICK_S, AGAIN = 0.02, 50  # what takes less is run so often again, and the mean taken


def _measured(run: Callable[[], Any], out: Any) -> None:
    begin = time.perf_counter()
    found = run()
    took = time.perf_counter() - begin
    if took < QUICK_S:
        begin = time.perf_counter()
        for _ in range(AGAIN):
            run()
        took = (time.perf_counter() - begin) / AGAIN
    most = max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    out.put((took, most / 1024, found if isinstance(found, int) else 0))


def measured(what: str, run: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Seconds in processes of their own; printed with spread and memory."""
    context = multiprocessing.get_context("fork")
    told = []
    for _ in range(rounds):
        out = context.Queue()
        worker = context.Process(target=_measured, args=(run, out))
        worker.start()
        worker.join()
        if worker.exitcode:
            raise SystemExit(f"{what}: ended with {worker.exitcode}")
        told.append(out.get())
    seconds = [one[0] for one in told]
    print(
        f"| {what} | {statistics.median(seconds):.4f} ({min(seconds):.4f}-{max(seconds):.4f}) "
        f"| {max(one[1] for one in told):.0f} | {told[0][2] or ''} |"
    )
    return seconds


def ratio(ours: list[float], theirs: list[float]) -> str:
    """How many times faster, with its spread over the rounds."""
    found = sorted(b / a for a, b in zip(ours, theirs, strict=True))
    return f"{statistics.median(found):.0f} ({found[0]:.0f}-{found[-1]:.0f})"


def dossier(directory: Path, code: str) -> int:
    from datetime import UTC, datetime

    from periplus import judging
    from periplus.model import Blob, Evidence, Observation, Subject, SubjectKind
    from periplus.signatures.tables import load

    body = country_document(World(directory), code)
    captured = Evidence(
        id="bench", collector="world_country@1", target=Subject(kind=SubjectKind.COUNTRY, key=code),
        source="world://bench", asked=None, dialled=None, request=b"", body=Blob.of(body),
        media_type="application/vnd.periplus.country", captured_at=datetime(2026, 1, 1, tzinfo=UTC),
        elapsed_s=0.0, vantage="bench",
    )  # fmt: skip
    seen = [Observation.of(captured, reading) for reading in read_country(body)]
    return len(judging.judge(seen, load(), captured.captured_at))


def hegemony() -> int:
    """A country of 200 origins seen by 40 peers: 160,000 routes."""
    rng = random.Random(1)  # noqa: S311 - the same routes in every run
    rows = []
    for origin in range(200):
        for peer in range(40):
            for _ in range(20):
                hops = [1000 + peer, *(rng.randrange(100) for _ in range(3)), 5000 + origin]
                rows.append([peer, 256, 256, *hops])
    told = routes(rows)
    by_origin = of_origins(told, [1000 + peer for peer in range(40)], range(40))
    return len(of_country(by_origin, {5000 + o: 1.0 for o in range(200)}, transit_only=True))


def graph(directory: Path, code: str) -> tuple[list[list[int]], list[int], list[int]]:
    """The networks of a country: where each goes up at home, those with space, those that leave."""
    world = World(directory)
    members = world.definitions(code)["located"] if world.has("networks") else None
    if members is None:
        raise SystemExit(f"the world does not tell the networks of {code}")
    asns, addresses = (column.tolist() for column in world.located(code))
    links = (
        list(zip(*(c.tolist() for c in side), strict=True)) for side in (world.transit, world.peering)
    )
    weight = dict(zip(asns, addresses, strict=True))
    found = nation(members.tolist(), *links, weight)
    weighty = [i for i, weight in enumerate(found.weight) if weight > 0]
    leaving = [i for i, leaves in enumerate(found.leaves) if leaves]
    return [list(row) for row in found.providers], weighty, leaving


def networkx_flow(above: list[list[int]], sources: list[int], sinks: list[int]) -> int:
    """By hand: nodes split in two, and the quickest of its flows."""
    import networkx as nx
    from networkx.algorithms.flow import shortest_augmenting_path

    split = nx.DiGraph()
    for node, providers in enumerate(above):
        split.add_edge((node, 0), (node, 1), capacity=1)
        split.add_edges_from(((node, 1), (provider, 0)) for provider in providers)
    split.add_edges_from(("source", (node, 0)) for node in sources)
    split.add_edges_from(((node, 1), "sink") for node in sinks)
    value: int = nx.maximum_flow_value(split, "source", "sink", flow_func=shortest_augmenting_path)
    return value


def networkx_cut(above: list[list[int]], sources: list[int], sinks: list[int]) -> int:
    """Its own function for vertex cuts."""
    import networkx as nx

    whole = nx.DiGraph()
    whole.add_nodes_from(range(len(above)))
    whole.add_edges_from((node, provider) for node, row in enumerate(above) for provider in row)
    whole.add_edges_from(("source", node) for node in sources)
    whole.add_edges_from((node, "sink") for node in sinks)
    return len(nx.minimum_node_cut(whole, "source", "sink"))


def cuts(directory: Path, code: str) -> None:
    """All networks with space; then only those that do not reach the world by themselves."""
    above, weighty, sinks = graph(directory, code)
    leaving = set(sinks)
    for who, sources in (
        ("all networks with space", weighty),
        ("those that do not leave by themselves", [one for one in weighty if one not in leaving]),
    ):
        print(f"\nsmallest vertex cut, {code}: {who} ({len(sources):,}) and the world ({len(sinks):,})")
        print("| what | s | MiB | cut |\n|---|---|---|---|")
        ours = measured("periplus", lambda s=sources: smallest_cut(above, s, sinks)[0])
        if importlib.util.find_spec("networkx") is None:
            print("networkx: not installed here")
            return
        importlib.import_module("networkx")  # its import is no part of its time
        for name, run in (("minimum_node_cut", networkx_cut), ("flow by hand", networkx_flow)):
            theirs = measured(f"networkx, {name}", lambda r=run, s=sources: r(above, s, sinks))
            print(f"periplus is {ratio(ours, theirs)} times faster")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[SHARED / name for name in FILES])
    parser.add_argument("--country", default="BY")
    parser.add_argument(
        "--routes",
        nargs=2,
        type=int,
        default=(60_000, 30),
        metavar=("PREFIXES", "PEERS"),
        help="of the invented routing table",
    )
    given = parser.parse_args()
    if missing := [path for path in given.files if not path.is_file()]:
        print(f"not here: {', '.join(map(str, missing))}; give the tables of a world as arguments")
        return
    with tempfile.TemporaryDirectory() as name:
        world = Path(name) / "world"
        print("| what | s | MiB | found |\n|---|---|---|---|")
        measured("build from raw tables", lambda: build(world, given.files, dated=DAYS), 1)
        prefixes, peers = given.routes
        table = Path(name) / "rib.mrt"
        write_table(table, prefixes, peers)
        measured(
            f"the same with a routing table, {prefixes:,} prefixes x {peers} peers",
            lambda: build(Path(name) / "routed", [*given.files, table], dated=DAYS),
            1,
        )
        table.unlink()
        workers = len(os.sched_getaffinity(0))
        measured(f"all countries, {workers} workers", lambda: len(league(world, workers=workers)))
        for code in (given.country, "DE", "US"):
            measured(f"dossier of {code}, claims", lambda code=code: dossier(world, code), 1)
        links = list(zip(*(column.tolist() for column in World(world).transit), strict=True))
        measured(
            f"customer cones of all networks ({len(links):,} links)", lambda: len(cone_sizes(links))
        )
        measured("hegemony, 200 origins x 40 peers x 20 paths", hegemony)
        for code in (given.country, "DE", "US"):
            cuts(world, code)


if __name__ == "__main__":
    main()
