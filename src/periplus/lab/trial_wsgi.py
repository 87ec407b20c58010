"""Web servers that drawn sites run in Python: each with one small site, or proxy, told apart by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_apps import LIBRARIES
from periplus.lab.trial_servers import PAGE, PORT, Stand, Start, by_server

_SITES = """
import http.client, json
from pathlib import Path
SITES = json.loads(Path(__file__).with_name('sites.json').read_text())
OWN = {'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'server', 'date'}
def behind(site, told):
    line = http.client.HTTPConnection(site['back'], PORT, timeout=10)
    line.putrequest(told['REQUEST_METHOD'], told['PATH_INFO'] or '/', skip_host=True)
    line.putheader('Host', told['HTTP_HOST'])
    line.endheaders()
    answer = line.getresponse()
    content = answer.read()
    fields = [(n, v) for n, v in answer.getheaders() if n.lower() not in OWN]
    return f"{answer.status} {answer.reason or '-'}", fields, content
def app(told, start):
    site = SITES.get(told.get('HTTP_HOST', '').split(':')[0], {})
    html = [('Content-Type', 'text/html; charset=utf-8')]
    try:
        if site.get('back'):
            status, fields, content = behind(site, told)
        elif told['PATH_INFO'] in ('', '/'):
            status, fields, content = '200 OK', html, TEXT
        else:
            status, fields, content = '404 Not Found', html, b'<title>Nothing here</title>'
    except (OSError, ValueError, http.client.HTTPException):
        status, fields, content = '502 Bad Gateway', html, b'<title>Nothing there</title>'
    if status[0] in '45' and site.get('page') is not None:
        fields, content = html, site['page'].encode()
    if site.get('server') is not None:
        fields = [*fields, ('Server', site['server'] or '-')]
    fields = [*fields, *map(tuple, site.get('fields', ())), ('Content-Length', str(len(content)))]
    start(status, fields)
    return [content]
"""
_CHEROOT = """
import sys, threading
from cheroot.wsgi import Server
from sites import app
def run(where):
    host, port = where.split(':')
    Server((host, int(port)), app, numthreads=2).start()
threads = [threading.Thread(target=run, args=(where,)) for where in sys.argv[1:]]
for one in threads: one.start()
for one in threads: one.join()
"""
_WAITRESS = """
import json, sys, threading
from pathlib import Path
from waitress import create_server
from sites import app
at = json.loads(Path(__file__).with_name('servers.json').read_text())
def run(where):
    create_server(app, map={}, listen=where, threads=4, ident=at.get(where, 'waitress')).run()
threads = [threading.Thread(target=run, args=(where,)) for where in sys.argv[1:]]
for one in threads: one.start()
for one in threads: one.join()
"""
_TWISTED = """
import json, sys
from pathlib import Path
from twisted.internet import reactor
from twisted.web import resource, server, wsgi
from sites import SITES, app
behind = wsgi.WSGIResource(reactor, reactor.getThreadPool(), app)
class Plain(resource.Resource):
    isLeaf = True
    def __init__(self, site): self.site = site
    def render(self, ask):
        site = self.site
        if site['server']: ask.setHeader('server', site['server'])
        elif site['server'] is not None: ask.responseHeaders.removeHeader('server')
        if site['back']: return behind.render(ask)
        for name, value in site['fields']: ask.responseHeaders.addRawHeader(name, value)
        if ask.path == b'/': return TEXT
        if site['page'] is None: return resource.NoResource().render(ask)
        ask.setResponseCode(404)
        return site['page'].encode()
by_address = {site['address']: site for site in SITES.values()}
for where in sys.argv[1:]:
    host, port = where.split(':')
    reactor.listenTCP(int(port), server.Site(Plain(by_address[host])), interface=host)
reactor.run()
"""
_PLAIN = {**LIBRARIES, "PYTHONDONTWRITEBYTECODE": "1"}
RUNS: Mapping[str, tuple[str, str]] = {
    "gunicorn": ("", "gunicorn"),
    "cheroot": (_CHEROOT, "cheroot"),
    "waitress": (_WAITRESS, "waitress"),
    "twistd": (_TWISTED, "twisted.web.wsgi"),
}
"""What starts each server, and the library that it needs."""


def serving(name: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """One process of this server for all its stands."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        told = {
            stand.name: {
                "address": stand.address,
                "back": stand.back,
                "server": None if name == "waitress" else stand.box.server,
                "page": stand.box.page,
                "fields": stand.box.fields,
            }
            for stand in stands
        }
        (directory / "sites.json").write_text(json.dumps(told))
        text = _SITES.replace("PORT", str(PORT)).replace("TEXT", repr(PAGE.encode()))
        (directory / "sites.py").write_text(text)
        (directory / "run.py").write_text(RUNS[name][0].replace("TEXT", repr(PAGE.encode())))
        if name == "gunicorn":
            return [_gunicorn(directory, server, mine) for server, mine in by_server(stands).items()]
        where = [f"{stand.address}:{PORT}" for stand in stands]
        if name == "waitress":  # its Server field is the server's to say; an application's makes a Via
            named = {at: one.box.server for at, one in zip(where, stands, strict=True)}
            given = {at: text or None for at, text in named.items() if text is not None}
            (directory / "servers.json").write_text(json.dumps(given))
        return [Start([str(directory / "run.py"), *where], _PLAIN)]

    return starts


def _gunicorn(directory: Path, server: str | None, stands: Sequence[Stand]) -> Start:
    """A process with this Server field, which is the process's and not the application's to say."""
    named = "" if server is None else f"import gunicorn\ngunicorn.SERVER = {server or '-'!r}\n"
    conf = directory / f"conf-{stands[0].key}.py"
    conf.write_text(named)
    binds = [word for stand in stands for word in ("-b", f"{stand.address}:{PORT}")]
    words = ["-m", "gunicorn", "-c", str(conf), *binds, "-k", "gthread", "--threads", "8", "sites:app"]
    return Start(words, _PLAIN)
