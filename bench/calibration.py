"""What is said firmly of held-out worlds: Periplus, three naive fusions, and four tools."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection
from xml.etree import ElementTree as ET

from msgspec import structs

sys.path.insert(0, str(Path(__file__).parent.parent))
from periplus.cli._fit import said_in, spoken, truth_of, unfitted
from periplus.cli._held_out import refitted
from periplus.cli._trial import Looked, worlds
from periplus.lab.fleet import block, has, stands_of
from periplus.lab.trial import Fold, Plan, folds, load_lies, load_products
from periplus.measures.fitting import wilson
from periplus.measures.naive_fusion import FUSIONS, Told, precision_of, said, threshold
from periplus.signatures.tables import Tables, load

FIRM = 0.9
PORT = 8080
Row = tuple[str, int, int]
# What tools call the products of these worlds, and some that are not in them.
NAMES = {
    "apache": "Apache",
    "apache httpd": "Apache",
    "apachetrafficserver": "Apache Traffic Server",
    "apache traffic server": "Apache Traffic Server",
    "ats": "Apache Traffic Server",
    "caddy": "Caddy",
    "caddy httpd": "Caddy",
    "golang net/http server": "Caddy",  # what it is written with
    "cheroot": "Cheroot",
    "cherrypy wsgiserver": "Cheroot",
    "django": "Django",
    "express": "Express",
    "node.js express framework": "Express",
    "node.js": "Node.js",
    "flask": "Flask",
    "gunicorn": "Gunicorn",
    "jetty": "Jetty",
    "lighttpd": "lighttpd",
    "microsoft-iis": "Microsoft IIS",
    "microsoft iis httpd": "Microsoft IIS",
    "iis": "Microsoft IIS",
    "envoy": "Envoy",
    "java": "Java",
    "mojolicious": "Mojolicious",
    "mojolicious (perl)": "Mojolicious",
    "perl": "Perl",
    "perlbal": "Perlbal",
    "php": "PHP",
    "phusion passenger": "Ruby",
    "rack": "Rack",
    "ruby": "Ruby",
    "ruby-on-rails": "Ruby on Rails",
    "sinatra": "Sinatra",
    "squid": "Squid",
    "squid http proxy": "Squid",
    "tinyproxy": "tinyproxy",
    "tomcat": "Apache Tomcat",
    "apache-tomcat": "Apache Tomcat",
    "apache tomcat": "Apache Tomcat",
    "twistedweb": "Twisted Web",
    "twistedweb httpd": "Twisted Web",
    "waitress": "waitress",
    "waitress wsgi server": "waitress",
    "haproxy": "HAProxy",
    "haproxy http proxy": "HAProxy",
    "h2o": "H2O",
    "nghttpx": "nghttpx",
    "nginx": "nginx",
    "python": "Python",
    "tengine": "Tengine",
    "tengine httpd": "Tengine",
    "varnish": "Varnish",
    "varnish (owasp)": "Varnish",
    "varnish http accelerator": "Varnish",
    "werkzeug": "Werkzeug",
    "werkzeug httpd": "Werkzeug",
    "wsgiserver": "Python",
    "adminer": "Adminer",
    "aiohttp": "aiohttp",
    "basehttp": "Python http.server",
    "basehttpserver": "Python http.server",
    "simplehttp": "Python http.server",
    "simplehttpserver": "Python http.server",
    "cherrypy": "CherryPy",
    "cherrypy httpd": "CherryPy",
    "catalyst": "Catalyst",
    "circuits.web": "circuits.web",
    "daphne": "Daphne",
    "dokuwiki": "DokuWiki",
    "http::proxy": "HTTP::Proxy",
    "perl http::proxy": "HTTP::Proxy",
    "hypercorn": "Hypercorn",
    "hypercorn-h11": "Hypercorn",
    "hypercorn-h2": "Hypercorn",
    "inets": "Erlang inets",
    "libwww-perl-daemon httpd": "HTTP::Daemon",
    "mini_httpd": "mini_httpd",
    "micro_httpd": "micro_httpd",
    "micro_http": "micro_httpd",
    "mochiweb": "MochiWeb",
    "mochiweb httpd": "MochiWeb",
    "mochiweb erlang http library": "MochiWeb",
    "pastewsgiserver": "Paste",
    "phpmyadmin": "phpMyAdmin",
    "plack http::server::psgi httpd": "Perl",
    "roundcube": "Roundcube",
    "thin": "Thin",
    "thin httpd": "Thin",
    "tornado httpd": "Tornado",
    "tornadoserver": "Tornado",
    "tornado": "Tornado",
    "uvicorn": "Uvicorn",
    "webfs httpd": "webfs",
    "weborf": "Weborf",
    "yaws": "Yaws",
    "yaws httpd": "Yaws",
}

BUILT_ON = {"HTTP::Proxy": "HTTP::Daemon", "CherryPy": "Cheroot"}
"""Where a product is there, what it is made of is named rightly too."""


# ---------------------------------------------------------------- Periplus and the naive fusions


def told_in(looked: Sequence[Looked], tables: Tables) -> list[Told]:
    """Every statement with the weights of all signs for it."""
    found = []
    for each in looked:
        truth, weights = truth_of(each), defaultdict(set)
        for one in spoken(each.judged(tables)[0]):
            if one.strength > 0 and one.predicate in truth.get(one.subject, {}):
                weights[one.subject, one.predicate, one.value].add(one.weight)
        for (subject, predicate, value), names in sorted(weights.items()):
            so = value in truth[subject][predicate]
            found.append(Told(weights=tuple(sorted(names)), so=so))
    return found


def naive(fitting: Sequence[Looked], held_out: Sequence[Looked], tables: Tables) -> Iterator[Row]:
    """Each fusion with the threshold that serves it best on the fitting worlds."""
    known, asked = told_in(fitting, tables), told_in(held_out, tables)
    learnt = precision_of(known)
    own = {name: one.tp / (one.tp + one.fp) for name, one in tables.weights.items()}
    for name, fusion in FUSIONS.items():
        confidence = learnt if name == "best source wins" else own

        def scored(told: Sequence[Told]) -> list[tuple[float, bool]]:
            return [
                (fusion([confidence.get(w, own[w]) for w in one.weights]), one.so)  # noqa: B023
                for one in told
            ]

        yield f"{name}, said from 0.9", *said(scored(asked), FIRM)
        yield f"{name}, best threshold", *said(scored(asked), threshold(scored(known)))


def periplus(held_out: Sequence[Looked], tables: Tables) -> Iterator[Row]:
    rows = [
        (one.probability, one.so) for each in held_out for one in said_in(each, each.judged(tables)[1])
    ]
    yield "Periplus, said from 90 %", *said(rows, FIRM)
    yield "Periplus, said from 80 %", *said(rows, 0.8)


# ---------------------------------------------------------------- other tools


class _Relay(socketserver.StreamRequestHandler):
    """A proxy that leads an address on to its site and asks there by name: tools look names up."""

    names: Mapping[str, str] = {}

    def handle(self) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (more := self.request.recv(65536)):
            head += more
        found = re.match(rb"(\S+) http://([^/:\s]+)(?::\d+)?(\S*) (HTTP/1\.[01])\r\n", head)
        address = found[2].decode("latin-1") if found else ""
        if found is None or address not in self.names:
            return
        line = b"%s %s HTTP/1.0\r\n" % (found[1], found[3] or b"/")
        rest = re.sub(rb"(?im)^((proxy-)?connection|host):[^\r]*\r\n", b"", head[found.end() :])
        rest = b"Host: %s\r\n" % self.names[address].encode() + rest
        try:
            with create_connection((address, PORT), 20) as behind:
                behind.sendall(line + b"Connection: close\r\n" + rest)
                while more := behind.recv(65536):
                    self.request.sendall(more)
        except OSError:
            return


@contextmanager
def relay(addresses: Mapping[str, str]) -> Iterator[int]:
    names = {address: name for name, address in addresses.items()}
    handler = type("Relay", (_Relay,), {"names": names})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def run(words: Sequence[str], limit_s: float = 900) -> None:
    try:
        subprocess.run(words, capture_output=True, check=False, timeout=limit_s)
    except subprocess.TimeoutExpired:
        print(f"{words[0]} took more than {limit_s:.0f} s", file=sys.stderr)


def whatweb(addresses: Mapping[str, str], port: int) -> Mapping[str, set[str]]:
    with tempfile.NamedTemporaryFile() as log:
        targets = [f"http://{address}/" for address in addresses.values()]
        words = ["whatweb", "-a3", "--no-errors", f"--log-json={log.name}"]
        run([*words, f"--proxy=127.0.0.1:{port}", *targets])
        text = log.read().decode("utf-8", "replace").strip().rstrip(",")
    found: dict[str, set[str]] = defaultdict(set)
    names = {address: name for name, address in addresses.items()}
    try:
        pages = json.loads(text if text.startswith("[") else f"[{text}]")
    except ValueError:
        return found
    for page in pages:
        name = names.get(re.sub(r"^https?://|/.*$", "", page.get("target", "")), "")
        for plugin, told in page.get("plugins", {}).items():
            if plugin == "HTTPServer":
                texts = [word for text in told.get("string", []) for word in re.split(r"[,\s]+", text)]
                found[name] |= {re.split(r"[/ (]", one)[0] for one in texts}
            elif certainty(told) >= 100 * FIRM:
                found[name].add(plugin)
    return found


def certainty(told: Mapping[str, object]) -> int:
    """How sure whatweb is of a plugin, in per cent: a number, several, or none when it is sure."""
    said: object = told.get("certainty", 100)
    return min(said, default=100) if isinstance(said, list) else int(str(said))


def wafw00f(program: str, addresses: Mapping[str, str], port: int) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as held:
        targets, output = Path(held) / "targets.txt", Path(held) / "out.json"
        targets.write_text("".join(f"http://{address}/\n" for address in addresses.values()))
        proxy = f"http://127.0.0.1:{port}"
        run([program, "-a", "-p", proxy, "-i", str(targets), "-f", "json", "-o", str(output)])
        rows = json.loads(output.read_text()) if output.exists() else []
    names = {address: name for name, address in addresses.items()}
    for row in rows:
        name = names.get(re.sub(r"^https?://|/.*$", "", row.get("url", "")), "")
        if row.get("detected") and not row.get("firewall", "").startswith(("Generic", "None")):
            found[name].add(row["firewall"])
    return found


def called(text: str) -> str | None:
    """Our name of what a tool says: whole, or its first word, where the tool repeats a Server field."""
    return NAMES.get(text.lower()) or NAMES.get(re.split(r"[/ (]", text.lower())[0])


def nmap(addresses: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Products of the service on the port, those that it is at least 9 of 10 sure of."""
    names = {address: name for name, address in addresses.items()}
    found: dict[str, set[str]] = defaultdict(set)
    with tempfile.NamedTemporaryFile(suffix=".xml") as output:
        run(["nmap", "-n", "-Pn", "-sT", "-sV", "-p", str(PORT), "-oX", output.name, *names])
        root = ET.parse(output.name).getroot()  # noqa: S314  nmap's own
    for host in root.iter("host"):
        for service in host.iter("service"):
            product, sure = service.get("product"), int(service.get("conf", "0"))
            if product and product != "-" and sure >= 10 * FIRM:
                found[names[host.find("address").get("addr")]].add(product)
    return found


