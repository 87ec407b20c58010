"""What an encrypted page takes in unencrypted or unchecked (W3C Mixed Content; W3C SRI)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from periplus.facts.page import PageLink, PageScript
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables

VERSION = 1
READS = (PageScript, PageLink)
WRITES = ("site.page_finding",)
RULE = f"page_findings@{VERSION}"

# Mixed Content §4.1: browsers ask for these encrypted instead; all else they do not fetch.
_UPGRADED = frozenset({"img", "video", "audio", "source"})


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per kind and host, resting on all its elements."""
    found: dict[tuple[Subject, str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        match one.fact:
            case PageScript(src=src, url=url) if src:
                kinds = _kinds(src, url, "script", checked=bool(one.fact.integrity))
            case PageLink(target=src, url=url, element=element) if one.fact.embedded:
                # Of links only stylesheets can bear digests and change the page.
                is_style = element == "link" and "stylesheet" in one.fact.rel.split()
                kinds = _kinds(src, url, element, checked=bool(one.fact.integrity) or not is_style)
            case _:
                continue
        for kind in kinds:
            found[one.subject, kind, urlsplit(src).hostname or ""].append(one)
    for (site, kind, host), seen in sorted(found.items()):
        yield _sign(site, kind, host, seen)


def _kinds(src: str, url: str, element: str, *, checked: bool) -> Iterator[str]:
    if url.startswith("https:") and src.startswith("http:"):
        yield "upgraded" if element in _UPGRADED else "blocked"
    elif not checked and urlsplit(src).netloc.lower() != urlsplit(url).netloc.lower():
        yield "unchecked"


_TEXTS = {
    "upgraded": "The page names {files} of {host} unencrypted; browsers ask for {them} encrypted.",
    "blocked": "The page names {files} of {host} unencrypted; browsers do not fetch {them}.",
    "unchecked": (
        "The page takes {files} of {host} unchecked: who changes {them} there changes the page."
    ),
}
_ADVICE = {
    "upgraded": "https: in their addresses, or Content-Security-Policy: upgrade-insecure-requests",
    "blocked": "https: in their addresses, or Content-Security-Policy: upgrade-insecure-requests",
    "unchecked": 'integrity="sha384-…" crossorigin="anonymous" (for files that do not change)',
}


def _sign(site: Subject, kind: str, host: str, seen: Sequence[Observation]) -> Sign:
    files, them = ("one file", "it") if len(seen) == 1 else (f"{len(seen)} files", "them")
    text = _TEXTS[kind].replace("{files}", files).replace("{them}", them).replace("{host}", host)
    return Sign(
        subject=site,
        predicate="site.page_finding",
        value={
            "field": "integrity" if kind == "unchecked" else "mixed content",
            "host": host,
            "finding": text,
            "advice": _ADVICE[kind],
        },
        layer=Layer.PAGE,
        channel="http-response",
        basis=Basis.WITNESSED,
        observed_at=seen[0].observed_at,
        support=tuple(one.id for one in seen),
        reason=text,
        rule=RULE,
    )
