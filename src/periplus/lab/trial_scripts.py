"""Web servers of drawn sites in Ruby, Perl and Erlang: one script each, sites told apart by address."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from periplus.lab.trial_apps import LIBRARIES
from periplus.lab.trial_servers import PAGE, PORT, Stand, Start

_THIN = """
require 'json'
require 'net/http'
require 'thin'
SITES = JSON.parse(File.read(File.join(__dir__, 'sites.json')))
OWN = %w[connection keep-alive transfer-encoding content-length server date]
HTML = [['Content-Type', 'text/html; charset=utf-8']]
def behind(site, told)
  path = told['PATH_INFO'].empty? ? '/' : told['PATH_INFO']
  ask = Net::HTTP::Get.new(path, 'Host' => told['HTTP_HOST'])
  answer = Net::HTTP.start(site['back'], PORT) { |line| line.request(ask) }
  pairs = answer.to_hash.reject { |name, _| OWN.include?(name) }
  fields = pairs.flat_map { |name, values| values.map { |value| [name, value] } }
  [answer.code.to_i, fields, answer.body.to_s]
rescue StandardError
  [502, HTML, '<title>Nothing there</title>']
end
NONE = [404, HTML, '<title>Nothing here</title>']
def plain(told) = told['PATH_INFO'] == '/' ? [200, HTML, TEXT] : NONE
def answer(site, told)
  status, fields, content = site['back'].empty? ? plain(told) : behind(site, told)
  fields, content = HTML, site['page'] if status >= 400 && site['page']
  fields += [['Server', site['server'].empty? ? '-' : site['server']]] if site['server']
  grouped = (fields + site['fields']).group_by(&:first).transform_values { |all| all.map(&:last) }
  grouped['Content-Length'] = [content.bytesize.to_s]
  [status, grouped, [content]]
end
Thin::Logging.silent = true
EventMachine.threadpool_size = 8
EventMachine.run do
  ARGV.each do |where|
    host, port = where.split(':')
    site = SITES.values.find { |one| one['address'] == host }
    server = Thin::Server.new(host, port.to_i, ->(told) { answer(site, told) }, signals: false)
    server.threaded = true
    server.start
  end
end
"""
_HTTP_DAEMON = """
use strict; use warnings;
use HTTP::Daemon; use HTTP::Response; use IO::Select; use LWP::UserAgent; use JSON::PP ();
local $/; open my $told, '<', "$ENV{HOME}/sites.json";
my $sites = JSON::PP::decode_json(<$told>);
my %at = map { $_->{address} => $_ } values %$sites;
my %own = map { $_ => 1 } qw(connection keep-alive transfer-encoding content-length server date);
{ package Named; our @ISA = ('HTTP::Daemon'); our $name;
  sub product_tokens { defined $name ? $name : $_[0]->SUPER::product_tokens } }
sub behind { my ($site, $ask) = @_;
  my $agent = LWP::UserAgent->new(timeout => 10, max_redirect => 0);
  my $at = "http://$site->{back}:PORT" . $ask->uri->path_query;
  my $found = $agent->get($at, Host => $ask->header('Host'));
  return (502, ['Content-Type' => 'text/html'], '<title>Nothing there</title>') if $found->code >= 500;
  my @fields;
  $found->headers->scan(sub { push @fields, @_ unless $own{lc $_[0]} || $_[0] =~ /^Client-|^Title$/ });
  return ($found->code, [@fields], $found->content); }
sub serve { my ($line, $site) = @_;
  while (my $ask = $line->get_request) {
    my ($code, $fields, $content) = $site->{back} ne '' ? behind($site, $ask)
      : $ask->uri->path eq '/' ? (200, ['Content-Type' => 'text/html'], TEXT) : (404, undef, undef);
    if ($code >= 400 && defined $site->{page}) {
      ($fields, $content) = (['Content-Type' => 'text/html'], $site->{page}) }
    if (!defined $content) { $line->send_error($code); next }
    my $answer = HTTP::Response->new($code, 'Told', $fields, $content);
    $answer->push_header(@$_) for @{$site->{fields}};
    $line->send_response($answer);
  }
  $line->close; }
$SIG{CHLD} = 'IGNORE';
my %sites; my $doors = IO::Select->new;
for my $where (@ARGV) {
  my ($host, $port) = split /:/, $where;
  my $daemon = Named->new(LocalAddr => $host, LocalPort => $port, ReuseAddr => 1, Listen => 64)
    or die $!;
  $doors->add($daemon); $sites{fileno $daemon} = $at{$host};
}
while (1) {
  for my $daemon ($doors->can_read) {
    my $line = $daemon->accept or next;
    if (!fork) {
      my $site = $sites{fileno $daemon};
      $Named::name = $site->{server};
      alarm 20; serve($line, $site); exit 0;
    }
    close $line;
  }
}
"""
_ERLANG = """
-module(run).
-export([main/1, do/1]).
own() -> ["connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"].
behind(Back, Path, Host) ->
  Ask = {"http://" ++ Back ++ ":PORT" ++ Path, [{"Host", Host}]},
  case httpc:request(get, Ask, [{autoredirect, false}, {timeout, 10000}], [{body_format, binary}]) of
    {ok, {{_, Code, _}, Fields, Content}} ->
      {Code, [Pair || {Name, _} = Pair <- Fields, not lists:member(Name, own())], Content};
    _ -> {502, [{"Content-Type", "text/html"}], <<"<title>Nothing there</title>">>}
  end.
