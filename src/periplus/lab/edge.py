"""A real edge before a site: nginx ends TLS and passes requests on to the laboratory's own server."""

from __future__ import annotations

from pathlib import Path

from periplus.lab.script import TlsPart, WebPart

_VERSIONS = ("TLSv1.2", "TLSv1.3")
# What the origin sends stays as it is: no field of nginx's own, none taken out.
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
    listen {listen} ssl;
    ssl_certificate {pem};
    ssl_certificate_key {pem};
    ssl_protocols {protocols};
    ssl_ciphers {suites};
    location / {{
      proxy_pass http://unix:{behind}:;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_pass_header Server;
      proxy_pass_header Date;
    }}
  }}
}}
"""


def is_plain(web: WebPart, host: str | None) -> bool:
    """Whether a web part is the site's and only ever answers: faults are staged by our own server."""
    return (
        host in web.hosts
        and web.behaviour == "answer"
        and all(
            answer.behaviour == "answer" and not answer.delay_s and answer.framing != "close"
            for answer in web.answer
        )
    )


def nginx_settings(
    directory: Path, listen: tuple[str, int], pem: Path, web: WebPart, behind: Path
) -> str:
    """The text of nginx.conf for one endpoint."""
    tls = web.tls or TlsPart()
    first, last = _VERSIONS.index(tls.min_version), _VERSIONS.index(tls.max_version)
    address, port = listen
    where = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return _NGINX.format(
        directory=directory,
        listen=where,
        pem=pem,
        protocols=" ".join(_VERSIONS[first : last + 1]),
        suites=tls.suites,
        behind=behind,
    )
