"""Which form of a Slavic name is its nominative, of those that texts write."""

from __future__ import annotations

import re

_OBLIQUE = re.compile(r"(?:[аеоa]й|[уюиіыїąęuyi]|(?<![аеиіоы])е)$")
"""Endings of other cases that are as long as the nominative's; some nominatives end so too."""


def nominative_first(name: str) -> tuple[bool, int, int, int, str]:
    """The forms of one name are sorted by this: the nominative is first.

    What stands in quotes is not declined. Else it has the fewest endings of other cases, then is the
    shortest; of neuters it has an o and not an a.
    """
    words = [word for word in re.findall(r"\w+", name) if not word.isupper()]
    oblique = sum(_OBLIQUE.search(word) is not None for word in words)
    neuter = sum(word.endswith(("o", "о", "e", "е")) for word in words)
    return '"' not in name, oblique, len(name), -neuter, name
