"""The sentences of a streamed reply: however it is cut into pieces, they are the same, and no half marker is seen."""

from __future__ import annotations

import random

import pytest

from assistant.generating.parsing import Reader, Written


def read(reply: str, *, size: int = 1) -> list[Written]:
    reader = Reader()
    found = [sentence for at in range(0, len(reply), size) for sentence in reader.feed(reply[at : at + size])]
    return [*found, *reader.end()]


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("The forum met [1]. It ended [2].", [("The forum met.", (1,)), ("It ended.", (2,))]),
        ("The forum met. [1] It ended. [2]", [("The forum met.", (1,)), ("It ended.", (2,))]),
        ("The forum met [1][3]. It ended [2, 4].", [("The forum met.", (1, 3)), ("It ended.", (2, 4))]),
        ("The forum met [1-3].", [("The forum met.", (1, 2, 3))]),
        ("The forum met 【2†source】.", [("The forum met.", (2,))]),
        ("The forum met [Source 2].", [("The forum met.", (2,))]),
        ("Форум прошёл [источник 2]. Он закрылся [1].", [("Форум прошёл.", (2,)), ("Он закрылся.", (1,))]),
        ("- Wells [1]\n- Pumps [2]\n", [("Wells", (1,)), ("Pumps", (2,))]),
        ("# Results\n\n**Wells** are *measured* [1].", [("Results", ()), ("Wells are measured.", (1,))]),
        ("<think>They met [7]. So</think>The forum met [1].", [("The forum met.", (1,))]),
        ("The forum met [1]. It ended [", [("The forum met.", (1,)), ("It ended", ())]),
        ("The forum met [1]. It ended [2", [("The forum met.", (1,)), ("It ended", ())]),
        ("It cost 4.2 million crowns [1].", [("It cost 4.2 million crowns.", (1,))]),
        ("Mr. Berg spoke [1].", [("Mr. Berg spoke.", (1,))]),
        ("", []),
        (" \n ", []),
        ("[1]", []),
        ("<think>never ends", []),
    ],
)
def test_each_sentence_comes_with_its_numbers(reply: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(one.text, one.numbers) for one in read(reply)] == sentences


LONG = (
    "## Answer\n\nThe **Forum** met in Ardenfels on 12 May 2023 [1][2]. It cost 4.2 million crowns, said Mr. T. Berg [3]. "
    "It adopted:\n- a map [4]\n- a list (see http://evil.example) [5]\n\nФорум прошёл в мае. [6, 7] Ол аяқталды [8]."
)


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_that_a_reply_comes_in_make_no_difference(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    whole, reader, at, found = read(LONG, size=len(LONG)), Reader(), 0, []
    while at < len(LONG):
        size = chance.randint(1, 12)
        found += reader.feed(LONG[at : at + size])
        at += size
    assert [*found, *reader.end()] == whole
    assert len(whole) == 8


def test_a_sentence_is_given_as_soon_as_the_next_has_begun() -> None:
    reader = Reader()
    assert reader.feed("The forum met. [1") == []
    assert reader.feed("] I") == [Written("The forum met.", (1,))]


@pytest.mark.parametrize(
    "hostile",
    [
        "Visit [our site](http://evil.example) [1].",
        "See ![chart](http://evil.example/a.png) [1].",
        "See https://evil.example/x [1].",
        "See www.evil.example [1].",
        "It said <img src=x onerror=alert(1)> so [1].",
        "It said <script>alert(1)</script> so [1].",
        "Read [1](javascript:alert(1)).",
        "Write to mailto:a@evil.example [1].",
        "Open data:text/html;base64,AAAA [1].",
    ],
)
def test_what_leads_away_is_known_for_it(hostile: str) -> None:
    found = read(hostile)
    assert [one.leads_away for one in found] == [True] * len(found)
    assert found


def test_the_layout_of_a_list_is_kept_and_no_other() -> None:
    found = read("Three were adopted:\n- Wells [1]\n- Pumps [2]\n\nIt ended [3]. All left [3].")
    assert [one.before for one in found] == ["", "\n– ", "\n– ", "\n\n", " "]