@contextmanager
def p0f(log: Path) -> Iterator[None]:
    """p0f on loopback, as long as the worlds are looked at."""
    if shutil.which("p0f") is None or os.geteuid():
        yield
        return
    command = ["p0f", "-i", "lo", "-f", "/etc/p0f/p0f.fp", "-o", str(log)]
    listening = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        listening.send_signal(signal.SIGINT)
        listening.wait(10)


def p0f_said(log: Path, addresses: Mapping[str, str]) -> Mapping[str, set[str]]:
    """The applications that p0f names at the sites' addresses."""
    names = {address: name for name, address in addresses.items()}
    found: dict[str, set[str]] = defaultdict(set)
    for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
        told = dict(part.partition("=")[::2] for part in line.partition("] ")[2].split("|"))
        name = names.get(told.get("srv", "").partition("/")[0])
        if name and told.get("mod") == "http response" and told.get("app", "???") != "???":
            found[name].add(told["app"].split(" ")[0])
    return found


def judged(
    said_by: Mapping[str, set[str]], looked: Looked, *, all_are_products: bool
) -> tuple[int, int]:
    """Statements that name a product, and those of one that is nowhere in the site's row."""
    count = wrong = 0
    truth = truth_of(looked)
    for name, texts in said_by.items():
        if not name:
            continue
        there = set().union(*truth[f"SITE:http://{name}"].values())
        there |= {BUILT_ON[one] for one in there if one in BUILT_ON}
        known = {called(text) for text in texts}
        strangers = {text for text in texts if not called(text)} if all_are_products else set()
        products = {one for one in known if one} | strangers
        count += len(products)
        wrong += len(products - there)
    return count, wrong


