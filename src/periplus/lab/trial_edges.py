"""Settings of real edges that each stand before many drawn sites, one address of loopback each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_servers import PORT, Stand, Start, own_page

_CONF_REMAP = "/usr/lib/trafficserver/modules/conf_remap.so"
_REASON = "Error"


def haproxy(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One HAProxy."""
    text = "global\n maxconn 512\ndefaults\n mode http\n timeout connect 5s\n timeout client 20s\n"
    text += " timeout server 20s\n" + "".join(_haproxy_front(directory, stand) for stand in stands)
    (directory / "conf").write_text(text)
    return [Start(["-db", "-f", str(directory / "conf")])]


def _haproxy_front(directory: Path, stand: Stand) -> str:
    lines = [f"bind {stand.address}:{PORT}", f"default_backend {stand.key}"]
    if stand.box.server is not None:
        lines.append(f"http-response set-header Server {json.dumps(stand.box.server)}")
    if stand.box.page is not None:
        for code in (400, 403, 408, 500, 502, 503, 504):
            path = directory / f"{stand.key}-{code}.http"
            head = f"HTTP/1.0 {code} {_REASON}\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n"
            path.write_text(head + stand.box.page, newline="")
            lines.append(f"errorfile {code} {path}")
    front = "".join(f" {line}\n" for line in lines)
    back = f"backend {stand.key}\n server one {stand.back}:{PORT}\n"
    return f"frontend f{stand.key}\n{front}{back}"


