"""Every kind of table has a source with terms; what is not known is said to be so."""

from __future__ import annotations

from periplus.packs.world_sources import SOURCES, licence_of


def test_licences_go_by_kind_and_name() -> None:
    assert licence_of("relations", "20221101.as-rel2.txt.bz2")[0].startswith("CAIDA")
    assert licence_of("owners", "state_owned_ases.csv")[0] == "CC-BY-4.0"
    assert licence_of("paths", "bview.20221101.gz")[1].startswith("RIPE RIS")
    assert licence_of("names", "mine.txt") == ("not stated; as its publisher says", "")


def test_sources_are_whole() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    assert all(source.licence and source.publisher and source.shape for source in SOURCES)
