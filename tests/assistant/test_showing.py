"""What an assistant shows of its sources."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.errors import NoPicture


def test_of_a_passage_that_is_not_there_nothing_is_shown(forum: Assistant) -> None:
    assert forum.page("nothing", 0, 9) is None
    assert forum.page_words("nothing", 0, 9) is None
    assert forum.original("nothing") is None


def test_a_source_without_pages_says_so_both_ways(forum: Assistant) -> None:
    passage = forum.search("trout")[0].passage
    for look in (forum.page, forum.page_words):
        with pytest.raises(NoPicture, match="Only the pages of PDF files and images"):
            look(passage.id, 0, 9)
    assert forum.original(passage.id) is None, "no setting offers the files"
