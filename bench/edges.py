"""Real edges before real servers on loopback: what Periplus, wafw00f and whatweb say of both."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.real_chains import CHAINS, chain, probed, said

FIRM = 0.8
"""From `very likely` on, a statement is firm; the peers say everything firmly."""

NAMES = {"apache": "Apache", "httpserver": "", "modsecurity": "ModSecurity", "via-proxy": ""}
# What whatweb says that is no product of either box.
QUIET = {
    *(
        "Country",
        "IP",
        "Title",
        "HTML5",
        "Cookies",
        "HttpOnly",
        "PasswordField",
        "Script",
        "UncommonHeaders",
    ),
    *("Via-Proxy", "X-Powered-By", "Allow", "HTTPServer"),
}


def periplus(at: Path, port: int) -> tuple[set[str], set[str]]:
    """What is at least likely, and what is said firmly."""
    claims = asyncio.run(probed(at, "chain.example", port))
    likely, firm = (said(claims, least) for least in (0.55, FIRM))
    return set().union(*likely.values()), set().union(*firm.values())


def wafw00f(program: str, port: int) -> set[str] | None:
    if shutil.which(program) is None:
        return None
    with tempfile.NamedTemporaryFile(suffix=".json") as output:
        command = [program, "-a", "-f", "json", "-o", output.name, f"http://127.0.0.1:{port}/"]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        try:
            rows = json.loads(Path(output.name).read_text())
        except ValueError:
            return set()
    return {plain(row["firewall"]) for row in rows if row.get("detected")} - {""}


def whatweb(port: int) -> set[str] | None:
    if shutil.which("whatweb") is None:
        return None
    with tempfile.NamedTemporaryFile() as log:
        target = f"http://127.0.0.1:{port}/"
        command = ["whatweb", "-a3", "--no-errors", f"--log-json={log.name}", target]
        subprocess.run(command, capture_output=True, check=False, timeout=120)
        try:
            pages = json.loads(log.read())
        except ValueError:
            return set()
    found: set[str] = set()
    for one in pages:
        for name, told in one.get("plugins", {}).items():
            if name == "HTTPServer":
                fields = [one for text in told.get("string", []) for one in text.split(",")]
                found |= {plain(re.split(r"[/ ]", one.strip())[0]) for one in fields}
            elif name not in QUIET:
                found.add(plain(name))
    return found - {""}


def plain(name: str) -> str:
    return NAMES.get(name.lower(), name)


def judged(edge: str, origin: str, found: set[str] | None, firm: set[str] | None = None) -> str:
    """Edge and origin when they were named; in brackets what is there not at all but was said firmly."""
    if found is None:
        return "not installed"
    right = [name if name in found else f"~~{name}~~" for name in (edge, origin)]
    wrong = sorted((found if firm is None else firm) - {edge, origin, *ALSO.get(edge, ())})
    return ", ".join(right) + (f" · wrong: {', '.join(wrong)}" if wrong else "")


ALSO = {"nginx": ("ModSecurity", "ModSecurity (SpiderLabs)")}


def scored(cells: Sequence[tuple[str, str, set[str] | None, set[str] | None]]) -> str:
    """Edges and origins that were named, and firm statements that are wrong."""
    if any(found is None for _, _, found, _ in cells):
        return "–"
    edges = sum(edge in (found or ()) for edge, _, found, _ in cells)
    origins = sum(origin in (found or ()) for _, origin, found, _ in cells)
    wrong = sum(
        len((found or set() if firm is None else firm) - {edge, origin, *ALSO.get(edge, ())})
        for edge, origin, found, firm in cells
    )
    return f"{edges} edges, {origins} origins of {len(cells)}; {wrong} wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wafw00f", default="wafw00f", help="the program, in a venv of its own perhaps")
    options = parser.parse_args()
    print("| edge, origin | periplus | wafw00f -a | whatweb -a3 |\n|---|---|---|---|")
    columns: list[list[tuple[str, str, set[str] | None, set[str] | None]]] = [[], [], []]
    for title, (edge, server, edge_name, origin_name) in CHAINS.items():
        with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
            at = Path(scratch)
            at.chmod(0o755)
            try:
                port = stack.enter_context(chain(at, edge, server))
            except (OSError, RuntimeError) as error:
                print(f"| {title} | could not be run: {str(error)[-150:]!r} | | |")
                continue
            own, firm = periplus(at, port)
            answers = ((own, firm), (wafw00f(options.wafw00f, port), None), (whatweb(port), None))
            for column, (found, sure) in zip(columns, answers, strict=True):
                column.append((edge_name, origin_name, found, sure))
        cells = [judged(*column[-1]) for column in columns]
        print(f"| {title} | {' | '.join(cells)} |", flush=True)
    print(f"| **together** | {' | '.join(map(scored, columns))} |")


if __name__ == "__main__":
    main()
