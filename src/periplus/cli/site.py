"""`periplus site URL`: what a site is built from, layer by layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import click

from periplus.cli._options import Question, answer, question_options, scope_of
from periplus.config import ascii_name
from periplus.model import Contact, Subject, SubjectKind

CONFIRMED = "confirmed"


@click.command
@click.argument("url")
@click.option("--no-browser", is_flag=True, help="Do not load the page in a browser.")
@click.option(
    "--locate-middleboxes",
    "locate",
    is_flag=True,
    help="Find who answers for the site on the way to it; needs --scope with PROBE. Asks first.",
)
@click.option(
    "--ports",
    metavar="LIST",
    help="Ask which TCP ports answer and what they say: top100, top1000, nmap100, nmap1000 (by nmap's "
    "frequencies, where it is installed) or as 22,80-90; needs --scope with PROBE.",
)
@click.option("--risk-accepted", is_flag=True, help="Do not ask: the risk was read before.")
@question_options
def command(
    url: str,
    *,
    no_browser: bool,
    locate: bool,
    ports: str | None,
    risk_accepted: bool,
    **options: Any,
) -> int:
    """What a site is built from, layer by layer, and how we know.

    Naming the URL is consent to one ordinary visit of that host: its front page, and one load of it in
    this machine's Chromium when there is one. --contact lookup takes it back.

    \b
    periplus site https://www.example.org --case CASE
    periplus report CASE --format html --output report.html
    """
    browser = "off" if no_browser else None
    question = Question(target=site_subject(url), browser=browser, ports=ports, **options)
    if ports is not None:
        _check_ports(question, ports)
    if locate:
        question = replace(question, middleboxes=_confirmed(question, asked=not risk_accepted))
    return answer(question)


def _check_ports(question: Question, ports: str) -> None:
    """UsageError where PROBE is not granted, or the list cannot be read."""
    from periplus.signatures.port_lists import PortListError, ports_of

    if scope_of(question).contact is not Contact.PROBE:
        raise click.UsageError("--ports needs --scope FILE that grants PROBE to this site")
    try:
        ports_of(ports)
    except PortListError as error:
        raise click.UsageError(f"--ports: {error}") from None


RISK = """\
Locating middleboxes asks for this site's name in packets that end on the way to it, over DNS, HTTP
and TLS, up to about fifty of them. Whoever filters that way may log that your address asked for that
name, or cut your line for a while; in some places the law holds it against you, or against whoever has
the line. Use a line that is yours to risk, where you may lawfully measure. `periplus country` does
nothing of this, and nothing is sent without your word."""
WORD = "I have read this"


def _confirmed(question: Question, *, asked: bool) -> str:
    """The value of the setting that no file can give. UsageError where PROBE is not granted."""
    if scope_of(question).contact is not Contact.PROBE:
        raise click.UsageError("--locate-middleboxes needs --scope FILE that grants PROBE to this site")
    click.echo(RISK, err=True)
    if asked and not _agreed():
        raise click.UsageError("the risk was not accepted: nothing was sent")
    return CONFIRMED


def _agreed() -> bool:
    try:
        return bool(click.prompt(f"Write “{WORD}” to go on", err=True) == WORD)
    except click.Abort:  # interrupted, or nobody there to answer
        click.echo(err=True)
        return False


def site_subject(url: str) -> Subject:
    """The site of a URL as typed; UsageError when it is none."""
    from periplus.facts.http import site_of

    shown = url[:80]
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise click.UsageError(f"{shown!r} is not a URL of the web, such as https://www.example.org")
        if parts.username or parts.password:
            raise click.UsageError("the URL holds a user name or password: leave it out")
        if not _is_literal(parts.hostname or ""):
            ascii_name(parts.hostname or "")
        return Subject(kind=SubjectKind.SITE, key=site_of(parts.geturl()))
    except ValueError as error:
        raise click.UsageError(f"{shown!r} is not a URL that can be visited: {error}") from None


def _is_literal(host: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
