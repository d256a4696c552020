"""The values that a filter can have, and how much each keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, ModelChoice
from index.facets import MOST, facets, titled, within


@pytest.fixture(scope="module")
def sample(sample_store: Path, compiled_cache: Path) -> Iterator[Index]:
    """The sample conference's index, opened."""
    opened = Index.open(sample_store, choice=ModelChoice(cache=compiled_cache))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "where",
    [{}, {"speaker": "Farida Nurmat"}, {"language": "en", "kind": "pdf"}, {"date": "2025"}, {"session": "Panel"}],
)
def test_each_value_says_how_much_it_keeps_beside_the_rest_of_the_filter(sample: Index, where: dict[str, str]) -> None:
    found = sample.facets(where)
    assert {facet.field for facet in found} >= {"document", "speaker", "language", "kind"}
    for facet in found:
        assert sample.kept({**where, facet.field: facet.value})[1] == facet.passages > 0


def test_a_filter_is_narrowed_to_what_it_leaves(sample: Index) -> None:
    languages = [facet.value for facet in sample.facets({"kind": "vtt"}) if facet.field == "language"]
    assert languages == ["en"]
    assert {facet.value for facet in sample.facets({"language": "kk"}) if facet.field == "language"} == {
        "en",
        "kk",
        "ru",
    }


def test_documents_are_called_by_their_titles(sample: Index) -> None:
    labels = {facet.value: facet.label for facet in sample.facets({}) if facet.field == "document"}
    assert labels["day-1/keynote.pdf"] == "The distance to a door"


def test_a_filter_that_cannot_be_used_is_refused(sample: Index) -> None:
    with pytest.raises(ValueError, match="no filter by"):
        sample.facets({"colour": "red"})


def test_a_value_counts_what_others_hold_it() -> None:
    assert within({"Panel 1": 2, "Panel 10": 3, "": 9}) == {"Panel 1": 5, "Panel 10": 3}


def test_a_long_list_keeps_the_largest() -> None:
    counts = {f"value {number:04}x": number for number in range(MOST + 50)}
    kept = facets("session", within(counts))
    assert len(kept) == MOST
    assert kept[0].passages == MOST + 49
    assert min(facet.passages for facet in kept) == 50


def test_years_come_latest_first_and_titles_that_are_shared_name_their_file() -> None:
    assert [facet.value for facet in facets("date", {"2014": 9, "2025": 1, "": 3})] == ["2025", "2014"]
    assert titled({"a": "Report", "b": "Report", "c": "Speech"}) == {
        "a": "Report (a)",
        "b": "Report (b)",
        "c": "Speech",
    }