page(Site, {Path, Host}) ->
  {Code, Fields, Content} = case Site of
    #{back := ""} when Path =:= "/" -> {200, [{"Content-Type", "text/html"}], <<TEXT>>};
    #{back := ""} -> {404, [{"Content-Type", "text/html"}], <<"<title>Nothing here</title>">>};
    #{back := Back} -> behind(Back, Path, Host)
  end,
  case Site of
    #{page := Page} when Page =/= none, Code >= 400 -> {Code, [{"Content-Type", "text/html"}], Page};
    _ -> {Code, Fields, Content}
  end.
main(Wheres) ->
  {ok, [Sites]} = file:consult("sites.terms"),
  application:ensure_all_started(inets),
  logger:set_primary_config(level, none),
  [begin
    [Host, Port] = string:split(Where, ":"),
    start(Host, list_to_integer(Port), maps:get(Host, Sites))
  end || Where <- Wheres],
  receive never -> ok end.
"""
_MOCHIWEB = (
    _ERLANG
    + """
start(Host, Port, Site) ->
  {ok, Address} = inet:parse_address(Host),
  {ok, _} = mochiweb_http:start([{name, list_to_atom(Host)}, {ip, Address}, {port, Port},
    {loop, fun(Ask) -> loop(Ask, Site) end}]).
do(_) -> done.
loop(Ask, Site) ->
  Asked = {mochiweb_request:get(path, Ask), mochiweb_request:get_header_value("host", Ask)},
  {Code, Fields, Content} = page(Site, Asked),
  Named = case maps:get(server, Site) of
    none -> []; "" -> [{"Server", "-"}]; Text -> [{"Server", Text}]
  end,
  mochiweb_request:respond({Code, Named ++ Fields ++ maps:get(fields, Site), Content}, Ask).
"""
)
_INETS = (
    _ERLANG
    + """
start(Host, Port, Site) ->
  persistent_term:put({site, Host}, Site),
  {ok, Address} = inet:parse_address(Host),
  Tokens = case maps:get(server, Site) of none -> []; "" -> [{server_tokens, none}];
    Text -> [{server_tokens, {private, Text}}] end,
  {ok, _} = inets:start(httpd, [{bind_address, Address}, {port, Port}, {server_name, Host},
    {server_root, "."}, {document_root, "."}, {modules, [run]} | Tokens], inets).
do({mod, _, _, _, _, Db, _, _, Path, _, _, Fields, _, _}) ->
  [{server_name, Name}] = ets:lookup(Db, server_name),
  Site = persistent_term:get({site, Name}),
  case {Site, Path} of
    {#{back := "", page := none}, Other} when Other =/= "/" ->
      {proceed, [{status, {404, Path, "none"}}]};
    _ ->
      {Code, Given, Content} = page(Site, {Path, proplists:get_value("host", Fields, "")}),
      Head = [{string:lowercase(N), V} || {N, V} <- Given ++ maps:get(fields, Site)],
      Size = integer_to_list(byte_size(Content)),
      {break, [{response, {response, [{code, Code}, {content_length, Size} | named(Head)], [Content]}}]}
  end.
named(Head) -> [case N of "content-type" -> {content_type, V}; _ -> {N, V} end || {N, V} <- Head].
"""
)
SERVERS: Mapping[str, tuple[str, str, str, str]] = {
    "thin": ("ruby", "run.rb", _THIN, "require 'thin'"),
    "http-daemon": ("perl", "run.pl", _HTTP_DAEMON, "use HTTP::Daemon; use LWP::UserAgent"),
    "mochiweb": ("erl", "run.erl", _MOCHIWEB, "/usr/lib/erlang/lib/mochiweb/ebin"),
    "inets": ("erl", "run.erl", _INETS, "/usr/lib/erlang/lib/inets-*/ebin"),
}
"""The interpreter of each server, its script, the script's text, and the library or file it needs."""
_COMPILED = (
    '{ok, run, Code} = compile:file("run.erl", [binary]), code:load_binary(run, "run.erl", Code), '
    "run:main(init:get_plain_arguments())."
)


def serving(name: str) -> Callable[[Path, Sequence[Stand]], list[Start]]:
    """One process of this server for all its stands."""
    interpreter, file, text, _ = SERVERS[name]

    def starts(directory: Path, stands: Sequence[Stand]) -> list[Start]:
        sites = {
            stand.name: {
                "address": stand.address,
                "back": stand.back,
                "server": stand.box.server,
                "page": stand.box.page,
                "fields": stand.box.fields,
            }
            for stand in stands
        }
        (directory / "sites.json").write_text(json.dumps(sites))
        (directory / "sites.terms").write_text(_terms(stands))
        (directory / file).write_text(text.replace("PORT", str(PORT)).replace("TEXT", json.dumps(PAGE)))
        first = [str(directory / file)]
        if interpreter == "erl":
            first = ["-noshell", "-noinput", "-eval", _COMPILED, "-extra"]
        words = [*first, *(f"{stand.address}:{PORT}" for stand in stands)]
        return [Start(words, {**LIBRARIES, "HOME": str(directory)})]

    return starts


def _terms(stands: Sequence[Stand]) -> str:
    """The stands as one Erlang map, by address."""

    def text(said: str | None) -> str:
        return "none" if said is None else json.dumps(said)

    def site(stand: Stand) -> str:
        box = stand.box
        page = "none" if box.page is None else f"<<{json.dumps(box.page)}>>"
        fields = ", ".join(f"{{{json.dumps(name)}, {json.dumps(value)}}}" for name, value in box.fields)
        told = f"back => {json.dumps(stand.back)}, server => {text(box.server)}"
        return f"{json.dumps(stand.address)} => #{{{told}, page => {page}, fields => [{fields}]}}"

    return "#{" + ",\n".join(map(site, stands)) + "}.\n"
