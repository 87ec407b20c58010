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
HOSTS = {host: site for site in SITES.values() for host in site['hosts']}
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
def answered(site, path, host):
    # What is behind, the page, or None where there is none.
    if site['back']:
        try: return behind(site, {'REQUEST_METHOD': 'GET', 'PATH_INFO': path, 'HTTP_HOST': host})
        except (OSError, ValueError, http.client.HTTPException):
            return '502 Bad Gateway', [('Content-Type', 'text/html')], b'<title>Nothing there</title>'
    return ('200 OK', [('Content-Type', 'text/html; charset=utf-8')], TEXT) if path == '/' else None
def app(told, start):
    site = HOSTS.get(told.get('HTTP_HOST', '').split(':')[0], {})
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
_PASTE = """
import json, sys, threading
from pathlib import Path
from paste import httpserver
from sites import app
at = json.loads(Path(__file__).with_name('servers.json').read_text())
def run(where):
    host, port = where.split(':')
    class Handler(httpserver.WSGIHandler): pass
    named = at.get(where)
    httpserver.serve(app, host, port, handler=Handler, server_version=named, threadpool_workers=8)
threads = [threading.Thread(target=run, args=(where,), daemon=True) for where in sys.argv[1:]]
for one in threads: one.start()
for one in threads: one.join()
"""
_BASE = """
import sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from sites import SITES, answered
class Handler(BaseHTTPRequestHandler):
    def version_string(self):
        named = self.server.site['server']
        return super().version_string() if named is None else named or '-'
    def send_error(self, code, message=None, explain=None):
        page = self.server.site['page']
        if page is None: return super().send_error(code, message, explain)
        self.say(code, 'Error', [('Content-Type', 'text/html')], page.encode())
    def say(self, code, reason, fields, content):
        self.send_response(code, reason)
        fields = [*fields, ('Content-Length', str(len(content)))]
        for name, value in fields: self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
    def do_GET(self):
        site = self.server.site
        found = answered(site, self.path, self.headers.get('Host', ''))
        if found is None: return self.send_error(404)
        status, fields, content = found
        if status[0] in '45' and site['page'] is not None: return self.send_error(int(status[:3]))
        self.say(int(status[:3]), status[4:], [*fields, *site['fields']], content)
    def log_message(self, *_): pass
by_address = {site['address']: site for site in SITES.values()}
threads = []
for where in sys.argv[1:]:
    host, port = where.split(':')
    server = ThreadingHTTPServer((host, int(port)), Handler)
    server.site = by_address[host]
    threads.append(threading.Thread(target=server.serve_forever))
for one in threads: one.start()
for one in threads: one.join()
"""
_TORNADO = """
import asyncio, sys
from tornado import httpserver, web
from sites import SITES, answered
class Plain(web.RequestHandler):
    def initialize(self, site): self.site = site
    def set_default_headers(self):
        site = self.application.settings['site']
        if site['server']: self.set_header('Server', site['server'])
        elif site['server'] is not None: self.clear_header('Server')
        for name, value in site['fields']: self.add_header(name, value)
    def write_error(self, code, **told):
        if self.site['page'] is None: return super().write_error(code, **told)
        self.finish(self.site['page'])
    async def get(self, path):
        ask = self.request
        found = await asyncio.to_thread(answered, self.site, ask.path, ask.headers.get('Host', ''))
        if found is None: raise web.HTTPError(404)
        status, fields, content = found
        if self.site['page'] is not None and status[0] in '45': raise web.HTTPError(int(status[:3]))
        self.set_status(int(status[:3]), status[4:])
        for name, value in fields:
            (self.set_header if name.lower() == 'content-type' else self.add_header)(name, value)
        self.write(content)
async def main():
    by_address = {site['address']: site for site in SITES.values()}
    for where in sys.argv[1:]:
        host, port = where.split(':')
        site = by_address[host]
        app = web.Application([('(.*)', Plain, {'site': site})], site=site, log_function=lambda _: None)
        httpserver.HTTPServer(app).listen(int(port), host)
    await asyncio.Event().wait()
asyncio.run(main())
"""
_AIOHTTP = """
import asyncio, sys
from aiohttp import web
from multidict import CIMultiDict
from sites import SITES, answered
def application(site):
    async def page(ask):
        found = await asyncio.to_thread(answered, site, ask.path, ask.headers.get('Host', ''))
        if found is None: raise web.HTTPNotFound()
        status, fields, content = found
        head = {'status': int(status[:3]), 'reason': status[4:], 'headers': CIMultiDict(fields)}
        return web.Response(**head, body=content)
    @web.middleware
    async def own(ask, handler):
        try: answer = await handler(ask)
        except web.HTTPException as error: answer = error
        if answer.status >= 400 and site['page'] is not None:
            answer = web.Response(status=answer.status, text=site['page'], content_type='text/html')
        if site['server'] is not None: answer.headers['Server'] = site['server'] or '-'
        for name, value in site['fields']: answer.headers.add(name, value)
        return answer
    app = web.Application(middlewares=[own])
    app.router.add_route('GET', '/{path:.*}', page)
    return app
async def main():
    by_address = {site['address']: site for site in SITES.values()}
    for where in sys.argv[1:]:
        host, port = where.split(':')
        runner = web.AppRunner(application(by_address[host]), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, host, int(port)).start()
    await asyncio.Event().wait()
asyncio.run(main())
"""
_CIRCUITS = """
import sys
from circuits.web import Server
from circuits.web.controllers import Controller, expose
from sites import SITES, answered
def page(plain):
    ask, answer, site = plain.request, plain.response, plain.site
    found = answered(site, ask.path or '/', ask.headers.get('Host', ''))
    if found is not None and (found[0][0] not in '45' or site['page'] is None):
        answer.status, pairs, content = int(found[0][:3]), found[1], found[2]
    elif site['page'] is not None:
        answer.status, pairs, content = 404, [('Content-Type', 'text/html')], site['page'].encode()
    else:
        return plain.notfound()
    for name, value in [*pairs, *site['fields']]:
        if name.lower() == 'content-type': answer.headers[name] = value
        else: answer.headers.add_header(name, value)
    if site['server'] is not None: answer.headers['Server'] = site['server'] or '-'
    return content
class Plain(Controller):
    site = None
    @expose('index', 'default')
    def front(self, *_, **__): return page(self)
by_address = {site['address']: site for site in SITES.values()}
servers = []
for where in sys.argv[1:]:
    host, port = where.split(':')
    plain = Plain()
    plain.site = by_address[host]
    servers.append(Server((host, int(port))) + plain)
first, *others = servers
for one in others: one.start()
first.run()
"""
_ASGI = """
import asyncio, json, sys
from pathlib import Path
from sites import app as wsgi
at = json.loads(Path(__file__).with_name('servers.json').read_text())
def made(told):
    head = []
    content = b''.join(wsgi(told, lambda status, fields: head.extend((status, fields))))
    return int(head[0][:3]), head[1], content
async def app(scope, receive, send):
    if scope['type'] != 'http': raise RuntimeError('only HTTP')
    host = dict(scope['headers']).get(b'host', b'').decode('latin-1')
    told = {'REQUEST_METHOD': scope['method'], 'PATH_INFO': scope['path'], 'HTTP_HOST': host}
    status, fields, content = await asyncio.to_thread(made, told)
    pairs = [(name.lower().encode(), value.encode('latin-1')) for name, value in fields]
    await send({'type': 'http.response.start', 'status': status, 'headers': pairs})
    await send({'type': 'http.response.body', 'body': content})
"""
_UVICORN = (
    _ASGI
    + """
import uvicorn
class Server(uvicorn.Server):
    def install_signal_handlers(self): pass
def server(where):
    host, port = where.split(':')
    named = at.get(where, 'uvicorn')
    fields = [('Server', named)] if named and named != 'uvicorn' else []
    return Server(uvicorn.Config(app, host=host, port=int(port), lifespan='off', log_level='critical',
        headers=fields, server_header=bool(named)))
async def main(): await asyncio.gather(*(server(where).serve() for where in sys.argv[1:]))
asyncio.run(main())
"""
)
_HYPERCORN = (
    _ASGI
    + """
from hypercorn.asyncio import serve
from hypercorn.config import Config
async def one(where):
    named = at.get(where, '(its own)')
    async def renamed(scope, receive, send):
        async def say(event):
            if event['type'] == 'http.response.start' and named:
                event = {**event, 'headers': [*event['headers'], (b'server', named.encode())]}
            await send(event)
        await app(scope, receive, say)
    config = Config()
    config.bind, config.loglevel = [where], 'CRITICAL'
    config.include_server_header = named == '(its own)'
    await serve(app if config.include_server_header else renamed, config)
async def main(): await asyncio.gather(*(one(where) for where in sys.argv[1:]))
asyncio.run(main())
"""
)
_DAPHNE = """
import asyncio
from twisted.internet import asyncioreactor
asyncioreactor.install(asyncio.new_event_loop())
""" + (
    _ASGI
    + """
import logging
from daphne.server import Server
logging.disable()
async def renamed(scope, receive, send):
    name = at.get(scope['server'][0])
    async def say(event):
        if event['type'] == 'http.response.start' and name:
            event = {**event, 'headers': [*event['headers'], (b'server', name.encode())]}
        await send(event)
    await app(scope, receive, say)
at = {where.split(':')[0]: text or '-' for where, text in at.items()}
ends = [f"tcp:port={where.split(':')[1]}:interface={where.split(':')[0]}" for where in sys.argv[1:]]
Server(renamed, endpoints=ends, signal_handlers=False).run()
"""
)
_PLAIN = {**LIBRARIES, "PYTHONDONTWRITEBYTECODE": "1"}
RUNS: Mapping[str, tuple[str, str]] = {
    "gunicorn": ("", "gunicorn"),
    "cheroot": (_CHEROOT, "cheroot"),
    "waitress": (_WAITRESS, "waitress"),
    "twistd": (_TWISTED, "twisted.web.wsgi"),
    "paste": (_PASTE, "paste.httpserver"),
    "http.server": (_BASE, "http.server"),
    "tornado": (_TORNADO, "tornado.web"),
    "aiohttp": (_AIOHTTP, "aiohttp.web"),
    "circuits": (_CIRCUITS, "circuits.web"),
    "uvicorn": (_UVICORN, "uvicorn"),
    "hypercorn": (_HYPERCORN, "hypercorn.asyncio"),
    "daphne": (_DAPHNE, "daphne.server"),
}
"""What starts each server, and the library that it needs."""
NAMED_APART = frozenset({"waitress", "paste", "uvicorn", "hypercorn", "daphne"})
"""Whose Server field is not an application's to say: it would stand there twice, or make a Via."""


def serving(name: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """One process of this server for all its stands."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        told = {
            stand.name: {
                "address": stand.address,
                "hosts": stand.hosts,
                "back": stand.back,
                "server": None if name in NAMED_APART else stand.box.server,
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
        if name in NAMED_APART:
            named = {at: one.box.server for at, one in zip(where, stands, strict=True)}
            nothing = None if name == "waitress" else ""
            given = {at: text or nothing for at, text in named.items() if text is not None}
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
