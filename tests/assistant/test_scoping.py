"""A country, a year or a document that a question names is looked in first, and the answer says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Answer, Assistant, Settings

FILES = {
    "norland-2010.md": ("Report of the review: Norway", "2010-05-14", "Norway opened forty libraries for prisoners."),
    "norland-2014.md": (
        "Report of the review: Norway",
        "2014-05-14",
        "Norway closed the prison on the island of Skerry.",
    ),
    "chad-2014.md": (
        "Report of the review: Chad",
        "2014-11-03",
        "Chad trained eighty judges in the capital. Norway praised the libraries of Chad for prisoners.",
    ),
    "closing.md": (
        "Closing statement",
        "2014-11-04",
        "The chair thanked eighty judges for their patience with the bus.",
    ),
}


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("scopes")
    for name, (title, date, text) in FILES.items():
        (folder / name).write_text(
            f"---\ntitle: '{title}'\ndate: {date}\n---\n\n# {title}\n\n{text}\n", encoding="utf-8"
        )
    with Assistant.build(folder, settings=Settings(store=folder.parent / "scopes-store")) as assistant:
        yield assistant


def sources(answer: Answer) -> set[str]:
    return {citation.source for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "within", "source"),
    [
        ("What did Norway open for prisoners in 2010?", "Norway 2010", "norland-2010.md"),
        ("Which prison did Norway close in 2014?", "Norway 2014", "norland-2014.md"),
        ("What did Norway praise in Chad?", "Norway 2010, Norway 2014, Chad 2014", "chad-2014.md"),
        ("Whom did the chair thank in the closing statement?", "“Closing statement”", "closing.md"),
    ],
)
def test_what_a_question_names_is_looked_in(reviews: Assistant, question: str, within: str, source: str) -> None:
    answer = reviews.ask(question)

    assert answer.answered
    assert sources(answer) == {source}
    assert set(answer.searched.within.split(", ")) == set(within.split(", "))
    assert not answer.searched.widened
    assert answer.as_dict()["searched"]["within"] == answer.searched.within


def test_where_nothing_is_found_inside_everything_is_searched(reviews: Assistant) -> None:
    answer = reviews.ask("Which prison on Skerry was closed according to the closing statement?")

    assert answer.searched.within == "“Closing statement”"
    assert answer.searched.widened
    assert sources(answer) == {"norland-2014.md"}


def test_the_label_is_in_the_language_of_the_question(reviews: Assistant) -> None:
    assert reviews.ask("Что Норвегия открыла для заключённых в 2010 году?").searched.within == "Норвегия 2010"


@pytest.mark.parametrize("question", ["Who trained judges?", "When was the prison on Skerry closed?"])
def test_a_question_that_names_no_part_is_looked_for_everywhere(reviews: Assistant, question: str) -> None:
    searched = reviews.ask(question).searched

    assert (searched.within, searched.widened) == ("", False)
