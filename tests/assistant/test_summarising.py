"""Summaries and comparisons: sentences in the order of the text, and speakers side by side, in three languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings

Verify = Callable[[Assistant, Answer, Path], None]
REPORT = """# Report of the harbour council

## Water

The harbour council measured the water of the harbour in every month of the year.

The water was clean in the summer, and the council found oil in the harbour after the autumn storms.

## Boats

Fishing boats paid the harbour council a fee of ten crowns for each day in the harbour.

The council asks that boats of the harbour carry a new filter, which keeps oil out of the water.

## Thanks

The council thanks the volunteers, who cleaned the beaches after the storms in November.
"""
TALK = """# Панель о садах

Вера Лужина: Школьные сады нужно освободить от платы за воду, потому что дети поливают их сами.

Пётр Холмов: Мы поставили капельное орошение, и расход воды в садах снизился на треть за два года.
"""
MEETING = """# Panel on gardens

Vera Luzhina: School gardens should pay nothing for water, because the children water them by hand.

Peter Holm: We laid drip irrigation in the gardens, and they need a third less water than two years ago.
"""
LAKE = """# Көл туралы баяндама

Көл бассейніндегі ауылдар ауыз суды осы көлден алады және көл суын жылына екі рет тексереді.

Былтыр көл жағасына мың көшет отырғызылды, сондықтан көлге құятын өзен суы тазара бастады.

Қауымдастық көл жағасында жаңа зауыт салмауды және өзен суын үнемдеуді барлық ауылдардан сұрайды.

Келесі жылы көл маңындағы мектептер оқушыларға су үнемдеу сабағын өткізеді деп жоспарланып отыр.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    for name, text in (("report.md", REPORT), ("панель.txt", TALK), ("panel.txt", MEETING), ("көл.md", LAKE)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def harbour(folder: Path) -> Iterator[Assistant]:
    with Assistant.build(folder, settings=Settings(store=folder.parent / "harbour-store")) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "source", "words"),
    [
        (
            "Summarise the report of the harbour council",
            "report.md",
            "3 of 5 sentences of “Report of the harbour council”",
        ),
        ("What are the main points of the report of the harbour council?", "report.md", "3 of 5 sentences"),
        ("Перескажи report of the harbour council", "report.md", "предложения, в которых сказано главное (3 из 5)"),
        ("Көл туралы баяндаманың қысқаша мазмұны", "көл.md", "негізгісін айтатын сөйлемдер (4 ішінен 3)"),
    ],
)
def test_a_summary_quotes_sentences_in_order_and_says_how_many_there_are(
    harbour: Assistant, folder: Path, *, verify: Verify, question: str, source: str, words: str
) -> None:
    answer = harbour.ask(question)

    assert answer.kind == "summary", answer.text
    assert words in answer.text
    assert 3 <= len(answer.citations) <= 6
    assert {citation.source for citation in answer.citations} == {source}
    places = [citation.location.paragraph or 0 for citation in answer.citations]
    assert places == sorted(set(places))
    verify(harbour, answer, folder)


QUOTED = """# Letter from the lighthouse

"The lamp of the lighthouse burnt through every night of the winter and guided the ships of the harbour. The keeper of the
lighthouse mended the lamp", wrote the keeper of the lighthouse in the letter.

The lighthouse received a new lamp in the spring, which ships of the harbour see from thirty kilometres.

The harbour pays the keeper of the lighthouse for the lamp, the oil and the boat.

Ships that pass the lighthouse at night report the colour of the lamp to the harbour.
"""


def test_a_summary_holds_no_piece_of_a_longer_quotation(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text(QUOTED, encoding="utf-8")
    with Assistant.build(tmp_path, settings=Settings(store=tmp_path / "store")) as assistant:
        answer = assistant.ask("Summarise the letter from the lighthouse.")
    assert answer.kind == "summary"
    assert len(answer.citations) == 3
    assert all(citation.quote.count('"') % 2 == 0 for citation in answer.citations)


def test_a_text_that_is_not_there_is_not_summed_up(harbour: Assistant) -> None:
    assert harbour.ask("Summarise the treaty on outer space").kind == "refusal"


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (
            "What did Vera Luzhina and Peter Holm say about gardens?",
            "Vera Luzhina:\n– “Vera Luzhina: School",
            "Peter Holm:\n– “Peter Holm: We laid",
        ),
        (
            "Что сказали Вера Лужина и Пётр Холмов о садах?",
            "Вера Лужина:\n– “Вера Лужина: Школьные",
            "Пётр Холмов:\n– “Пётр Холмов: Мы поставили",
        ),
    ],
)
def test_two_speakers_stand_side_by_side(
    harbour: Assistant, folder: Path, *, verify: Verify, question: str, first: str, second: str
) -> None:
    answer = harbour.ask(question)

    assert answer.kind == "comparison"
    assert answer.text.index(first) < answer.text.index(second)
    verify(harbour, answer, folder)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What did Vera Luzhina and Nora Quill say about gardens?", "Nora Quill: nothing found in 4 documents."),
        ("Что сказали Вера Лужина и Нора Квилл о садах?", "Нора Квилл: ничего не найдено, просмотрено: 4 документа."),
    ],
)
def test_silence_of_one_of_two_is_said(harbour: Assistant, question: str, words: str) -> None:
    assert words in harbour.ask(question).text
