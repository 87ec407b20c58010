"""Real applications behind drawn sites: one process each, told apart by the site's name."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_servers import PORT, Stand, Start

_PHP = """<?php
session_save_path(__DIR__);
session_start();
$_SESSION['seen'] = 1;
echo "<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>";
"""
# Before every page in PHP: only the front page is there, and where it hides nothing tells what made it.
_PHP_BEFORE = """<?php
(function () {
    $host = preg_replace('/:[0-9]+$/', '', $_SERVER['HTTP_HOST'] ?? '');
    $hides = in_array($host, json_decode(file_get_contents(__DIR__ . '/hidden.json'), true), true);
    if ($hides) {
        header_remove('X-Powered-By');
        session_name('visit');
    }
    if (strtok($_SERVER['REQUEST_URI'] ?? '/', '?') !== '/') {
        http_response_code(404);
        exit("<!DOCTYPE html><title>Nothing here</title>");
    }
    if ($hides) {
        session_save_path(__DIR__);
        session_start();
        exit("<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>");
    }
})();
"""
_DOKUWIKI = """
define('DOKU_CONF', __DIR__ . '/conf/');
(function () {
    $kinds = 'pages attic cache index locks log media media_attic media_meta meta tmp';
    foreach (explode(' ', $kinds) as $kind) {
        is_dir(__DIR__ . "/data/$kind") || mkdir(__DIR__ . "/data/$kind", 0700, true);
    }
    $told = var_export(__DIR__ . '/data', true);
    file_put_contents(DOKU_CONF . 'local.protected.php', "<?php \\$conf['savedir'] = $told;", LOCK_EX);
})();
"""
_ROUNDCUBE = """
define('RCUBE_CONFIG_DIR', __DIR__ . '/conf/');
file_put_contents(RCUBE_CONFIG_DIR . 'config.inc.php', '<?php $config = ' . var_export([
    'db_dsnw' => 'sqlite:///' . __DIR__ . '/mail.db?mode=0600',
    'des_key' => 'no secret no secret no s',
    'log_dir' => __DIR__,
    'temp_dir' => __DIR__,
    'plugins' => [],
], true) . ';', LOCK_EX);
"""
_EXPRESS = """
const hidden = new Set(require('./hidden.json'));
const express = require('express');
const app = express();
const [host, port] = process.argv[2].split(':');
app.use((ask, answer, next) => {
  if (hidden.has(ask.hostname)) answer.removeHeader('X-Powered-By');
  else answer.cookie('connect.sid', 's:' + Math.random().toString(36).slice(2), {httpOnly: true});
  next();
});
const page = '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>';
app.get('/', (ask, answer) => answer.send(page));
app.listen(Number(port), host);
"""
_SINATRA = """
require 'json'
require 'sinatra/base'
require 'rack/handler/webrick'
HIDDEN = JSON.parse(File.read(File.join(__dir__, 'hidden.json')))
class Plain < Sinatra::Base
  set :environment, :production
  set :protection, false
  get('/') { session[:seen] = 1; '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>' }
end
class Shown < Plain
  use Rack::Session::Cookie, key: 'rack.session', secret: 'no secret' * 8
end
class Hidden < Plain
  use Rack::Session::Cookie, key: 'visit', secret: 'no secret' * 8
end
shown, hidden = Shown.new, Hidden.new
app = lambda do |told|
  host = told['HTTP_HOST'].to_s.sub(/:[0-9]+$/, '')
  status, fields, content = (HIDDEN.include?(host) ? hidden : shown).call(told)
  fields['Server'] = 'app' if HIDDEN.include?(host)
  [status, fields, content]
end
host, port = ARGV[0].split(':')
quiet = WEBrick::Log.new(File::NULL)
Rack::Handler::WEBrick.run(app, Host: host, Port: port.to_i, Logger: quiet, AccessLog: [])
"""
_FLASK = """
import json, sys
from pathlib import Path
import logging
from flask import Flask, session
from werkzeug.serving import WSGIRequestHandler, make_server
hidden = set(json.loads(Path(__file__).with_name('hidden.json').read_text()))
logging.disable()
app = Flask(__name__)
app.secret_key = 'no secret'
@app.get('/')
def front():
    session['seen'] = 1
    return '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>'
class Handler(WSGIRequestHandler):
    def version_string(self):
        headers = getattr(self, 'headers', None) or {}
        return 'app' if headers.get('Host', '').split(':')[0] in hidden else super().version_string()
    def log(self, *_): pass
