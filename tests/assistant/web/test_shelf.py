"""What is kept for a visitor, and for how long."""

from __future__ import annotations

import re

from assistant.answers import Answer, Searched
from assistant.web.shelf import Shelf, Shelves


def answer(text: str) -> Answer:
    """Return an answer that says so."""
    return Answer("Why?", True, text, (), Searched(1, 1))


def test_answers_are_found_under_their_name_alone() -> None:
    shelf = Shelf(10)
    name = shelf.put(answer("mine"), answer("too"))
    assert re.fullmatch(r"[\w-]{22}", name)
    assert shelf.get(name) == (answer("mine"), answer("too"))
    assert shelf.get("") is None
    assert shelf.put(answer("mine")) != name


def test_one_answer_is_had_by_its_name() -> None:
    shelves = Shelves(Shelf(2), Shelf(2))
    assert shelves.answer(shelves.answers.put(answer("mine"))) == answer("mine")
    assert shelves.answer("another") is None


def test_the_oldest_goes_when_the_shelf_is_full() -> None:
    shelf = Shelf(3)
    names = [shelf.put(answer(str(number))) for number in range(5)]
    assert [shelf.get(name) is not None for name in names] == [False, False, True, True, True]


def test_the_oldest_goes_when_what_is_kept_takes_too_many_bytes() -> None:
    long = [answer(" ".join(str(start * step) for step in range(2_000))) for start in range(1, 9)]
    shelf = Shelf(1_000, most=20_000)
    names = [shelf.put(one) for one in long]
    kept = [shelf.get(name) for name in names]
    assert 0 < shelf.held <= 20_000
    assert kept[-1] == (long[-1],)
    assert kept[0] is None
    assert kept == sorted(kept, key=bool), "not the oldest went"


def test_the_latest_is_kept_however_large_it_is() -> None:
    shelf = Shelf(10, most=1)
    first, last = shelf.put(answer("first")), shelf.put(answer("last"))
    assert shelf.get(first) is None
    assert shelf.get(last) == (answer("last"),)
