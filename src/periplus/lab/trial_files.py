"""Web servers of drawn sites that hand out files and can do nothing else: one process for each site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_servers import CODES, PAGE, PORT, Stand, Start

MICRO_HTTPD, YAWS = "/usr/sbin/micro-httpd", "/usr/lib/yaws-*/ebin"


def found(pattern: str) -> list[str]:
    """The files whose path from the root fits a pattern, sorted."""
    return sorted(map(str, Path("/").glob(pattern.removeprefix("/"))))


def mini_httpd(root: Path, stand: Stand) -> Start:
    """mini_httpd; it takes error pages from a folder of the site's."""
    own = root / "errors"
    if stand.box.page is not None:
        own.mkdir()
        for code in CODES:
            (own / f"err{code}.html").write_text(stand.box.page)
    return Start(["-D", "-h", stand.address, "-p", str(PORT), "-d", str(root), "-u", "nobody"])


def webfsd(root: Path, stand: Stand) -> Start:
    """The web server webfs."""
    words = ["-F", "-i", stand.address, "-p", str(PORT), "-r", str(root), "-f", "index.html"]
    return Start(words)


def weborf(root: Path, stand: Stand) -> Start:
    """Weborf."""
    return Start(["-i", stand.address, "-p", str(PORT), "-b", str(root)])


def micro_httpd(root: Path, stand: Stand) -> Start:
    """micro_httpd, which serves one connection and is started for each."""
    door = f"TCP-LISTEN:{PORT},bind={stand.address},fork,reuseaddr"
    return Start([door, f"SYSTEM:{MICRO_HTTPD} {root}; true"])


def yaws(root: Path, stand: Stand) -> Start:
    """Yaws, as it is without any application."""
    conf = root.with_suffix(".conf")
    conf.write_text(
        f"logdir = {root.parent}\nmax_connections = nolimit\nid = {stand.key}\n<server {stand.name}>\n"
        f" port = {PORT}\n listen = {stand.address}\n docroot = {root}\n access_log = false\n</server>\n"
    )
    words = ["-noshell", "-noinput", "-pa", *found(YAWS), "-conf", str(conf), "-run", "yaws"]
    return Start(words, {"HOME": str(root.parent)})


STARTED_BY: Mapping[str, str] = {"micro_httpd": "socat", "yaws": "erl"}
"""The program that runs a server which is none by itself."""
FILE_SERVERS: Mapping[str, Callable[[Path, Stand], Start]] = {
    "mini_httpd": mini_httpd,
    "webfsd": webfsd,
    "weborf": weborf,
    "micro_httpd": micro_httpd,
    "yaws": yaws,
}
"""What starts each."""


def serving(name: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """A process of this server for each of its stands, with a folder of its own."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        roots = [directory / stand.key for stand in stands]
        for root in roots:
            root.mkdir()
            (root / "index.html").write_text(PAGE)
        return [FILE_SERVERS[name](root, stand) for root, stand in zip(roots, stands, strict=True)]

    return starts