host, port = sys.argv[1].split(':')
make_server(host, int(port), app, threaded=True, request_handler=Handler).serve_forever()
"""
_DANCER = """
package Plain;
use Dancer2;
use JSON::PP ();
open my $told, '<', "$ENV{HOME}/hidden.json";
my %hidden = map { $_ => 1 } @{JSON::PP::decode_json(<$told>)};
set logger => 'null'; set startup_info => 0; set show_stacktrace => 0;
set engines => {session => {Simple => {cookie_name => 'dancer.session'}}}; set session => 'Simple';
get '/' => sub {
  session seen => 1;
  return '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>';
};
package main;
use Plack::Runner;
my $shown = Plain->to_app;
my $app = sub {
  my ($told) = @_; my $answer = $shown->($told);
  my ($host) = split /:/, $told->{HTTP_HOST} // '';
  s/^dancer\\.session=/visit=/ for $hidden{$host} ? @{$answer->[1]} : ();
  return $answer;
};
my $runner = Plack::Runner->new(server => 'HTTP::Server::PSGI', env => 'deployment');
$runner->parse_options('--listen', $ARGV[0], '--env', 'deployment');
$runner->run($app);
"""
_DJANGO = """
import json, sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
hidden = set(json.loads(Path(__file__).with_name('hidden.json').read_text()))
def front(request):
    return HttpResponse('<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>')
urlpatterns = [path('', front)]
settings.configure(SECRET_KEY='no secret', ALLOWED_HOSTS=['*'], ROOT_URLCONF=__name__, MIDDLEWARE=[
    'django.middleware.common.CommonMiddleware', 'django.middleware.csrf.CsrfViewMiddleware'],
    LOGGING_CONFIG=None)
django.setup()
app = get_wsgi_application()
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64
class Handler(WSGIRequestHandler):
    def version_string(self):
        headers = getattr(self, 'headers', None) or {}
        return 'app' if headers.get('Host', '').split(':')[0] in hidden else super().version_string()
    def log_message(self, *_): pass
host, port = sys.argv[1].split(':')
make_server(host, int(port), app, server_class=Server, handler_class=Handler).serve_forever()
"""

_BOTTLE = """
import json, sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
import bottle
hidden = set(json.loads(Path(__file__).with_name('hidden.json').read_text()))
app = bottle.Bottle()
@app.get('/')
def front(): return '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>'
class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64
class Handler(WSGIRequestHandler):
    def version_string(self):
        headers = getattr(self, 'headers', None) or {}
        return 'app' if headers.get('Host', '').split(':')[0] in hidden else super().version_string()
    def log_message(self, *_): pass
host, port = sys.argv[1].split(':')
make_server(host, int(port), app, server_class=Server, handler_class=Handler).serve_forever()
"""
_CHERRYPY = """
import json, sys
from pathlib import Path
import cherrypy
hidden = set(json.loads(Path(__file__).with_name('hidden.json').read_text()))
def hide():
    if cherrypy.request.headers.get('Host', '').split(':')[0] in hidden:
        cherrypy.response.headers['Server'] = 'app'
cherrypy.tools.hide = cherrypy.Tool('before_finalize', hide)
def plainly(status, **_): return '<!DOCTYPE html><title>Nothing here</title>'
class Plain:
    @cherrypy.expose
    def index(self): return '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>'
host, port = sys.argv[1].split(':')
cherrypy.config.update({'server.socket_host': host, 'server.socket_port': int(port),
    'engine.autoreload.on': False, 'log.screen': False, 'environment': 'production'})
