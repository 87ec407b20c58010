"""How much of the blind documents is read, and that nothing is claimed that they do not say."""

from __future__ import annotations

import pytest

from tests.blind.reading import score

READ = {"pl": 39, "es": 42, "uk": 42, "be": 42, "pl2": 10, "es2": 8, "uk2": 9, "be2": 8}
"""After the mends; docs/design/entities.md tells what was read at first."""
OTHERWISE = {"pl2": 1, "es2": 1, "be2": 1}  # a data centre's owner, a founder's name in another case


@pytest.mark.parametrize("language", READ)
def test_what_is_read_stays_read_and_nothing_else_is_claimed(language: str) -> None:
    result = score(language)

    assert result.read >= READ[language], result.missed
    assert len(result.wrong) <= OTHERWISE.get(language, 0), result.wrong
