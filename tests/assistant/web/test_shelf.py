"""What is kept for a visitor, and for how long."""

from __future__ import annotations

import re

from assistant.web.shelf import Shelf


def test_a_thing_is_found_under_its_name_alone() -> None:
    shelf = Shelf[str](10)
    name = shelf.put("mine")
    assert re.fullmatch(r"[\w-]{22}", name)
    assert shelf.get(name) == "mine"
    assert shelf.get("") is None
    assert shelf.put("mine") != name


def test_the_oldest_goes_when_the_shelf_is_full() -> None:
    shelf = Shelf[int](3)
    names = [shelf.put(number) for number in range(5)]
    assert [shelf.get(name) for name in names] == [None, None, 2, 3, 4]