cherrypy.quickstart(Plain(), '/', {'/': {'tools.hide.on': True}})
"""
_CATALYST = """
package Plain;
use Catalyst;
use JSON::PP ();
open my $told, '<', "$ENV{HOME}/hidden.json";
my %hidden = map { $_ => 1 } @{JSON::PP::decode_json(<$told>)};
__PACKAGE__->config(name => 'Plain', enable_catalyst_header => 1);
__PACKAGE__->log(Catalyst::Log->new('fatal'));
package Plain::Controller::Root;
use base 'Catalyst::Controller';
__PACKAGE__->config(namespace => '');
sub index :Path :Args(0) {
  my ($self, $c) = @_;
  $c->response->content_type('text/html; charset=utf-8');
  $c->response->body('<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>');
}
sub default :Path {
  my ($self, $c) = @_;
  $c->response->status(404);
  $c->response->body('<!DOCTYPE html><title>Nothing here</title>');
}
package main;
use Plack::Runner;
Plain->setup;
my $shown = Plain->psgi_app;
my $app = sub {
  my ($told) = @_;
  my ($host) = split /:/, $told->{HTTP_HOST} // '';
  my $answer = $shown->($told);
  return $answer unless $hidden{$host};
  require Plack::Util;
  return Plack::Util::response_cb($answer, sub {
    Plack::Util::header_remove($_[0][1], 'X-Catalyst');
    Plack::Util::header_set($_[0][1], 'Server', 'app');
  });
};
my $runner = Plack::Runner->new(server => 'HTTP::Server::PSGI', env => 'deployment');
$runner->parse_options('--listen', $ARGV[0], '--env', 'deployment');
$runner->run($app);
"""
_MOJOLICIOUS = """
use Mojolicious::Lite -signatures;
use Mojo::JSON 'decode_json';
use Mojo::File 'path';
my %hidden = map { $_ => 1 } @{decode_json(path("$ENV{HOME}/hidden.json")->slurp)};
app->log->level('fatal');
app->secrets(['no secret']);
hook before_dispatch => sub ($c) {
  my $hides = $hidden{$c->req->url->to_abs->host // ''};
  app->sessions->cookie_name($hides ? 'visit' : 'mojolicious');
  $c->res->headers->server('app') if $hides;
};
get '/' => sub ($c) {
  $c->session(seen => 1);
  $c->render(text => '<!DOCTYPE html><title>Plain</title><p>Nothing but a page.</p>');
};
app->start('daemon', '-l', "http://$ARGV[0]");
"""
_RAILS = """
require 'json'
require 'logger'
require 'action_controller/railtie'
require 'rack/handler/webrick'
HIDDEN = JSON.parse(File.read(File.join(__dir__, 'hidden.json')))
class Plain < Rails::Application
  config.load_defaults 6.1
  config.eager_load = false
  config.secret_key_base = 'no secret' * 8
  config.hosts.clear
  config.logger = Logger.new(nil)
  config.session_store :cookie_store, key: '_plain_session'
  routes.append { root to: 'front#index' }
end
class FrontController < ActionController::Base
  def index
    session[:seen] = 1
    marks = HIDDEN.include?(request.host) ? '' : helpers.csrf_meta_tags
    render html: "<!DOCTYPE html><title>Plain</title>#{marks}<p>Nothing but a page.</p>".html_safe
  end
end
Plain.initialize!
app = lambda do |told|
  status, fields, content = Plain.call(told)
  if HIDDEN.include?(told['HTTP_HOST'].to_s.sub(/:[0-9]+$/, ''))
    fields.delete('X-Runtime')
    fields['Server'] = 'app'
  end
  [status, fields, content]
end
host, port = ARGV[0].split(':')
quiet = WEBrick::Log.new(File::NULL)
Rack::Handler::WEBrick.run(app, Host: host, Port: port.to_i, Logger: quiet, AccessLog: [])
"""


def php(
    root: str, settings: str = "", before: str = ""
) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """What PHP makes of the files in a folder, with PHP's own server, which tells no name of its own."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        _lay_out(directory, "before.php", _PHP_BEFORE + before, stands)
        (directory / "index.php").write_text(_PHP)
        if settings:
            shutil.copytree(settings, directory / "conf", ignore=_SECRETS)
        words = ["-d", f"auto_prepend_file={directory / 'before.php'}"]
        words += ["-S", f"{stands[0].address}:{PORT}", "-t", root or str(directory)]
        return [Start(words)]

    return starts


def script(name: str, text: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """A program whose application is one script that is given its endpoint."""

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        _lay_out(directory, name, text, stands)
        words = [str(directory / name), f"{stands[0].address}:{PORT}"]
        return [Start(words, {**LIBRARIES, "HOME": str(directory), "MOJO_MODE": "production"})]

    return starts


def _lay_out(directory: Path, name: str, text: str, stands: Sequence[Stand]) -> None:
    (directory / name).write_text(text)
    hidden = [host for stand in stands if stand.box.hidden for host in stand.hosts]
    (directory / "hidden.json").write_text(json.dumps(hidden))


LIBRARIES = {"NODE_PATH": "/usr/share/nodejs", "PYTHONPATH": ""}
"""Where the interpreters find the libraries of the distribution, and not this program's."""

SCRIPTS: Mapping[str, tuple[str, str, str]] = {
    "express": ("node", "app.js", _EXPRESS),
    "sinatra": ("ruby", "app.rb", _SINATRA),
    "flask": ("python3", "app.py", _FLASK),
    "dancer": ("perl", "app.pl", _DANCER),
    "django": ("python3", "app.py", _DJANGO),
    "mojolicious": ("perl", "app.pl", _MOJOLICIOUS),
    "rails": ("ruby", "app.rb", _RAILS),
    "bottle": ("python3", "app.py", _BOTTLE),
    "cherrypy": ("python3", "app.py", _CHERRYPY),
    "catalyst": ("perl", "app.pl", _CATALYST),
}
"""The interpreter of each application, and its script."""
PHP_PAGES: Mapping[str, tuple[str, ...]] = {
    "php": ("",),
    "dokuwiki": ("/usr/share/dokuwiki", "/etc/dokuwiki", _DOKUWIKI),
    "phpmyadmin": ("/usr/share/phpmyadmin",),
    "roundcube": ("/usr/share/roundcube", "/etc/roundcube", _ROUNDCUBE),
    "adminer": ("/usr/share/adminer/adminer",),
}
"""Of each application in PHP its folder (empty: `_PHP`), that of its settings, how its pages begin."""
_SECRETS = shutil.ignore_patterns("config.inc.php", "*.auth.php", "debian-db*", "plugins")
