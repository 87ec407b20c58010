"""Settings of real web servers that each answer for many drawn sites, one address of loopback each."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from periplus.lab.trial import Box

PORT = 8080
PAGE = "<!DOCTYPE html>\n<title>Plain</title>\n<p>Nothing but a page.</p>\n"
CODES = (400, 403, 404, 405, 414, 500, 502, 503)
"""Error codes of which a box may have pages of its own."""
_APACHE_MODULES = Path("/usr/lib/apache2/modules")
_NGINX_MODULES = Path("/usr/lib/nginx/modules")
_NUMBERED = re.compile(r'"header\.add \d+"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A box where it stands: its address, and that of what it passes requests on to."""

    box: Box
    name: str  # of the site
    address: str
    back: str = ""  # empty: it has the pages itself
    addresses: tuple[
        str, ...
    ] = ()  # of the site's boxes; tinyproxy asks for a site by the address behind it

    @property
    def hosts(self) -> tuple[str, ...]:
        """What may stand in the Host field of a request for the site."""
        return (self.name, *self.addresses)

    @property
    def key(self) -> str:
        """A word that no other stand has."""
        return "b" + self.address.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Start:
    """The words of a command, and what it finds in its environment."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def own_page(directory: Path, stand: Stand) -> Path | None:
    """The file of a stand's own error page."""
    if stand.box.page is None:
        return None
    path = directory / f"{stand.key}.html"
    path.write_text(stand.box.page)
    return path


def by_server(stands: Iterable[Stand]) -> Mapping[str | None, list[Stand]]:
    """Stands by Server field, for programs that have one for all they answer."""
    found: dict[str | None, list[Stand]] = defaultdict(list)
    for stand in stands:
        found[stand.box.server].append(stand)
    return found


