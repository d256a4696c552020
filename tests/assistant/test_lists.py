"""All that somebody recommended: every item once, from the right report, and silence told from speech."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Assistant, Settings

STATES = ("Ardenia", "Borland", "Cerulea", "Norway")
DEEDS = ("schools", "courts", "libraries", "clinics", "prisons", "archives", "forests", "harbours")


def report(country: str, year: int, *, silent: str) -> str:
    """Return a report in which each State spoke, and each but one recommended two things."""
    numbers = enumerate(STATES, 5)
    spoken = [f"{number}. {state} noted the progress made in {country} in {year}." for number, state in numbers]
    pairs = [(round_, place, state) for round_ in range(2) for place, state in enumerate(STATES) if state != silent]
    deeds = [(DEEDS[(place + 4 * round_ + year) % len(DEEDS)], state) for round_, place, state in pairs]
    items = [
        f"{number}. Open more {deed} in all districts of the country, and report on it by {year + 4} ({state});"
        for number, (deed, state) in enumerate(deeds, 40)
    ]
    title = f"Report of the Working Group: {country}"
    parts = (
        f"---\ntitle: '{title}'\ndate: {year}-05-14\n---\n\n# {title}",
        "## Interactive dialogue",
        "\n".join(spoken),
        "## Conclusions and recommendations",
        f"The following recommendations enjoy the support of {country}:",
        "\n".join(items),
    )
    return "\n\n".join(parts)


@pytest.fixture(scope="module")
def reviews(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("reviews")
    for country, year, silent in (("Norland", 2010, ""), ("Norland", 2014, "Borland"), ("Kazakhstan", 2014, "")):
        text = report(country, year, silent=silent)
        (folder / f"{country.lower()}-{year}.md").write_text(text, encoding="utf-8")
    with Assistant.build(folder, settings=Settings(store=folder.parent / "reviews-store")) as assistant:
        yield assistant


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("country", "year"), [("Norland", 2010), ("Kazakhstan", 2014)])
def test_every_recommendation_of_a_state_is_quoted_once_and_no_other(
    reviews: Assistant, state: str, country: str, year: int
) -> None:
    answer = reviews.ask(f"What did {state} recommend to {country} in {year}?")

    assert answer.answered
    assert {citation.source for citation in answer.citations} == {f"{country.lower()}-{year}.md"}
    assert len(answer.citations) == 2
    assert all(citation.quote.rstrip(";").endswith(f"({state})") for citation in answer.citations)
    offsets = [citation.location.paragraph or 0 for citation in answer.citations]
    assert offsets == sorted(offsets)


@pytest.mark.parametrize(
    "question",
    [
        "What did Borland recommend to Norland in 2014?",  # it spoke there, and recommended nothing
        "What did Ardenia recommend to Norland in 2018?",
        "What did Ardenia recommend to Westmark in 2014?",
        "What did Westmark recommend to Norland in 2014?",
    ],
)
def test_a_silent_state_and_a_report_that_is_not_there_are_refused(reviews: Assistant, question: str) -> None:
    answer = reviews.ask(question)

    assert not answer.answered
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Ardenia recommend to Norland in 2010?", ("made 2 recommendations", "Response (1–2): accepted")),
        ("Что рекомендовала Норвегия Казахстану в 2014 году?", ("2 рекомендации", "Ответ (1–2): принято")),
        ("Норвегия Қазақстанға 2014 жылы не ұсынды?", ("2 ұсыным", "Жауабы (1–2): қабылданды")),
    ],
)
def test_a_list_says_how_many_how_they_were_answered_and_by_which_sentence(
    reviews: Assistant, question: str, words: tuple[str, ...]
) -> None:
    answer = reviews.ask(question)

    assert all(part in answer.text for part in words), answer.text
    assert (answer.kind, answer.items) == ("list", 2)
    for citation in answer.citations:
        assert citation.introduction is not None
        assert citation.introduction.quote.startswith("The following recommendations enjoy the support of")
        assert citation.introduction.quote in answer.text


def test_a_refusal_says_who_is_silent_where_and_which_report_is_missing(reviews: Assistant) -> None:
    silent = reviews.ask("What did Borland recommend to Norland in 2014?")
    missing = reviews.ask("What did Ardenia recommend to Norland in 2018?")

    assert "Borland made no recommendation in “Report of the Working Group: Norland”, 2014." in silent.text
    assert any("Borland" in citation.quote for citation in silent.closest)
    assert "There is no report on Norland, 2018" in missing.text
    assert "2010" in missing.text


def test_two_who_recommended_stand_side_by_side_and_silence_is_said(reviews: Assistant) -> None:
    answer = reviews.ask("What did Ardenia and Borland recommend to Norland in 2014?")

    assert answer.kind == "comparison"
    assert answer.text.index("Ardenia made 2 recommendations") < answer.text.index("Borland made no recommendation")


def test_the_maker_of_a_quoted_recommendation_and_its_response_are_told(reviews: Assistant) -> None:
    item = (
        reviews.ask("What did Ardenia recommend to Kazakhstan in 2014?").citations[0].quote.removesuffix(" (Ardenia)")
    )
    who = reviews.ask(f"Which State made this recommendation to Kazakhstan in 2014: “{item}”?")
    how = reviews.ask(f"How did Kazakhstan respond to Ardenia's recommendation “{item}” in 2014?")

    assert who.kind == "attribution"
    assert "Ardenia: “" in who.text
    assert how.kind == "response"
    assert "Accepted: “The following recommendations enjoy the support of Kazakhstan:”" in how.text


OUTCOMES = """---
title: Recommendations of the working groups
date: 2031-05-15
---

# Recommendations of the working groups

## Group on harbours

1. Pay for rope and paint in every harbour of the northern coast.

2. Publish the hours of each ferry on the pier.

## Group on lighthouses

3. Grant every keeper of a lighthouse a pension.
"""
STATEMENT = """---
title: Statement of the delegation of Sundal
---

# Statement of the delegation of Sundal

## Our recommendations

1. Let the bridge at Sundal be open at night.

2. Let the toll of the bridge be paid once a year.
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("outcomes")
    (folder / "outcomes.md").write_text(OUTCOMES, encoding="utf-8")
    (folder / "statement.md").write_text(STATEMENT, encoding="utf-8")
    with Assistant.build(folder, settings=Settings(store=folder.parent / "outcomes-store")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("What recommendations did the working groups adopt?", 3),
        ("Какие рекомендации приняла рабочая группа?", 3),
        ("Жұмыс тобы қандай ұсыныстар қабылдады?", 3),
        ("What did the delegation recommend?", 2),
        ("List all recommendations.", 5),
    ],
)
def test_all_recommendations_are_listed_with_their_count_in_three_languages(
    outcomes: Assistant, question: str, items: int
) -> None:
    answer = outcomes.ask(question)
    assert answer.answered
    assert len(answer.citations) == items
    assert str(items) in answer.text.splitlines()[0]


def test_what_was_merely_recommended_settles_no_question_for_yes_or_no(reviews: Assistant) -> None:
    answer = reviews.ask("Did Kazakhstan open more harbours in all districts of the country?")

    assert not answer.answered
    assert "harbours" in answer.closest[0].quote
    assert reviews.ask("Did Ardenia recommend that Kazakhstan open more schools?").answered
