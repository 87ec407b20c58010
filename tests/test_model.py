"""The nouns: canonical keys, blobs, and ids that depend on nothing but their parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.model import (
    CHANNELS,
    Blob,
    Contact,
    Evidence,
    Fact,
    Layer,
    Observation,
    Reading,
    Subject,
    SubjectKind,
    canonical,
    claim_id,
)

HOST = Subject(kind=SubjectKind.HOST, key="www.example.org")
EVIDENCE = Evidence(
    id="e1",
    collector="example@1",
    target=HOST,
    source="dns://192.0.2.53/www.example.org?type=A",
    asked="192.0.2.53:53",
    dialled="192.0.2.53:53",
    request=b"question",
    body=Blob.of(b"answer"),
    media_type="application/dns-message",
    captured_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    elapsed_s=0.1,
    vantage="here",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour(Fact):
    name: str


READING = Reading(subject=HOST, fact=Colour(name="blue"), selector="bytes=0-3")


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (SubjectKind.COUNTRY, "NL"),
        (SubjectKind.ZONE, "."),
        (SubjectKind.ZONE, "xn--90ais"),
        (SubjectKind.HOST, "_dmarc.example.org"),
        (SubjectKind.ADDRESS, "2001:db8::1"),
        (SubjectKind.PREFIX, "192.0.2.0/24"),
        (SubjectKind.ASN, "AS64500"),
        (SubjectKind.ORGANISATION, "Example & Söhne"),
    ],
)
def test_canonical_keys_stand(kind: SubjectKind, key: str) -> None:
    assert str(Subject(kind=kind, key=key)) == f"{kind.value}:{key}"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (SubjectKind.COUNTRY, "nl"),
        (SubjectKind.COUNTRY, "NLD"),
        (SubjectKind.ZONE, "Example.org"),
        (SubjectKind.ZONE, "example.org."),
        (SubjectKind.HOST, "a..b"),
        (SubjectKind.HOST, "büro.example"),
        (SubjectKind.HOST, ".".join(["a" * 63] * 4)),
        (SubjectKind.ADDRESS, "2001:DB8::1"),
        (SubjectKind.ADDRESS, "192.0.2.256"),
        (SubjectKind.PREFIX, "192.0.2.1/24"),
        (SubjectKind.ASN, "64500"),
        (SubjectKind.ORGANISATION, ""),
    ],
)
def test_other_spellings_are_refused(kind: SubjectKind, key: str) -> None:
    with pytest.raises(ValueError, match="not a canonical"):
        Subject(kind=kind, key=key)


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_a_value_has_one_text_whatever_its_order(record: dict[str, str | int | bool | None]) -> None:
    assert canonical(record) == canonical(dict(reversed(record.items())))


@given(st.binary())
def test_blob_gives_its_bytes_back(content: bytes) -> None:
    blob = Blob.of(content)

    assert (blob.read(), blob.size_bytes) == (content, len(content))
    assert blob.read(3) == content[:3]


def test_blob_of_a_file_is_read_from_it(tmp_path: Path) -> None:
    file = tmp_path / "body"
    file.write_bytes(b"large")

    assert replace(Blob.of(b"large"), inline=None, path=file).read() == b"large"


def test_forgotten_blob_does_not_open() -> None:
    with pytest.raises(FileNotFoundError, match="forgotten"):
        replace(Blob.of(b"gone"), inline=None).open()


def test_observation_takes_provenance_from_its_capture() -> None:
    observation = Observation.of(EVIDENCE, READING)

    assert observation.evidence == "e1"
    assert observation.target == HOST
    assert observation.collector == "example@1"
    assert observation.observed_at == EVIDENCE.captured_at


def test_observation_may_be_older_than_its_capture() -> None:
    then = datetime(1994, 5, 10, tzinfo=UTC)

    assert Observation.of(EVIDENCE, replace(READING, observed_at=then)).observed_at == then


@pytest.mark.parametrize(
    "other",
    [
        replace(READING, selector="bytes=0-4"),
        replace(READING, fact=Colour(name="red")),
        replace(READING, subject=Subject(kind=SubjectKind.HOST, key="example.org")),
    ],
)
def test_observation_id_tells_readings_apart(other: Reading) -> None:
    again = Observation.of(EVIDENCE, READING)

    assert again.id == Observation.of(EVIDENCE, READING).id
    assert again.id != Observation.of(EVIDENCE, other).id


def test_claim_id_needs_all_four_parts() -> None:
    ids = {
        claim_id(HOST, "host.address", "192.0.2.1", Layer.NAMING),
        claim_id(HOST, "host.address", "192.0.2.1", Layer.NETWORK),
        claim_id(HOST, "host.address", "192.0.2.2", Layer.NAMING),
        claim_id(HOST, "address.ptr", "192.0.2.1", Layer.NAMING),
    }

    assert len(ids) == 4


def test_contact_levels_are_ordered() -> None:
    assert sorted(Contact) == [Contact.NONE, Contact.LOOKUP, Contact.VISIT, Contact.PROBE]


def test_channels_are_lower_case_words() -> None:
    assert all(channel == channel.lower() and " " not in channel for channel in CHANNELS)
