"""Dates in three languages."""

import pytest

from corpus.dates import find_date, is_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-12-10",
        "2024-12-10T09:00:00+05:00",
        "10 December 2024",
        "the 10th of December 2024",
        "December 10, 2024",
        "Tuesday, Dec. 10, 2024",
        "10–11 December 2024",
        "10.12.2024",
        "10 декабря 2024 года",
        "2024 жылғы 10 желтоқсан",
        "2024 жылғы 10-желтоқсанда",
        "10 желтоқсан 2024 жыл",
    ],
)
def test_a_date_is_found_in_each_of_its_forms(text: str) -> None:
    assert find_date(f"Astana, {text}, opening") == "2024-12-10"


def test_the_first_date_in_the_text_counts() -> None:
    assert find_date("from 9 May 2014 to 2015-01-01") == "2014-05-09"


@pytest.mark.parametrize("text", ["31 February 2024", "2024-13-01", "version 1.10.2024.5", "in 2023", "3456-12-10"])
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_date(text) == ""


def test_a_compact_date_counts_only_where_asked_for() -> None:
    assert find_date("minutes 20241210") == ""
    assert find_date("minutes 20241210", compact=True) == "2024-12-10"


@pytest.mark.parametrize(
    "line", ["December 10, 2024", "Вторник, 10 декабря 2024 года", "2024-12-10", "10 December 2024."]
)
def test_a_line_that_is_only_a_date_is_one(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line", ["The action plan was approved on 10 December 2024", "10 December 2024 was a Tuesday", ""]
)
def test_a_sentence_with_a_date_is_not_a_date(line: str) -> None:
    assert not is_date(line)
