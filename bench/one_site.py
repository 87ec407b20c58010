"""One site of the laboratory from start to report: Periplus, and a chain of tools one after another."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from periplus.lab.scenario import Scenario
from periplus.store.case import Case

SCENARIO, HOST, ZONE, ADDRESS = "zembla-2024", "www.portal.gov.zz", "portal.gov.zz", "203.0.113.78"
LIMIT_S, ROUNDS = 300, 3
SCOPE = f"""contact = "probe"
rate_per_s = 200.0
authorised_by = "the laboratory"
[authorised]
names = ["{HOST}"]
prefixes = ["{ADDRESS}/32"]
"""

# What there is to be found, and how any tool may say it. The same patterns for all.
FINDINGS: dict[str, str] = {
    "the address": re.escape(ADDRESS),
    "the IPv6 address": r"2001:db8:a5::14",
    "who receives its mail": r"mx1\.post\.zz",
    "SPF ends in ~all": r"~all|softfail",
    "DMARC quarantine": r"p=quarantine|quarantine",
    "CAA": r"sudarg\.example",
    "DNSSEC": r"DNSSEC is (configured|signed)|\bsecure\b|\"dnssec\": true|signed and proven|DS\s+28500",
    "MTA-STS": r"(?i)mta-sts",
    "AS of the address": r"AS ?65540",
    "who holds the block": r"Gradus|Onhava",
    "reverse name": r"vip-14\.front\.onhava\.example",
    "TLS 1.2 offered": (
        r"TLS ?v?1[._]2\W.{0,60}(offered|enabled|true|ciphers|GCM|CHACHA)"
        r"|TLS_ECDHE_ECDSA_WITH_CHACHA20"
    ),
    "TLS 1.1 still offered": (
        r"(?i)RFC 8996 forbids TLSv1\.1|TLS ?v?1[._]1\W.{0,40}(offered \(deprecated|enabled)"
        r"|TLS 1\.1 Cipher Suites:[^\n]*\n[^\n]*\n[^\n]*accepted"
    ),
    "the CBC suite": r"ECDHE[-_]ECDSA[-_](WITH_)?AES_?256[-_](CBC_)?SHA\b",
    "issuer": r"Sudarg Trust Services",
    "chain not to be verified": (
        r"(?i)unable to get (local )?issuer|chain of trust.{0,40}(not ok|failed|incomplete)"
        r"|certificate is NOT trusted|FAILED - Certificate"
    ),
    "OCSP not stapled": (
        r"(?i)ocsp stapling.{0,60}(not offered|no\b|not)"
        r"|NOT SUPPORTED - Server did not send back an OCSP"
    ),
    "Apache 2.4.59": r"Apache[/ (]*2\.4\.59",
    "the error page is OpenResty's": r"OpenResty's|openresty",
    "BIG-IP": r"BIG-?IP",
    "Varnish": r"(?i)varnish",
    "host behind the edge": r"192\.0\.2\.100:8080",
    "Django": r"Django",
    "Matomo": r"Matomo|Piwik",
    "CSRF cookie is meant to be readable": (
        r"csrftoken.{0,300}(by design|double submit|HttpOnly would break it)"
    ),
    "cookie lang without Secure": r"(?i)lang\b.{0,120}(Secure)",
    "HSTS": r"(?i)strict[- ]transport[- ]security",
    "content policy": r"(?i)content[- ]security[- ]policy",
    "security.txt has expired": r"(?i)security\.txt.{0,300}(expired|2023-12-31)",
    "RDAP and WHOIS differ": r"At odds: WHOIS",
}


@dataclass(frozen=True, slots=True)
class Spent:
    """What one step took, and what it said."""

    wall_s: float
    connections: int
    datagrams: int
    text: str


def redirected(place: Mapping[str, Any]) -> None:
    """Lead what tools send to published addresses to the machines that stand for them.

    Addresses are rewritten before a packet leaves this namespace, as the gate's map does for Periplus.
    What has no machine has no route: nothing else can be reached.
    """
    rules: dict[str, list[str]] = {"ip": [], "ip6": []}
    for published, port, served, served_port in place["map"]:
        family = "ip6" if ":" in published else "ip"
        target = f"[{served}]" if family == "ip6" else served
        rules[family] += [
            f"{family} daddr {published} {protocol} dport {port} dnat to {target}:{served_port}"
            for protocol in ("tcp", "udp")
        ]
        rest = f"{family} daddr {published} dnat to {served}"
        route = ["ip", "-6"] if family == "ip6" else ["ip"]
        via = subprocess.run(
            [*route, "route", "get", served], capture_output=True, text=True, check=True
        )
        way = re.search(r"via (\S+) dev (\S+)", via.stdout)
        if way and rest not in rules[family]:
            words = ["route", "replace", published, "via", way[1], "dev", way[2], "onlink"]
            subprocess.run([*route, *words], check=True)
            rules[family].append(rest)
    for family, found in rules.items():
        found.sort(key=lambda rule: "dport" not in rule)
        chain = "type nat hook output priority -100;"
        body = "\n".join((chain, *found))
        table = f"table {family} lab {{\nchain out {{\n{body}\n}}\n}}\n"
        subprocess.run(["nft", "-f", "-"], input=table, text=True, check=True)


def steps(venvs: Sequence[Path], at: Path, place: Mapping[str, Any]) -> dict[str, Sequence[str] | None]:
    """The chain; None for what is not installed."""
    roots, resolver = place["trust_roots"], place["resolver"][0]
    url = f"https://{HOST}/"
    commands: dict[str, Sequence[str]] = {
        "dig": ["sh", "-c", f"for t in A AAAA MX TXT NS CAA; do dig {ZONE} $t; done; dig -x {ADDRESS}"],
        "dnsrecon": ["dnsrecon", "-d", ZONE, "-n", resolver],
        "checkdmarc": ["checkdmarc", ZONE, "-n", resolver],
        "whatweb": ["whatweb", "-a3", "-v", "--color=never", url],
        "wafw00f": ["wafw00f", "-a", url],
        "sslyze": ["sslyze", f"--certinfo_ca_file={roots}", HOST],
        "testssl": [
            "testssl",
            f"--add-ca={roots}",
            "--color",
            "0",
            "--warnings",
            "batch",
            "--ip",
            ADDRESS,
            f"{HOST}:443",
        ],
        "wapiti": ["wapiti", "-u", url, "--flush-session", "-f", "txt", "-o", f"{at}/wapiti.txt"],
        "nmap": ["nmap", "--unprivileged", "-T4", "-A", "-Pn", ADDRESS],
    }
    found: dict[str, Sequence[str] | None] = {}
    for name, command in commands.items():
        held = [str(venv / "bin" / command[0]) for venv in venvs]
        program = next(filter(os.path.exists, held), None) or shutil.which(command[0])
        found[name] = [program, *command[1:]] if program else None
    return found


def counters() -> Mapping[str, int]:
    """What this network namespace has opened and sent so far."""
    rows = [line.split() for line in Path("/proc/self/net/snmp").read_text().splitlines()]
    pairs = zip(rows[::2], rows[1::2], strict=True)  # the names of a protocol's counters, then they
    named = {
        (keys[0], key): int(value)
        for keys, values in pairs
        for key, value in zip(keys[1:], values[1:], strict=True)
    }
    return {"tcp": named["Tcp:", "ActiveOpens"], "udp": named["Udp:", "OutDatagrams"]}


def timed(command: Sequence[str], at: Path) -> Spent:
    before, began = counters(), time.perf_counter()
    environment = {**os.environ, "HOME": str(at)}
    try:
        done = subprocess.run(
            command, cwd=at, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=LIMIT_S, check=False,
        )  # fmt: skip
        text = (done.stdout + done.stderr).decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode(errors="replace")
    wall_s, after = time.perf_counter() - began, counters()
    return Spent(wall_s, after["tcp"] - before["tcp"], after["udp"] - before["udp"], text)


def periplus(at: Path) -> tuple[Spent, int]:
    """From the URL to the report, with what was authorised; and its HTTP requests."""
    (at / "scope.toml").write_text(SCOPE)
    own = f"{sys.executable} -m periplus"
    line = f"{own} site https://{HOST}/ --scope scope.toml --case case && {own} report case"
    spent = timed(["sh", "-c", line], at)
    with Case.open(at / "case") as case:
        requests = sum(
            one.media_type == "message/http" and one.dialled is not None for one in case.evidences()
        )
    return spent, requests


def _total(spent: Sequence[Spent]) -> tuple[float, int, int]:
    return (
        sum(one.wall_s for one in spent),
        sum(one.connections for one in spent),
        sum(one.datagrams for one in spent),
    )


def found_in(text: str) -> set[str]:
    plain = text.replace("\\", "")  # of Markdown
    return {name for name, pattern in FINDINGS.items() if re.search(pattern, plain, re.DOTALL)}


def inside(venvs: Sequence[Path]) -> None:
    """On the observer's machine: every step, then the table."""
    place = json.loads(Path(os.environ["PERIPLUS_LABORATORY"]).read_text())
    rows: list[tuple[str, Spent, set[str]]] = []
    with tempfile.TemporaryDirectory() as scratch:
        at = Path(scratch)
        rounds = []
        for number in range(ROUNDS):
            (at / str(number)).mkdir()
            rounds.append(periplus(at / str(number)))
        redirected(place)
        os.environ["SSL_CERT_FILE"] = os.environ["REQUESTS_CA_BUNDLE"] = place["trust_roots"]
        for name, command in steps(venvs, at, place).items():
            if command is None:
                print(f"{name} is not installed: left out")
                continue
            spent = timed(command, at)
            more = (at / "wapiti.txt").read_text() if (at / "wapiti.txt").exists() else ""
            rows.append((name, spent, found_in(spent.text + (more if name == "wapiti" else ""))))
    print("| step | wall s | TCP connections | UDP datagrams | findings |\n|---|---|---|---|---|")
    for name, spent, found in rows:
        print(
            f"| {name} | {spent.wall_s:.1f} | {spent.connections} | {spent.datagrams} | {len(found)} |"
        )
    total = _total([spent for _, spent, _ in rows])
    if not all(total):
        print("The tools that are installed here sent nothing: there is nothing to compare with.")
        return
    together = set().union(*(found for _, _, found in rows))
    print(f"| **the chain** | {total[0]:.1f} | {total[1]} | {total[2]} | {len(together)} |")
    mine = found_in(rounds[0][0].text)
    own = list(zip(*(_total([one]) for one, _ in rounds), strict=True))  # by measure, round by round
    wall_s, connections, datagrams = (median(values) for values in own)
    print(f"| **periplus** | {wall_s:.1f} | {connections:g} | {datagrams:g} | {len(mine)} |")
    ratios = [
        sorted(one / all_of_it for one in ours) for ours, all_of_it in zip(own, total, strict=True)
    ]
    told = " | ".join(f"{median(one):.2f} ({one[0]:.2f} to {one[-1]:.2f})" for one in ratios)
    print(f"| periplus to the chain, {ROUNDS} rounds | {told} | of {len(FINDINGS)} |")
    requests = median(number for _, number in rounds)
    print(f"\nHTTP requests of periplus: {requests:g}.")
    print(f"Only periplus: {', '.join(sorted(mine - together)) or 'nothing'}.")
    print(f"Only the chain: {', '.join(sorted(together - mine)) or 'nothing'}.")
    print(f"Nobody: {', '.join(sorted(FINDINGS.keys() - mine - together)) or 'nothing'}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, action="append", default=[], help="where pip put tools")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options.venv)
        return
    if shutil.which("nft") is None:
        print("nftables is not installed, so no other tool would reach the site: nothing was measured.")
        return
    # The tools ask the machine's resolver: in a mount namespace of its own that is the laboratory's.
    resolver = Scenario.load(SCENARIO).script.resolver.address
    with tempfile.TemporaryDirectory() as scratch:
        held = Path(scratch) / "resolv.conf"
        held.write_text(f"nameserver {resolver}\n")
        venvs = [word for venv in options.venv for word in ("--venv", str(venv))]
        again = shlex.join([sys.executable, __file__, "--inside", *venvs])
        mount = f"mount --bind {held} /etc/resolv.conf && exec {again}"
        command = ["lab", "run", SCENARIO, "--tier", "root", "--", "unshare", "-m", "sh", "-c", mount]
        done = subprocess.run([sys.executable, "-m", "periplus", *command], check=False)
    if done.returncode:
        print("The world on machines of its own could not be staged here: nothing was measured.")


if __name__ == "__main__":
    main()
