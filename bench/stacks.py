"""The matcher of TCP stacks against `p0f -r` on the same synthetic capture: agreement and speed."""

from __future__ import annotations

import random
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from periplus.facts.stack_signatures import StackSignature, read_stack_signatures
from periplus.facts.tcp import TcpSynAck, read_synacks
from periplus.measures.stack_match import StackTable
from periplus.model import Subject, SubjectKind

FLOWS = 20_000
ROUNDS = 5
ABOUT = Subject(kind=SubjectKind.VANTAGE, key="bench")
KINDS = {"mss": 2, "ws": 3, "sok": 4, "ts": 8, "nop": 1}


def main() -> None:
    signatures_file = Path("/etc/p0f/p0f.fp")
    if shutil.which("p0f") is None or not signatures_file.exists():
        print("p0f is not installed: nothing to compare with (Debian: p0f)")
        return
    found = read_stack_signatures(signatures_file.read_bytes(), ABOUT)
    signatures = [reading.fact for reading in found if isinstance(reading.fact, StackSignature)]
    with tempfile.TemporaryDirectory() as directory:
        capture = Path(directory) / "capture.pcap"
        chance = random.Random(20261123)  # noqa: S311 - the same packets in every run
        capture.write_bytes(synthetic(signatures, chance))
        theirs = p0f_says(capture, Path(directory))
        ours = we_say(capture, signatures)
        same = sum(ours.get(address) == label for address, label in theirs.items())
        print(f"{len(signatures)} signatures, {FLOWS} connections, {len(theirs)} told by p0f")
        print(f"agreement (label and fuzziness): {same} of {len(theirs)}")
        for address, label in list(theirs.items()):
            if ours.get(address) != label:
                print("  differs:", address, "p0f:", label, "ours:", ours.get(address))
                break
        speed(capture, signatures, Path(directory))


def speed(capture: Path, signatures: list[StackSignature], directory: Path) -> None:
    """Alternating rounds; the ratio of each with the spread."""
    ratios, rates = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        p0f_says(capture, directory)
        middle = time.perf_counter()
        we_say(capture, signatures)
        ended = time.perf_counter()
        ratios.append((middle - begun) / (ended - middle))
        rates.append(2 * FLOWS / (ended - middle))
    named = sum(label != "???" for label, _ in we_say(capture, signatures).values())
    print(f"named at all: {named}")
    print(
        f"packets a second: {statistics.median(rates):,.0f}; against p0f -r with its log: "
        f"{statistics.median(ratios):.2f}x ({min(ratios):.2f} to {max(ratios):.2f})"
    )


def we_say(capture: Path, signatures: list[StackSignature]) -> dict[str, tuple[str, bool]]:
    """By address: label and whether it is fuzzy."""
    said: dict[str, tuple[str, bool]] = {}
    table = StackTable(signatures)
    for reading in read_synacks(capture.read_bytes(), "bench"):
        if isinstance(reading.fact, TcpSynAck):
            found = table.match(reading.fact)
            label = "???" if found is None else signatures[found[0]].label
            said[reading.subject.key] = (label, found is not None and found[1])
    return said


def p0f_says(capture: Path, directory: Path) -> dict[str, tuple[str, bool]]:
    """The lines about SYN-ACKs of p0f's log, by address."""
    log = directory / "p0f.log"
    log.unlink(missing_ok=True)
    subprocess.run(["p0f", "-r", capture, "-o", log], stdout=subprocess.DEVNULL, check=True)
    said = {}
    for line in log.read_text().splitlines():
        parts = dict(part.partition("=")[::2] for part in re.sub(r"^\[[^]]*\] ", "", line).split("|"))
        if parts["mod"] == "syn+ack":
            said[parts["srv"].partition("/")[0]] = (parts["os"], "fuzzy" in parts["params"])
    return said


# ---------------------------------------------------------------- synthetic traffic


def synthetic(signatures: list[StackSignature], chance: random.Random) -> bytes:
    """A pcap of connections: SYN-ACKs made from signatures, half of them with one trait changed."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
    for number in range(FLOWS):
        one = chance.choice(signatures)
        client = struct.pack(">I", 0xC6336400 | 1)  # RFC 5737, 198.51.100.1
        server = struct.pack(">I", 0xC6120000 + number)  # RFC 2544
        port = 1024 + number % 60000
        syn = segment(client, server, (port, 80), 0x02, options=b"\x02\x04" + struct.pack(">H", 1460))
        for packet in (syn, answer(one, chance, server, client, port)):
            parts += [struct.pack("<IIII", 1_700_000_000 + number // 50, 0, len(packet), len(packet))]
            parts.append(packet)
    return b"".join(parts)


def answer(one: StackSignature, chance: random.Random, server: bytes, client: bytes, port: int) -> bytes:
    mss = one.mss or chance.choice((1460, 1400, 1380, 536))
    kind, _, times = one.window.partition("*")
    stamped = 12 if "ts" in one.options and "ts1-" not in one.quirks else 0
    window = {
        "mss": lambda: (mss - chance.choice((0, stamped))) * int(times),
        "mtu": lambda: (mss + 40) * int(times),
        "": lambda: chance.randrange(65536),
    }.get(kind, lambda: int(one.window.removeprefix("%")))()
    scale = chance.randrange(15) if one.scale is None else one.scale
    quirks = set(one.quirks.split(","))
    ttl, layout = one.ttl - chance.randrange(20), one.options
    match chance.randrange(12):  # the other half stays as it is
        case 0:
            ttl = chance.randrange(1, 256)
        case 1:
            window = chance.randrange(65536)
        case 2:
            quirks ^= {"df"}
        case 3:
            quirks ^= {"id+"}
        case 4:
            scale = chance.randrange(15)
        case 5:
            layout = chance.choice(("mss", "mss,nop,ws", "mss,sok,ts,nop,ws"))
    options = b"".join(option(name, mss, scale, quirks) for name in layout.split(",") if name)
    identity = 4711 if ("id+" in quirks or ("df" not in quirks and "id-" not in quirks)) else 0
    return segment(
        server, client, (80, port), 0x12, options=options, ttl=max(1, ttl), window=window & 0xFFFF,
        df="df" in quirks, identity=identity, ece="ecn" in quirks,
    )  # fmt: skip


def option(name: str, mss: int, scale: int, quirks: set[str]) -> bytes:
    if name.startswith("eol+"):
        return b"\x00" * (1 + int(name[4:]))
    value = {
        "mss": struct.pack(">H", mss),
        "ws": bytes([scale]),
        "ts": struct.pack(">II", 0 if "ts1-" in quirks else 123456, 5),
    }.get(name, b"")
    kind = KINDS.get(name)
    if kind is None or name == "nop":
        return b"\x01"
    return bytes([kind, 2 + len(value)]) + value


def segment(
    source: bytes, target: bytes, ports: tuple[int, int], flags: int, *, options: bytes = b"",
    ttl: int = 64, window: int = 64240, df: bool = True, identity: int = 0, ece: bool = False,
) -> bytes:  # fmt: skip
    """An IPv4 packet without checksums; p0f reads none."""
    options += b"\x01" * (-len(options) % 4)
    offset = (20 + len(options)) // 4
    flags |= 0x40 if ece else 0
    tcp = struct.pack(
        ">HHIIBBHHH", *ports, 77, 0 if flags == 2 else 78, offset << 4, flags, window, 0, 0
    )
    total = 20 + len(tcp) + len(options)
    head = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, total, identity, 0x4000 if df else 0, ttl, 6, 0, source, target
    )
    return head + tcp + options


if __name__ == "__main__":
    sys.exit(main())
