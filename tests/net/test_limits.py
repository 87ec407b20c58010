"""Twin of net/limits.py."""

from __future__ import annotations

import dataclasses

from periplus.net.limits import Limits


def test_every_limit_is_a_limit() -> None:
    assert all(value > 0 for value in dataclasses.asdict(Limits()).values())


def test_a_visit_fits_its_bounds() -> None:
    limits = Limits()
    assert limits.connect_s < limits.exchange_s
    assert limits.http_head_bytes < limits.http_body_bytes <= 5 * 1024 * 1024
