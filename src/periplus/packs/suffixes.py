"""Public suffixes: where a name stops being somebody's and starts being anybody's (publicsuffix.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import idna

from periplus.packs.container import Container, PackError

_LABEL = r"(?:[a-z0-9_-]{1,63}|\*)"
_RULE = re.compile(rf"!?{_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suffix:
    """How a name divides; `registrable` is None when the name is itself a suffix."""

    suffix: str
    registrable: str | None
    line: bytes  # the rule's line, empty for the rule of names without one (`*`)
    private: bool  # the rule stands in the list's second half: a company, not a registry


class Suffixes:
    """An open pack of public suffixes."""

    def __init__(self, container: Container) -> None:
        """PackError when the container holds no such list."""
        if container.about.kind != "suffixes":
            raise PackError(f"the pack {container.path} holds no public suffixes")
        self.about = container.about
        self.digest = container.digest
        self._container = container

    @classmethod
    def open(cls, path: Path) -> Suffixes:
        """Open a pack file. PackError when it is missing, half built or damaged."""
        return cls(Container(path))

    @cached_property
    def _rules(self) -> Mapping[str, tuple[bytes, bool]]:
        return dict(rules(self._container.section("text").tobytes()))

    def divide(self, name: str) -> Suffix:
        """The public suffix of a name in A-labels, and the name one label below it."""
        labels = name.lower().rstrip(".").split(".")
        for at in range(len(labels)):
            rest = labels[at:]
            exception = self._rules.get("!" + ".".join(rest))
            if exception is not None:
                return _divided(labels, at + 1, exception)
            found = self._rules.get(".".join(rest)) or self._rules.get(".".join(["*", *rest[1:]]))
            if found is not None:
                return _divided(labels, at, found)
        return _divided(labels, len(labels) - 1, (b"", False))


def _divided(labels: list[str], at: int, rule: tuple[bytes, bool]) -> Suffix:
    registrable = ".".join(labels[at - 1 :]) if at > 0 else None
    line, private = rule
    return Suffix(suffix=".".join(labels[at:]), registrable=registrable, line=line, private=private)


def rules(content: bytes) -> Iterator[tuple[str, tuple[bytes, bool]]]:
    """The list's rules in A-labels, each with its line and whether it is a private one."""
    private = False
    for line in content.splitlines():
        if b"===BEGIN PRIVATE DOMAINS===" in line:
            private = True
        text = line.split(b"//", 1)[0].decode("utf-8", "replace").strip()
        if not text:
            continue
        try:
            rule = _a_labels(text.split()[0])
        except (idna.IDNAError, UnicodeError):
            continue
        if _RULE.fullmatch(rule):
            yield rule, (line, private)


def _a_labels(rule: str) -> str:
    return ".".join(
        label if label.lstrip("!").isascii() else idna.encode(label).decode()
        for label in rule.lower().split(".")
    )
