"""Name servers inside and outside of a cut border."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind
from periplus.rules import name_server_survival

from .worlds import says_nothing_of_nothing, signs, values

AT = datetime(2022, 11, 19, tzinfo=UTC)


def claim(kind: SubjectKind, key: str, predicate: str, value: Any) -> Claim:
    return Claim(
        id=f"{key} {predicate} {value}",
        subject=Subject(kind=kind, key=key),
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        shape=Shape.READING,
        status=Status.SUPPORTED,
        basis=Basis.WITNESSED,
        first_observed_at=AT,
        last_observed_at=AT,
        support=(f"o-{key}",),
        reasons=(),
    )


def servers() -> tuple[Claim, ...]:
    return (
        claim(SubjectKind.ZONE, "zz", "zone.name_server", "a.nic.zz"),
        claim(SubjectKind.ZONE, "gov.zz", "zone.name_server", "b.nic.zz"),
        claim(SubjectKind.HOST, "a.nic.zz", "host.address", "192.0.2.1"),
        claim(SubjectKind.HOST, "a.nic.zz", "host.address", "203.0.113.9"),
        claim(SubjectKind.HOST, "b.nic.zz", "host.address", "192.0.2.2"),
        claim(SubjectKind.ADDRESS, "192.0.2.1", "address.asn", "AS64502"),
        claim(SubjectKind.ADDRESS, "192.0.2.2", "address.asn", "AS64502"),
        claim(SubjectKind.ADDRESS, "203.0.113.9", "address.asn", "AS64511"),
    )


def test_addresses_of_the_top_zone_are_counted_by_side() -> None:
    (sign,) = signs(name_server_survival, claims=servers())
    (value,) = values([sign], "country.name_servers_cut_off")

    assert (value["addresses"], value["left_inside"], value["left_outside"]) == (2, 1, 1)
    assert "o-192.0.2.1" in sign.support
    assert "o-192.0.2.2" not in sign.support


def test_without_addresses_nothing_is_said() -> None:
    assert signs(name_server_survival, claims=servers()[:5]) == []


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(name_server_survival)
