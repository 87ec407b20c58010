"""A whole corpus of technology rules over pages, on one core: Periplus, one by one, and peers."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

URL = "http://127.0.0.1/"
ROUNDS = 3
MARK = "RESULT "
SIZES = {"50 KB": 50_000, "300 KB": 300_000}
PAGES = 21
SLOW_PAGES = 4  # of engines that need seconds for one


# ---------------------------------------------------------------- engines, each in a process of its own


def corpus_of(directory: str) -> Any:
    from periplus.packs.shelf import Shelf, where
    from periplus.run.technologies import CorpusError, load

    try:
        return load(Shelf(where()), directory)
    except CorpusError as error:
        sys.exit(f"no corpus: {error}")


def periplus(directory: str) -> Callable[[bytes], Sequence[Any]]:
    from periplus.signatures.engine import Page

    matcher = corpus_of(directory).matcher
    return lambda page: matcher.match(Page(url=URL, content=page))


def selectors(directory: str) -> Callable[[bytes], Sequence[Any]]:
    """The elements' part alone: parsing, and every selector of the corpus."""
    from periplus.signatures.engine import Matcher, Page

    corpus = corpus_of(directory).corpus
    dom = tuple(one for one in corpus.patterns if one.kind == "dom")
    matcher = Matcher(replace(corpus, patterns=dom))
    return lambda page: matcher.match(Page(url=URL, content=page))


def one_by_one(directory: str, compiled: Callable[[str], Any]) -> Callable[[bytes], set[Any]]:
    """The same rules, every pattern over every text of its kind; `compiled` makes the search of one."""
    from periplus.signatures.corpus import KEYED
    from periplus.signatures.markup import Markup, Text

    rules = [(one, compiled(one.source)) for one in corpus_of(directory).corpus.patterns]

    def fits(pattern: Any, search: Any, markup: Markup, texts: Sequence[Text]) -> bool:
        if search is None:
            return False
        if pattern.kind == "dom":
            what, _, name = pattern.part.partition(" ")
            if what == "property":
                return False
            for node in markup.select(pattern.key):
                if what == "attribute" and name not in node.attributes:
                    continue
                held = node.attributes.get(name) if what == "attribute" else node.text()
                if what == "exists" or search((held or "").encode()):
                    return True
            return False
        keyed = pattern.kind in KEYED
        return any(
            search(text.content)
            for text in texts
            if text.kind == pattern.kind and (not keyed or text.key == pattern.key.lower())
        )

    def run(page: bytes) -> set[Any]:
        markup = Markup(page, URL)
        texts = [*markup.texts(), Text(kind="url", content=URL.encode())]
        return {pattern for pattern, search in rules if fits(pattern, search, markup, texts)}

    return run


def by_re2(directory: str) -> Callable[[bytes], set[Any]]:
    from periplus.signatures.expressions import Expression, PatternError

    def compiled(source: str) -> Any:
        try:
            return Expression(source).search
        except PatternError:
            return None

    return one_by_one(directory, compiled)


def by_re(directory: str) -> Callable[[bytes], set[Any]]:
    def compiled(source: str) -> Any:
        try:
            return re.compile(source.encode(), re.IGNORECASE).search
        except (re.error, OverflowError):
            return None

    return one_by_one(directory, compiled)


def python_wappalyzer(_: str) -> Callable[[bytes], set[str]]:
    warnings.simplefilter("ignore")
    from Wappalyzer import Wappalyzer, WebPage  # type: ignore[import-not-found]

    engine = Wappalyzer.latest()
    return lambda page: engine.analyze(WebPage(URL, page.decode(errors="replace"), {}))


def wappalyzer(_: str) -> Callable[[bytes], Any]:
    import tldextract  # type: ignore[import-not-found]

    # It would download a list of suffixes.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    from requests.cookies import RequestsCookieJar  # type: ignore[import-untyped]
    from wappalyzer.core.analyzer import (  # type: ignore[import-not-found]
        analyze_from_response,
    )

    class Answer:
        url, headers, cookies, status_code = URL, {}, RequestsCookieJar(), 200

        def __init__(self, page: bytes) -> None:
            self.content, self.text = page, page.decode(errors="replace")

    return lambda page: analyze_from_response(Answer(page), "fast")


