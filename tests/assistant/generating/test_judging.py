"""A sentence of a model is judged by what it cites, and may rest on another source only where that one plainly says it."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.generating.judging import Judge, State
from assistant.generating.parsing import Written
from assistant.generating.prompting import numbered
from assistant.quoting import Stretch


@pytest.fixture(scope="module")
def judged(forum: Assistant) -> Judge:
    with forum._using() as index:
        return Judge(index, numbered([Stretch(p, row, 0, 1) for row, p in enumerate(index.sample(50))], tokens=6_000))


def number_of(judge: Judge, words: str) -> int:
    return next(number for number, source in judge._sources.items() if words in source.words.passage.text)


@pytest.mark.parametrize(
    ("sentence", "words", "state"),
    [
        ("The repair of the pumping stations will cost 4.2 million crowns.", "4.2 million", State.SUPPORTED),
        ("By October 2025 the work on the stations is to be finished.", "4.2 million", State.SUPPORTED),
        ("The repair of the pumping stations was paid with gold from the moon.", "4.2 million", State.UNSUPPORTED),
        ("Союз садоводов объединяет 640 хозяйств.", "640", State.SUPPORTED),
        ("Союз садоводов объединяет 650 хозяйств.", "640", State.UNSUPPORTED),
        ("Қауымдастыққа 52 шаруашылық кіреді.", "52", State.SUPPORTED),
        ("Қауымдастыққа 52 шаруашылық кірмейді емес.", "52", State.UNSUPPORTED),
        ("Amara Diallo took nine hundred samples.", "nine hundred", State.SUPPORTED),
    ],
)
def test_what_a_cited_source_says_is_supported(judged: Judge, sentence: str, words: str, state: State) -> None:
    assert judged.judge(Written(sentence, (number_of(judged, words),))).state is state


def test_a_sentence_that_names_no_source_or_the_wrong_one_rests_on_the_one_that_says_it(judged: Judge) -> None:
    right = number_of(judged, "4.2 million")
    wrong = number_of(judged, "640")
    for numbers in ((), (wrong,), (999,)):
        found = judged.judge(Written("The repair of the pumping stations will cost 4.2 million crowns.", numbers))
        assert (found.state, [source.number for source in found.sources]) == (State.SUPPORTED, [right])


@pytest.mark.parametrize("nothing", ["…", "12", "[[", "It is."])
def test_what_says_nothing_is_not_supported(judged: Judge, nothing: str) -> None:
    assert judged.judge(Written(nothing, (1,))).state is State.UNSUPPORTED