def tools(program: str, looked: Looked, log: Path) -> Iterator[Row]:
    """What the installed ones say of the sites while they are up."""
    stands = stands_of(looked.sites, block())
    addresses = {name: row[0].address for name, row in stands.items()}
    yield "p0f, application", *judged(p0f_said(log, addresses), looked, all_are_products=True)
    with relay(addresses) as port:
        if shutil.which("whatweb"):
            told = whatweb(addresses, port)
            yield "whatweb -a3", *judged(told, looked, all_are_products=False)
        if shutil.which(program):
            told = wafw00f(program, addresses, port)
            yield "wafw00f -a", *judged(told, looked, all_are_products=True)
    if shutil.which("nmap"):
        yield "nmap -sV", *judged(nmap(addresses), looked, all_are_products=True)


def rows_of(
    fold: Fold, tables: Tables, sized: Callable[[Plan], Plan], watched: int, wafw00f_at: str
) -> Iterator[Row]:
    """One part of the products held out: weights and thresholds are learnt on all the others."""
    fitting = list(worlds(sized(fold.fitting), load_lies(), note))
    _, learnt = refitted(fitting, tables)
    held_out: list[Looked] = []
    with tempfile.TemporaryDirectory() as held, p0f(log := Path(held) / "p0f.log"):
        for looked in worlds(sized(fold.held_out), load_lies(), note):
            held_out.append(looked)
            if len(held_out) <= watched:
                yield from tools(wafw00f_at, looked, log)
    yield from periplus(held_out, learnt)
    yield from naive(fitting, held_out, learnt)


def note(text: str) -> None:
    print(text, file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wafw00f", default="wafw00f", help="the program, in a venv of its own perhaps")
    parser.add_argument("--worlds", type=int, help="of each kind; default: as planned")
    parser.add_argument("--tools", type=int, default=1, help="held-out worlds that tools see, each part")
    options = parser.parse_args()
    tables = unfitted(load())

    def sized(plan: Plan) -> Plan:
        return structs.replace(plan.standing(has), worlds=options.worlds or plan.worlds)

    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for fold in folds(load_products()):
        for name, count, wrong in rows_of(fold, tables, sized, options.tools, options.wafw00f):
            counts[name][0] += count
            counts[name][1] += wrong
    print("| said firmly by | statements | wrong | share wrong (95 %) |\n|---|---|---|---|")
    for name, (count, wrong) in sorted(counts.items()):
        low, high = wilson(wrong, count)
        share = f"{wrong / count:.0%} ({low:.0%} to {high:.0%})" if count else "-"
        print(f"| {name} | {count} | {wrong} | {share} |")


if __name__ == "__main__":
    main()
