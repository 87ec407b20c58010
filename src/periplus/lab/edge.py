"""Settings of real programs before a site: nginx and HAProxy, which can end TLS, and Varnish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from periplus.lab.script import TlsPart, WebPart

_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_HAPROXY_NAMES = {"TLSv1": "TLSv1.0"}
# What the origin sends stays as it is: no field of their own, none taken out, none respelt.
_NGINX = """
daemon off;
user root root;
master_process off;
pid {directory}/pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  server {{
    listen {listen};{tls}
    location / {{{passes}
    }}
  }}
}}
"""
_NGINX_TLS = """
    ssl_certificate {pem};
    ssl_certificate_key {pem};
    ssl_protocols {protocols};
    ssl_ciphers {suites};
    ssl_prefer_server_ciphers {order};"""
_TO_HTTP = """
      proxy_pass http://unix:{back}:;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_pass_header Server;
      proxy_pass_header Date;"""
_TO_PHP = """
      fastcgi_pass unix:{back};
      fastcgi_param SCRIPT_FILENAME {script};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param HTTP_HOST $host;
      fastcgi_pass_header Server;
      fastcgi_pass_header Date;"""
_HAPROXY = """
global
  h1-case-adjust-file {directory}/names
defaults
  mode http
  option h1-case-adjust-bogus-client
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend front
  bind {listen}
  default_backend back
backend back
  server origin unix@{back}
"""
_VARNISH = """
vcl 4.1;
backend origin {{ .path = "{back}"; }}
sub vcl_recv {{ return (pass); }}
sub vcl_deliver {{
  unset resp.http.X-Varnish;
  unset resp.http.Via;
  unset resp.http.Age;
  unset resp.http.Accept-Ranges;
}}
"""


@dataclass(frozen=True, slots=True)
class Front:
    """Where a program listens: at a socket file, or at an endpoint with TLS and this certificate."""

    where: tuple[str, int] | Path
    pem: Path | None = None


_PASSED_ON = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
"""Paths to which a real server does not answer by itself that they are none (RFC 3986 §2.1)."""


def is_plain(web: WebPart, host: str | None) -> bool:
    """Whether a web part is the site's and only ever answers: faults are staged by our own server."""
    return (
        host in web.hosts
        and web.behaviour == "answer"
        and all(
            answer.behaviour == "answer"
            and not answer.delay_s
            and answer.framing != "close"
            and answer.prefix is None
            and _PASSED_ON.fullmatch(answer.path)
            for answer in web.answer
        )
    )


def nginx(directory: Path, front: Front, web: WebPart, back: Path, *, php: bool) -> list[str]:
    """Write its settings; the words of the command. `php`: behind it is FastCGI."""
    tls, listen = "", f"unix:{front.where}"
    if front.pem is not None and not isinstance(front.where, Path):
        part, listen = web.tls or TlsPart(), f"{_endpoint(front.where)} ssl"
        order = "on" if part.order == "server" else "off"
        protocols = " ".join(_versions(part))
        tls = _NGINX_TLS.format(pem=front.pem, protocols=protocols, suites=part.suites, order=order)
    passes = _TO_PHP.format(back=back, script=back.with_name("index.php"))
    passes = passes if php else _TO_HTTP.format(back=back)
    text = _NGINX.format(directory=directory, listen=listen, tls=tls, passes=passes)
    (directory / "conf").write_text(text)
    return ["-p", str(directory), "-c", str(directory / "conf"), "-e", "stderr"]


def haproxy(directory: Path, front: Front, web: WebPart, back: Path) -> list[str]:
    """Write its settings; the words of the command."""
    listen = f"unix@{front.where}"
    if front.pem is not None and not isinstance(front.where, Path):
        part = web.tls or TlsPart()
        versions = [_HAPROXY_NAMES.get(name, name) for name in _versions(part)]
        bounds = f"ssl-min-ver {versions[0]} ssl-max-ver {versions[-1]}"
        bounds += " prefer-client-ciphers" if part.order == "client" else ""
        crt = f"ssl crt {front.pem} {bounds} ciphers {part.suites} alpn http/1.1"
        listen = f"{_endpoint(front.where)} {crt}"
    (directory / "names").write_text("".join(f"{n.lower()} {n}\n" for n in field_names(web)))
    text = _HAPROXY.format(directory=directory, listen=listen, back=back)
    (directory / "conf").write_text(text)
    return ["-db", "-f", str(directory / "conf")]


def varnish(directory: Path, front: Front, back: Path) -> list[str]:
    """Write its settings; the words of the command."""
    (directory / "conf").write_text(_VARNISH.format(back=back))
    words = ["-F", "-j", "none", "-n", str(directory / "work"), "-a", str(front.where)]
    return [*words, "-f", str(directory / "conf"), "-s", "malloc,8m", "-p", "http_gzip_support=off"]


def field_names(web: WebPart) -> Sequence[str]:
    """The names of response fields as the scenario spells them; the first spelling counts."""
    framing = ["Content-Type", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Set-Cookie"]
    given = [name for answer in web.answer for name, _ in answer.fields]
    spelt: dict[str, str] = {}
    for name in (*given, *framing, "Connection", "Date"):
        spelt.setdefault(name.lower(), name)
    return [name for lower, name in spelt.items() if name != lower]


def _versions(part: TlsPart) -> Sequence[str]:
    return _VERSIONS[_VERSIONS.index(part.min_version) : _VERSIONS.index(part.max_version) + 1]


def _endpoint(where: tuple[str, int]) -> str:
    address, port = where
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