def nginx(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One nginx; a Server field of another name needs the module of extra headers."""
    paths = "".join(
        f"  {kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    module = _NGINX_MODULES / "ngx_http_headers_more_filter_module.so"
    load = f"load_module {module};\n" if module.exists() else ""
    text = (
        f"{load}daemon off;\nmaster_process off;\nuser root root;\npid {directory}/pid;\n"
        "error_log stderr crit;\nevents { worker_connections 2048; }\n"
        f"http {{\n  access_log off;\n{paths}"
        f"{''.join(_nginx_server(directory, stand) for stand in stands)}}}\n"
    )
    (directory / "conf").write_text(text)
    return [Start(["-p", str(directory), "-c", str(directory / "conf"), "-e", "stderr"])]


def _nginx_server(directory: Path, stand: Stand) -> str:
    box, page = stand.box, own_page(directory, stand)
    lines = [f"listen {stand.address}:{PORT};"]
    if box.server is not None:
        lines.append(
            f"more_set_headers 'Server: {box.server}';" if box.server else "more_clear_headers Server;"
        )
    lines += [f"add_header {name} '{value}' always;" for name, value in box.fields]
    if page is not None:
        codes = " ".join(map(str, CODES))
        lines.append(f"error_page {codes} /{page.name};")
        lines.append(f"location = /{page.name} {{ internal; root {directory}; }}")
    way = f"root {directory.parent}/root;"
    intercepts = " {0}_intercept_errors on;" if page is not None else ""
    if stand.back:
        way = (
            f"proxy_pass http://{stand.back}:{PORT}; proxy_http_version 1.1; "
            "proxy_set_header Host $host;"
        ) + intercepts.format("proxy")
    lines.append(f"location / {{ {way} }}")
    return "  server {\n" + "".join(f"    {line}\n" for line in lines) + "  }\n"


def apache(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Apache for each Server field; another name needs ModSecurity, and none is not to be had."""
    starts = []
    for number, (server, mine) in enumerate(by_server(stands).items()):
        names = ["mpm_event", "authz_core", "dir", "mime", "alias", "headers", "proxy", "proxy_http"]
        names += ["unique_id", "security2"] if server is not None else []
        load = "".join(f"LoadModule {n}_module {_APACHE_MODULES}/mod_{n}.so\n" for n in names)
        named = "" if server is None else f'SecServerSignature "{server or "-"}"\n'
        text = (
            f"{load}ServerName plain.example\nPidFile {directory}/pid-{number}\nServerTokens Full\n"
            f"ErrorLog {directory}/error-{number}\nTypesConfig /etc/mime.types\n{named}"
            f"StartServers 1\nThreadsPerChild 16\nMaxRequestWorkers 64\nTimeout 20\n"
            f"{''.join(_apache_host(directory, stand) for stand in mine)}"
        )
        path = directory / f"conf-{number}"
        path.write_text(text)
        starts.append(Start(["-D", "FOREGROUND", "-f", str(path)]))
    return starts


def _apache_host(directory: Path, stand: Stand) -> str:
    page = own_page(directory, stand)
    lines = [f"ServerName {stand.name}", f"DocumentRoot {directory.parent}/root"]
    escaped = [(name, value.replace("%", "%%")) for name, value in stand.box.fields]
    lines += [f'Header always add {name} "{value}"' for name, value in escaped]
    if page is not None:
        lines += [f"ErrorDocument {code} /{page.name}" for code in CODES]
        lines += [f"Alias /{page.name} {page}", f"ProxyPass /{page.name} !"]
        lines += ["ProxyErrorOverride On"] if stand.back else []
    if stand.back:
        lines += ["ProxyPreserveHost On", f"ProxyPass / http://{stand.back}:{PORT}/"]
    body = "".join(f"  {line}\n" for line in lines)
    where = f"{stand.address}:{PORT}"
    return f"Listen {where}\n<VirtualHost {where}>\n{body}</VirtualHost>\n"


def lighttpd(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One lighttpd."""
    text = (
        'server.modules = ("mod_setenv", "mod_proxy")\n'
        f'server.document-root = "{directory.parent}/root"\nindex-file.names = ("index.html")\n'
        'mimetype.assign = (".html" => "text/html")\n'
        f'server.bind = "{stands[0].address}"\nserver.port = {PORT + 1}\n'
        f"{''.join(_lighttpd_socket(directory, stand) for stand in stands)}"
    )
    (directory / "conf").write_text(text)
    return [Start(["-D", "-f", str(directory / "conf")])]


def _lighttpd_socket(directory: Path, stand: Stand) -> str:
    box = stand.box
    lines = []
    if box.server is not None:
        lines.append(f'server.tag = "{box.server}"')
    if box.page is not None:
        prefix = directory / f"{stand.key}-"
        for code in CODES:
            prefix.with_name(f"{prefix.name}{code}.html").write_text(box.page or "\n")
        lines.append(f'server.errorfile-prefix = "{prefix}"')
        lines.append('server.error-intercept = "enable"')
    pairs = ", ".join(f"{json.dumps(name)} => {json.dumps(value)}" for name, value in box.fields)
    lines += [f"setenv.add-response-header = ({pairs})"] if pairs else []
    if stand.back:
        lines.append(f'proxy.server = ("" => (("host" => "{stand.back}", "port" => {PORT})))')
    body = "".join(f"  {line}\n" for line in lines)
    return f'$SERVER["socket"] == "{stand.address}:{PORT}" {{\n{body}}}\n'


def caddy(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Caddy."""
    sites = "".join(_caddy_site(directory, stand) for stand in stands)
    (directory / "conf").write_text(f"{{\n admin off\n auto_https off\n}}\n{sites}")
    words = ["run", "--adapter", "caddyfile", "--config", str(directory / "conf")]
    return [Start(words, {"HOME": str(directory), "GOMAXPROCS": "2"})]


def _caddy_site(directory: Path, stand: Stand) -> str:
    box = stand.box
    headers = [f"+{name} {json.dumps(value)}" for name, value in box.fields]
    if box.server is not None:
        headers.append(f"Server {json.dumps(box.server)}" if box.server else "-Server")
    lines = [f"bind {stand.address}"]
    if headers:
        lines.append("header {\n" + "".join(f"  {one}\n" for one in headers) + "  defer\n }")
    lines.append(
        f"reverse_proxy {stand.back}:{PORT}" if stand.back else f"root * {directory.parent}/root"
    )
    lines += [] if stand.back else ["file_server"]
    if box.page is not None:
        lines.append(
            f"handle_errors {{\n  respond {json.dumps(box.page)} {{http.error.status_code}}\n }}"
        )
    body = "".join(f" {line}\n" for line in lines)
    names = ", ".join(f"http://{host}:{PORT}" for host in dict.fromkeys((*stand.hosts, stand.address)))
    return f"{names} {{\n{body}}}\n"


def h2o(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One H2O for each Server field."""
    starts = []
    for number, (server, mine) in enumerate(by_server(stands).items()):
        told: dict[str, object] = {
            "num-threads": 1,
            "pid-file": str(directory / f"pid-{number}"),
            "error-log": str(directory / f"error-{number}"),
            "proxy.preserve-host": "ON",
            "hosts": {
                f"{host}:{PORT}": _h2o_host(directory, stand) for stand in mine for host in stand.hosts
            },
        }
        if os.geteuid() == 0:
            told["user"] = "root"
        if server is not None:
            told |= {"server-name": server} if server else {"send-server-name": "OFF"}
        path = directory / f"conf-{number}"
        # JSON is YAML, but that one command stands there once for each field.
        path.write_text(_NUMBERED.sub('"header.add"', json.dumps(told)))
        starts.append(Start(["-m", "worker", "-c", str(path)]))
    return starts


def _h2o_host(directory: Path, stand: Stand) -> Mapping[str, object]:
    page = own_page(directory, stand)
    way: dict[str, object] = {"file.dir": str(directory.parent / "root")}
    if stand.back:
        way = {"proxy.reverse.url": f"http://{stand.back}:{PORT}/"}
    paths: dict[str, object] = {"/": way}
    host: dict[str, object] = {"listen": {"host": stand.address, "port": PORT}, "paths": paths}
    if page is not None:
        paths[f"/{page.name}"] = {"file.file": str(page)}
        host["error-doc"] = [{"status": code, "url": f"/{page.name}"} for code in CODES]
    for number, (name, value) in enumerate(stand.box.fields):
        host[f"header.add {number}"] = f"{name}: {value}"
    return host
