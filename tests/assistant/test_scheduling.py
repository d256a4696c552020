"""Programmes: who speaks, when and where, and on what, from headings with facts below them and from tables, in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings

Verify = Callable[[Assistant, Answer, Path], None]
LAKES = """# Lake Days 2019: programme

## Reading old wells

Speakers: Ingrid Solheim, Tomas Berg

Date: 2019-05-14

How wells were dug before there were pumps.

## Reading new wells

Speakers: Amara Diallo

Date: 2019-05-15
"""
RIVERS = """# River Days 2020: programme

| Time | Room | Session | Speakers |
|---|---|---|---|
| 09:00–10:00 | Hall A | Opening: A river runs through it | Peder Holm |
| 10:00–11:00 | Hall B | Ағын су туралы | Ержан Қоңыратбай |
| 11:00–12:00 | Hall C | Вода для школ | Вера Лужина |
| 14:00–15:00 | Hall A | Panel 4: Dams | Judge Nora Quill, River Court |
"""
NEWS = """# Changes

Panel 4 starts at 14:30 and not earlier, because the boats are late.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("days")
    (folder / "lakes.md").write_text(LAKES, encoding="utf-8")
    (folder / "rivers.md").write_text(RIVERS, encoding="utf-8")
    (folder / "news.md").write_text(NEWS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def days(folder: Path) -> Iterator[Assistant]:
    with Assistant.build(folder, settings=Settings(store=folder.parent / "days-store")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            'Who presented "Reading old wells" at Lake Days 2019?',
            "Reading old wells – “Speakers: Ingrid Solheim, Tomas Berg”",
        ),
        ("On what date was “Reading new wells” given at Lake Days 2019?", "“Date: 2019-05-15”"),
        (
            "Which talk did Tomas Berg give at Lake Days 2019?",
            "Reading old wells – “Speakers: Ingrid Solheim, Tomas Berg”",
        ),
        ("When does the Opening begin at River Days 2020?", "“Time: 09:00–10:00 | Room: Hall A"),
        ("Кто выступает с докладом «Вода для школ»?", "Speakers: Вера Лужина”"),
        ("С каким докладом Вера Лужина выступает на River Days 2020?", "Session: Вода для школ"),
        ("«Ағын су туралы» қайда өтеді?", "Room: Hall B"),
        ("Ержан Қоңыратбай River Days 2020 жиынында қандай баяндама жасайды?", "Session: Ағын су туралы"),
    ],
)
def test_a_programme_tells_who_when_where_and_on_what(
    days: Assistant, folder: Path, verify: Verify, question: str, words: str
) -> None:
    answer = days.ask(question)

    assert words in answer.text, answer.text
    assert len(answer.citations) == 1
    verify(days, answer, folder)


@pytest.mark.parametrize(
    ("question", "language_words"),
    [
        ("Which talk did Peder Holm give at Lake Days 2019?", "Peder Holm is not named in “Lake Days 2019”."),
        (
            "С каким докладом Вера Лужина выступала на Lake Days 2019?",
            "Вера Лужина – не упоминается: “Lake Days 2019”.",
        ),
    ],
)
def test_who_does_not_speak_at_an_event_is_said_not_to_and_where_they_do(
    days: Assistant, question: str, language_words: str
) -> None:
    answer = days.ask(question)

    assert not answer.answered
    assert language_words in answer.text
    assert "“River Days 2020”" in answer.text


def test_sources_that_disagree_are_both_shown(days: Assistant) -> None:
    text = days.ask("When does Panel 4 start?").text

    assert "Time: 14:00–15:00" in text
    assert "starts at 14:30" in text


def test_a_speaker_is_known_without_the_title_before_the_name(days: Assistant) -> None:
    assert "Panel 4: Dams" in days.ask("Which session does Nora Quill speak in?").text


def test_a_question_about_no_session_is_not_answered_from_the_programme(days: Assistant) -> None:
    assert "Speakers" not in days.ask("How were wells dug before there were pumps?").text
