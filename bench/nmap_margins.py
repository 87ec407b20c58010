"""How often the family that nmap's database resembles most is the right one, by its margin to the next.

A closed world: each fingerprint of the installed nmap-os-db is taken out in turn, answers are drawn from
it, and compared as nmap does (points matched of points compared, in whole percent, as its reports tell
them; nmap.org/book/osdetect-guess.html), with the tests that one open port allows. The database is read
where it is installed, and nothing of it is kept.

tp and fp are those of signatures/weights.toml: how often an expert lets the right and a wrong edge be
named at all, times the share of right and of wrong names that have such a margin.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from periplus.measures.fitting import wilson

DATABASE = Path("/usr/share/nmap/nmap-os-db")
OPEN_PORT = ("SEQ", "OPS", "WIN", "ECN", "T1")
BANDS = ((0, 1), (2, 3), (4, 7), (8, 100))  # percent, both included; rules/similar_stacks.py
EXPERT = 0.5, 0.06
PER_FAMILY = 12
_LINE = re.compile(r"(\w+)\((.*)\)")
_HEX = re.compile(r"[0-9A-F]+")
Attribute = tuple[str, str]


@dataclass
class Print:
    """One fingerprint: its families, and the expression of each attribute."""

    families: set[str] = field(default_factory=set)
    tests: dict[Attribute, str] = field(default_factory=dict)


def read(path: Path) -> tuple[Mapping[Attribute, int], Sequence[Print]]:
    points: dict[Attribute, int] = {}
    prints: list[Print] = []
    into: dict[Attribute, str] | None = None
    scores: dict[Attribute, str] = {}
    for line in path.read_text("latin-1").splitlines():
        if line.startswith("MatchPoints"):
            into = scores
        elif line.startswith("Fingerprint "):
            prints.append(Print())
            into = prints[-1].tests
        elif line.startswith("Class ") and prints:
            prints[-1].families.add(" ".join(part.strip() for part in line[6:].split("|")[:2]))
        elif into is not None and (found := _LINE.match(line)) and found[1] in OPEN_PORT:
            for part in found[2].split("%"):
                name, _, value = part.partition("=")
                into[found[1], name] = value
    points = {key: int(value) for key, value in scores.items()}
    return points, [one for one in prints if one.families and one.tests]


def fits(value: str, expression: str) -> bool:
    """Expressions of the database: alternatives, each a text, a range, a bound."""
    for part in expression.split("|"):
        if part == value:
            return True
        number = int(value, 16) if _HEX.fullmatch(value) else None
        if number is None:
            continue
        if part[:1] in "<>" and _HEX.fullmatch(part[1:]):
            bound = int(part[1:], 16)
            if number < bound if part[0] == "<" else number > bound:
                return True
        low, dash, high = part.partition("-")
        ends = dash and _HEX.fullmatch(low) and _HEX.fullmatch(high)
        if ends and int(low, 16) <= number <= int(high, 16):
            return True
    return False


def drawn(expression: str, dice: random.Random) -> str:
    """A value that an answer of this machine could have."""
    part = dice.choice(expression.split("|"))
    low, dash, high = part.partition("-")
    if dash and _HEX.fullmatch(low) and _HEX.fullmatch(high):
        return f"{dice.randint(int(low, 16), int(high, 16)):X}"
    if part[:1] in "<>" and _HEX.fullmatch(part[1:]):
        return f"{max(0, int(part[1:], 16) + (1 if part[0] == '>' else -1)):X}"
    return part


class Database:
    """All fingerprints as columns, so that an answer meets them all at once."""

    def __init__(self, points: Mapping[Attribute, int], prints: Sequence[Print]) -> None:
        self.prints = prints
        self.columns = {}
        for key, worth in points.items():
            known = sorted({one.tests[key] for one in prints if key in one.tests})
            place = {expression: number for number, expression in enumerate(known)}
            column = np.array([place.get(one.tests.get(key), -1) for one in prints])
            self.columns[key] = (worth, known, column)
        self._met: dict[tuple[Attribute, str], np.ndarray] = {}

    def similar(self, answers: Mapping[Attribute, str]) -> np.ndarray:
        """The share of points that each fingerprint matches."""
        got = np.zeros(len(self.prints))
        of = np.zeros(len(self.prints))
        for key, value in answers.items():
            worth, known, column = self.columns[key]
            if (key, value) not in self._met:
                self._met[key, value] = np.array([*(fits(value, one) for one in known), False])
            of += worth * (column >= 0)
            got += worth * self._met[key, value][column]
        return np.divide(got, of, out=np.zeros_like(got), where=of > 0)


def margins(database: Database, dice: random.Random) -> list[tuple[int, bool]]:
    """For each drawn machine: by how much the best family leads, in percent, and whether it is right."""
    by_family: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(database.prints):
        for family in one.families:
            by_family[family].append(number)
    members = {family: np.array(numbers) for family, numbers in by_family.items()}
    found = []
    for _, numbers in sorted(by_family.items()):
        if len(numbers) < 2:
            continue  # without its one fingerprint nobody could name it
        for number in dice.sample(numbers, min(PER_FAMILY, len(numbers))):
            own = database.prints[number]
            answers = {
                key: drawn(text, dice) for key, text in own.tests.items() if key in database.columns
            }
            similar = (database.similar(answers) * 100).astype(int)
            similar[number] = 0
            best = sorted(((similar[of].max(), name) for name, of in members.items()), reverse=True)
            top = best[0][0]
            named = {name for value, name in best if value == top}
            right = named <= own.families  # a fingerprint may be of several families
            of = own.families if right else {best[0][1]}
            found.append((int(top - next(value for value, name in best if name not in of)), right))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", type=Path, default=DATABASE)
    options = parser.parse_args()
    if not options.database.exists():
        print(f"{options.database} is not here: install nmap")
        return
    points, prints = read(options.database)
    found = margins(Database(points, prints), random.Random("margins"))  # noqa: S311  no secret
    right = sum(one for _, one in found)
    wrong = len(found) - right
    print(f"{len(prints)} fingerprints, {len(found)} machines, {right / len(found):.0%} named rightly")
    print("| margin, % | machines | named rightly | share (95 %) | tp | fp |\n|---|---|---|---|---|---|")
    for low, high in BANDS:
        mine = [one for margin, one in found if low <= margin <= high]
        good, bad = sum(mine), len(mine) - sum(mine)
        first, last = wilson(good, len(mine))
        share = f"{good / len(mine):.2f} ({first:.2f} to {last:.2f})"
        rates = f"{EXPERT[0] * good / right:.3f} | {EXPERT[1] * bad / wrong:.4f}"
        print(f"| {low} to {high} | {len(mine)} | {good} | {share} | {rates} |")


if __name__ == "__main__":
    main()
