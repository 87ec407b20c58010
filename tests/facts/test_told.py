"""Files of the user's own statements."""

from __future__ import annotations

import pytest
from hypothesis import given

from periplus.facts.told import UserTold, check_told, read_told
from tests.facts.samples import anything

FILE = b"""[[told]]
organisation = "Coastal JSC"
says = "owns"
other = "Harbour LLC"
source = "a talk"
until = 2019-05-01
"""


def test_a_statement_is_of_its_organisation() -> None:
    check_told(FILE)
    (reading,) = read_told(FILE)
    assert reading.subject.key == "Coastal JSC"
    assert reading.fact == UserTold(
        says="owns", other="Harbour LLC", source="a talk", until="2019-05-01"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff", "no TOML|not TOML"),
        (b"a = 1", "no \\[\\[told\\]\\]"),
        (b'[[told]]\norganisation = "A"\n', "needs organisation and says"),
        (b'[[told]]\norganisation = "A"\nsays = "b"\nprobability = 1\n', "unknown key: probability"),
        (b"a." * 3_000, "a line is longer than 5000 bytes"),
        (b"# long\n" * 200_000, "larger than 1048576 bytes"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_told(content)


@given(anything(FILE))
def test_never_raises(content: bytes) -> None:
    list(read_told(content))
