"""How a command ended, and the type of the fixture that runs one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Ended:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Periplus: TypeAlias = Callable[..., Ended]