ENGINES = {
    "periplus": periplus,
    "periplus, selectors alone": selectors,
    "one by one, RE2": by_re2,
    "one by one, re": by_re,
    "python-Wappalyzer": python_wappalyzer,
    "wappalyzer, fast": wappalyzer,
}
SLOW = {"wappalyzer, fast", "whatweb -a1"}


def serve(engine: str, directory: str, paths: Sequence[str]) -> None:
    """The child: build, warm up on one page, then every page by itself."""
    began = time.perf_counter()
    run = ENGINES[engine](directory)
    pages = [Path(path).read_bytes() for path in paths]
    run(pages[0])
    built_s = time.perf_counter() - began
    taken, found = [], 0
    for page in pages:
        began = time.process_time()
        found += len(run(page))
        taken.append(time.process_time() - began)
    status = Path("/proc/self/status").read_text()
    peak_mb = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) // 1024  # type: ignore[index]
    print(MARK + json.dumps({"s": taken, "found": found, "built_s": built_s, "peak_mb": peak_mb}))


# ---------------------------------------------------------------- the run


def measured(engine: str, python: str, directory: str, paths: Sequence[Path]) -> dict[str, Any] | str:
    """Pages per second of one engine in a fresh process, or why not."""
    chosen = [str(path) for path in (paths[:SLOW_PAGES] if engine in SLOW else paths)]
    if engine.startswith("whatweb"):
        return whatweb(chosen)
    ours = engine.startswith(("periplus", "one by one"))
    command = [sys.executable if ours else python, __file__, "--serve", engine]
    command += ["--corpus", directory, *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    line = next((one for one in done.stdout.splitlines() if one.startswith(MARK)), "")
    if not line:
        return (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
    told: dict[str, Any] = json.loads(line.removeprefix(MARK))
    return {**told, "pages_per_s": len(chosen) / sum(told["s"])}


def whatweb(paths: Sequence[str]) -> dict[str, Any] | str:
    """Its own process per run, so its start counts, shared among the pages."""
    if shutil.which("whatweb") is None:
        return "not installed"
    began = time.perf_counter()
    command = ["whatweb", "-a1", "--color=never", "--no-errors", *paths]
    done = subprocess.run(command, capture_output=True, check=False)
    taken = time.perf_counter() - began
    if done.returncode != 0:
        return "it failed"
    return {"pages_per_s": len(paths) / taken, "built_s": 0.0, "peak_mb": 0, "found": 0}


def bench(title: str, paths: Sequence[Path], python: str, directory: str) -> None:
    kb = statistics.mean(path.stat().st_size for path in paths) / 1000
    print(
        f"\n{title}: {len(paths)} pages, {kb:.0f} KB on average; CPU time of one core (whatweb: wall)\n"
    )
    results: dict[str, list[dict[str, Any]]] = {}
    for number in range(ROUNDS):
        for engine in (*ENGINES, "whatweb -a1"):
            told = measured(engine, python, directory, paths)
            if isinstance(told, str):
                if number == 0:
                    print(f"{engine}: {told}")
            else:
                results.setdefault(engine, []).append(told)
    base = [one["pages_per_s"] for one in results.get("periplus", [])]
    print("\n| engine | pages/s | periplus is faster by | build s | peak MiB |\n|---|---|---|---|---|")
    for engine, rounds in results.items():
        rates = [one["pages_per_s"] for one in rounds]
        ratios = sorted(ours / theirs for ours, theirs in zip(base, rates, strict=False))
        print(
            f"| {engine} | {spread(rates)} | {spread(ratios)} | {rounds[-1]['built_s']:.1f} "
            f"| {rounds[-1]['peak_mb']} |"
        )


def spread(values: Sequence[float]) -> str:
    if not values:
        return "–"
    digits = 0 if min(values) >= 20 else 1 if min(values) >= 2 else 2
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def equal(paths: Sequence[Path], directory: str) -> None:
    """Whether as many patterns fit every page one by one as in one pass."""
    from periplus.signatures.engine import Page

    matcher, naive = corpus_of(directory).matcher, by_re2(directory)
    differ = 0
    for path in paths:
        page = path.read_bytes()
        hits = matcher.match(Page(url=URL, content=page))
        differ += {hit.pattern for hit in hits} != naive(page)
    print(f"\npages on which one pass and one by one differ: {differ} of {len(paths)}")


# ---------------------------------------------------------------- pages


WORDS = (
    *("budget", "council", "minister", "report", "energy", "market"),
    *("city", "winter", "record", "travel", "health", "team"),
)
SRCS = (
    "/wp-content/plugins/contact-form-7/includes/js/index.js?ver=5.9",
    "/static/js/jquery-3.7.1.min.js",
    "https://cdn.example/libs/bootstrap/5.3.3/js/bootstrap.bundle.min.js",
    "https://www.googletagmanager.com/gtag/js?id=G-ABCDEF1234",
    "/assets/app.8d21f0.js",
    "/js/vendor.js?id=abc",
)


def invented(size: int, seed: int) -> bytes:
    """A page of about that size: a head, scripts, articles with links, pictures and classes."""
    choice = random.Random(seed)  # noqa: S311 - the same pages every time
    head = "".join(f'<script src="{src}"></script>' for src in choice.sample(SRCS, 4))
    parts = [
        f'<!DOCTYPE html><html><head><meta charset=utf-8><title>News</title>{head}</head><body id="p">'
    ]
    length = len(parts[0])
    while length < size:
        words = " ".join(choice.choices(WORDS, k=choice.randint(10, 60)))
        slug = "-".join(choice.choices(WORDS, k=4))
        kind = choice.choice(("card", "teaser", "story", "menu__item", "grid-cell"))
        part = (
            f'<div class="{kind} {kind}--{choice.randint(1, 9)}" data-id="{choice.randint(1, 10**6)}">'
            f'<a href="/news/{slug}.html" rel="bookmark"><img src="/img/{slug}.jpg" alt="{slug}"></a>'
            f"<p>{words}</p></div>\n"
        )
        if choice.random() < 0.05:
            rows = ",".join(f'{{"k":"{word}","n":{choice.randint(1, 999)}}}' for word in WORDS * 6)
            part += f"<script>window.__data=[{rows}];</script>"
        parts.append(part)
        length += len(part)
    return "".join([*parts, "</body></html>"]).encode()


def pages_of(directory: Path | None, into: Path) -> Iterator[tuple[str, list[Path]]]:
    """Invented pages of two sizes, or those of a directory: every ninth, and those nearest to 50 KB."""
    if directory is None:
        for name, size in SIZES.items():
            yield (
                f"Invented pages of {name}",
                _written(into, name[:3].strip(), [invented(size, n) for n in range(PAGES)]),
            )
        return
    bodies = [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(directory.iterdir())
        if path.is_file()
    ]
    near = sorted(bodies, key=lambda body: abs(len(body) - SIZES["50 KB"]))[:PAGES]
    yield "Real pages nearest to 50 KB", _written(into, "near", near)
    yield "Real pages, every ninth", _written(into, "ninth", bodies[::9])


def _written(into: Path, name: str, bodies: Sequence[bytes]) -> list[Path]:
    paths = [into / f"{name}-{number}.html" for number in range(len(bodies))]
    for path, body in zip(paths, bodies, strict=True):
        path.write_bytes(body)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", help="a directory of real pages (.html, .html.gz)")
    parser.add_argument("--corpus", default="", help="directory of rules; default: the pack")
    parser.add_argument("--peers", default=sys.executable, help="the Python that has the peers")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.corpus, options.pages)
        return
    corpus = corpus_of(options.corpus)
    print(
        f"{len(corpus.corpus.technologies)} technologies, {len(corpus.corpus.patterns)} patterns of",
        end=" ",
    )
    print(f"{corpus.about['source']}, {corpus.about['date']}; {os.cpu_count()} cores")
    directory = Path(options.pages[0]) if options.pages else None
    with tempfile.TemporaryDirectory() as scratch:
        for title, paths in pages_of(directory, Path(scratch)):
            bench(title, paths, options.peers, options.corpus)
            equal(paths, options.corpus)


if __name__ == "__main__":
    main()
