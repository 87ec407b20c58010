"""`periplus site URL`: what a site is built from, layer by layer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import click

from periplus.cli._options import Question, answer, question_options
from periplus.config import ascii_name
from periplus.model import Subject, SubjectKind


@click.command
@click.argument("url")
@click.option("--no-browser", is_flag=True, help="Do not load the page in a browser.")
@question_options
def command(url: str, *, no_browser: bool, **options: Any) -> int:
    """What a site is built from, layer by layer, and how we know.

    Naming the URL is consent to one ordinary visit of that host: its front page, and one load of it in
    this machine's Chromium when there is one. --contact lookup takes it back.
    """
    browser = "off" if no_browser else None
    return answer(Question(target=site_subject(url), browser=browser, **options))


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
