"""States by their names in three languages, inflected or not."""

from __future__ import annotations

import pytest

from assistant.states import is_base_form, names_of, state_of, states_in

BRITAIN = "United Kingdom of Great Britain and Northern Ireland"
LAOS = "Lao People's Democratic Republic"


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("What did Laos and the United Kingdom recommend to Kazakhstan?", [LAOS, BRITAIN, "Kazakhstan"]),
        ("Что рекомендовала Норвегия Казахстану в 2014 году?", ["Norway", "Kazakhstan"]),
        ("Норвегия Қазақстанға не ұсынды?", ["Norway", "Kazakhstan"]),
        ("Slovakia's and Viet Nam's words", ["Slovakia", "Viet Nam"]),
        ("Democratic People's Republic of Korea", ["Democratic People's Republic of Korea"]),
        ("Tell us what the us-them talk was", []),
        ("The US and the USA", ["United States of America"] * 2),
        ("turkey with chad", []),
    ],
)
def test_states_are_found_in_the_order_they_are_named(text: str, states: list[str]) -> None:
    assert [mention.state for mention in states_in(text)] == states


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Iran (Islamic Republic of)", "Iran"),
        ("the Netherlands", "Netherlands"),
        ("Lao People’s Democratic Republic", LAOS),
        ("Великобритания", BRITAIN),
        ("Ardenia", ""),
        ("Norway and Iran", ""),
        ("Norwegian Centre of Norway", ""),
    ],
)
def test_a_name_means_one_state_or_none(name: str, state: str) -> None:
    assert state_of(name) == state


def test_the_names_of_a_state_find_each_other() -> None:
    assert {"Russia", "Россия", "Ресей"} <= set(names_of("Russian Federation"))
    assert names_of("Ardenia") == ["Ardenia"]


def test_a_subject_is_told_from_an_inflected_name() -> None:
    assert is_base_form("Норвегия")
    assert not is_base_form("Казахстану")