def varnish(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Varnish; which site is meant is told by the socket."""
    backs, receive, deliver, synth = "", "", "", ""
    for stand in stands:
        mine = f'if (local.socket == "{stand.key}")'
        name = stand.key.replace("-", "_")
        backs += f'backend {name} {{ .host = "{stand.back}"; .port = "{PORT}"; }}\n'
        receive += f"  {mine} {{ set req.backend_hint = {name}; }}\n"
        if lines := _varnish_fields(stand):
            deliver += f"  {mine} {{\n{lines}  }}\n"
        if stand.box.page is not None:
            page = f'    synthetic({{"{stand.box.page}"}});\n    return (deliver);\n'
            synth += f"  {mine} {{\n{_varnish_fields(stand)}{page}  }}\n"
    text = (
        f"vcl 4.1;\n{backs}sub vcl_recv {{\n{receive}  return (pass);\n}}\n"
        f"sub vcl_deliver {{\n{deliver}}}\nsub vcl_synth {{\n{synth}}}\n"
    )
    (directory / "conf").write_text(text)
    words = ["-F", "-j", "none", "-n", str(directory / "work"), "-f", str(directory / "conf")]
    for stand in stands:
        words += ["-a", f"{stand.key}={stand.address}:{PORT}"]
    return [Start([*words, "-s", "malloc,16m", "-p", "vsl_space=8m"])]


def _varnish_fields(stand: Stand) -> str:
    marks = ("X-Varnish", "Via", "Age") if stand.box.hidden else ("X-Varnish", "Age")
    lines = [f"unset resp.http.{name};" for name in marks if stand.box.hidden or stand.box.bare]
    if stand.box.server is not None:
        lines.append(f"set resp.http.Server = {json.dumps(stand.box.server)};")
    return "".join(f"    {line}\n" for line in lines)


def squid(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Squid for each Server field that it writes and each set of error pages."""
    groups: dict[tuple[str | None, str | None], list[Stand]] = defaultdict(list)
    for stand in stands:
        groups[stand.box.server, stand.box.page].append(stand)
    starts = []
    for number, ((server, page), mine) in enumerate(groups.items()):
        held = directory / str(number)
        held.mkdir()
        held.chmod(0o777)
        (held / "conf").write_text(_squid_text(held, mine, server, page))
        # Squids of one service name share memory, and get in each other's way as they start.
        service = mine[0].key.replace("-", "")
        starts.append(Start(["-N", "-n", service, "-f", str(held / "conf")]))
    return starts


def _squid_text(held: Path, stands: Sequence[Stand], server: str | None, page: str | None) -> str:
    lines = [
        *(f"pid_filename {held}/pid", f"cache_log {held}/log", f"coredump_dir {held}"),
        *("access_log none", "cache_store_log none", "cache deny all", "cache_mem 8 MB"),
        *("shutdown_lifetime 0 seconds", "max_filedescriptors 4096", "http_access allow all"),
        *("never_direct allow all", "visible_hostname proxy1", f"icon_directory {held}"),
    ]
    for stand in stands:
        lines += [
            f"http_port {stand.address}:{PORT} accel vhost name={stand.key}",
            f"acl {stand.key} myportname {stand.key}",
            f"cache_peer {stand.back} parent {PORT} 0 no-query no-digest originserver name={stand.key}",
            f"cache_peer_access {stand.key} allow {stand.key}",
        ]
        names = ("X-Cache", "X-Cache-Lookup", "X-Squid-Error", *(("Via",) if stand.box.hidden else ()))
        if stand.box.hidden or stand.box.bare:
            lines += [f"reply_header_access {name} deny {stand.key}" for name in names]
    if server is not None:
        lines += ["reply_header_access Server deny all", f"reply_header_replace Server {server}"]
    if page is not None:
        pages = held / "pages"
        pages.mkdir()
        for template in Path("/usr/share/squid/errors/templates").glob("ERR_*"):
            (pages / template.name).write_text(page)
        lines.append(f"error_directory {pages}")
    return "".join(f"{line}\n" for line in lines)


def traffic_server(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Traffic Server; which site is meant is told by its name."""
    ports = " ".join(f"{PORT}:ip-in={stand.address}" for stand in stands)
    records = {
        "http.server_ports": f"STRING {ports}",
        "http.cache.http": "INT 0",
        "url_remap.pristine_host_hdr": "INT 1",
        "url_remap.remap_required": "INT 1",
        "http.insert_response_via_str": "INT 2",
        "http.response_server_enabled": "INT 1",
        "http.response_server_str": "STRING ATS/9.2.5",
        "exec_thread.autoconfig": "INT 0",
        "exec_thread.limit": "INT 2",
        "admin.user_id": "STRING #-1",
        "local_state_dir": f"STRING {directory}",  # its lock: two of them may run
        "reverse_proxy.enabled": "INT 1",
        "log.logging_enabled": "INT 0",
        "body_factory.template_sets_dir": f"STRING {_pages_of(directory, stands)}",
    }
    held = directory / "etc"
    held.mkdir()
    (held / "records.config").write_text(
        "".join(f"CONFIG proxy.config.{name} {value}\n" for name, value in records.items())
    )
    (held / "storage.config").write_text(f"{directory} 16M\n")
    (held / "ip_allow.yaml").write_text(
        "ip_allow:\n  - apply: in\n    ip_addrs: 127.0.0.0/8\n    action: allow\n    methods: ALL\n"
    )
    (held / "remap.config").write_text("".join(_remap(held, stand) for stand in stands))
    for name in ("plugin.config", "hosting.config", "parent.config", "cache.config", "volume.config"):
        (held / name).write_text("")
    return [Start([], {"PROXY_CONFIG_CONFIG_DIR": str(held), "TS_ROOT": str(directory)})]


def _pages_of(directory: Path, stands: Sequence[Stand]) -> Path:
    """Its error pages: what it has by itself, and beside them each stand's own under another name."""
    pages = directory / "body_factory" / "default"
    pages.mkdir(parents=True)
    for template in Path("/etc/trafficserver/body_factory/default").glob("[a-z.]*"):
        (pages / template.name).write_bytes(template.read_bytes())
    for stand in stands:
        if stand.box.page is not None:
            (pages / f"{stand.key}_default").write_text(stand.box.page)
    return pages.parent


def _remap(held: Path, stand: Stand) -> str:
    told = []
    if stand.box.hidden:
        told.append("http.insert_response_via_str INT 0")
    if stand.box.server is not None:
        told.append(f"http.response_server_str STRING {stand.box.server}")
    elif stand.box.hidden or stand.box.bare:
        told.append("http.response_server_enabled INT 0")
    if stand.box.page is not None:
        told.append(f"body_factory.template_base STRING {stand.key}")
    path = held / f"{stand.key}.config"
    path.write_text("".join(f"CONFIG proxy.config.{one}\n" for one in told))
    plugin = f" @plugin={_CONF_REMAP} @pparam={path}" if told else ""
    return "".join(f"map http://{host}/ http://{stand.back}:{PORT}/{plugin}\n" for host in stand.hosts)


def nghttpx(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One nghttpx for each Server field that it writes, and for those that hide or have other pages."""
    starts = []
    groups: dict[tuple[str | None, str | None, bool, bool], list[Stand]] = defaultdict(list)
    for stand in stands:
        box = stand.box
        groups[box.server, box.page, box.hidden, box.bare].append(stand)
    for number, ((server, page, hidden, bare), mine) in enumerate(groups.items()):
        lines = ["workers=1", "single-process=yes"]
        for stand in mine:
            lines.append(f"frontend={stand.address},{PORT};no-tls")
            hosts = ":".join(f"{host}/" for host in stand.hosts)
            lines.append(f"backend={stand.back},{PORT};{hosts};proto=http/1.1")
        lines.append(f"backend={mine[0].back},{PORT};;proto=http/1.1")
        lines += ["no-via=yes"] if hidden else []
        lines += ["no-server-rewrite=yes"] if (hidden or bare) and server is None else []
        lines += [] if server is None else [f"server-name={server}"]
        if page is not None:
            path = directory / f"page-{number}.html"
            path.write_text(page)
            lines.append(f"error-page=*={path}")
        conf = directory / f"conf-{number}"
        conf.write_text("".join(f"{line}\n" for line in lines))
        starts.append(Start([f"--conf={conf}", "--errorlog-file=/dev/stderr"]))
    return starts


def tinyproxy(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One tinyproxy for each stand, as a reverse proxy; it writes no Server field into what passes."""
    starts = []
    for stand in stands:
        page = own_page(directory, stand)
        lines = [
            *(f"Port {PORT}", f"Listen {stand.address}", "Timeout 20", "MaxClients 50"),
            *("LogLevel Critical", "ReverseOnly Yes", f'ReversePath "/" "http://{stand.back}:{PORT}/"'),
            *(["DisableViaHeader Yes"] if stand.box.hidden else ['ViaProxyName "proxy1"']),
            *([f'DefaultErrorFile "{page}"'] if page is not None else []),
        ]
        conf = directory / f"{stand.key}.conf"
        conf.write_text("".join(f"{line}\n" for line in lines))
        starts.append(Start(["-d", "-c", str(conf)]))
    return starts


def envoy(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Envoy; as it is by itself it writes its own Server field over the web server's."""
    told = {
        "static_resources": {
            "listeners": [_envoy_listener(stand) for stand in stands],
            "clusters": [
                {
                    "name": stand.key,
                    "connect_timeout": "5s",
                    "load_assignment": {
                        "cluster_name": stand.key,
                        "endpoints": [{"lb_endpoints": [{"endpoint": _envoy_at(stand.back)}]}],
                    },
                }
                for stand in stands
            ],
        }
    }
    (directory / "conf.json").write_text(json.dumps(told))
    words = ["-c", str(directory / "conf.json"), "--concurrency", "2", "--disable-hot-restart"]
    return [Start([*words, "-l", "error"], {"ENVOY_UID": "0"})]


def _envoy_at(address: str) -> Mapping[str, object]:
    return {"address": {"socket_address": {"address": address, "port_value": PORT}}}


def _envoy_listener(stand: Stand) -> Mapping[str, object]:
    box = stand.box
    type_of = "type.googleapis.com/envoy.extensions.filters"
    router: dict[str, object] = {"@type": f"{type_of}.http.router.v3.Router"}
    manager: dict[str, object] = {
        "@type": f"{type_of}.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "site",
        "http_protocol_options": {"accept_http_10": True},  # Perlbal speaks no other
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "site",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": stand.key}}],
                }
            ]
        },
        "http_filters": [{"name": "envoy.filters.http.router", "typed_config": router}],
    }
    if box.hidden or box.bare:
        router["suppress_envoy_headers"] = True
    if box.hidden:
        manager["server_header_transformation"] = "PASS_THROUGH"
    if box.server is not None:
        manager |= {"server_header_transformation": "OVERWRITE", "server_name": box.server}
    if box.page is not None:
        text = {"inline_string": box.page.replace("%", "%%")}
        page = {"text_format_source": text, "content_type": "text/html"}
        manager["local_reply_config"] = {"body_format": page}
    filters = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
    return {"name": stand.key, **_envoy_at(stand.address), "filter_chains": [{"filters": filters}]}


def perlbal(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One Perlbal, which neither adds to what passes nor takes anything out."""
    lines = []
    for stand in stands:
        name = stand.key.replace("-", "_")
        lines += [
            f"CREATE POOL p{name}",
            f"  POOL p{name} ADD {stand.back}:{PORT}",
            f"CREATE SERVICE s{name}",
            "  SET role = reverse_proxy",
            f"  SET listen = {stand.address}:{PORT}",
            f"  SET pool = p{name}",
            f"ENABLE s{name}",
        ]
    (directory / "conf").write_text("".join(f"{line}\n" for line in lines))
    return [Start([f"--config={directory / 'conf'}"])]


_HTTP_PROXY = """
use strict; use warnings;
use HTTP::Proxy; use HTTP::Proxy::HeaderFilter::simple;
my ($host, $port, $back, $hidden, $server) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my $proxy = HTTP::Proxy->new(
  host => $host, port => $port, engine => 'NoFork', max_keep_alive_requests => 1);
$proxy->via('') if $hidden;
$proxy->push_filter(request => HTTP::Proxy::HeaderFilter::simple->new(
  sub { my ($self, $fields, $ask) = @_; $ask->uri("http://$back" . $ask->uri->path_query) }));
$proxy->push_filter(mime => undef, response => HTTP::Proxy::HeaderFilter::simple->new(
  sub { my ($self, $fields) = @_; $fields->header(Server => $server) })) if defined $server;
$proxy->start;
"""


def http_proxy(directory: Path, stands: Sequence[Stand]) -> list[Start]:
    """One HTTP::Proxy for each stand; it shows itself by its Via field."""
    path = directory / "run.pl"
    path.write_text(_HTTP_PROXY)
    starts = []
    for stand in stands:
        hidden = "1" if stand.box.hidden else ""
        words = [str(path), stand.address, str(PORT), f"{stand.back}:{PORT}", hidden]
        starts.append(Start([*words, *([] if stand.box.server is None else [stand.box.server])]))
    return starts
