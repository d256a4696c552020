"""The conference the project was conceived from: its questions answered from the right sentence, others refused.

The page's text is not part of the project; where it is missing these tests are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Turn

Verify = Callable[[Assistant, Answer, Path], None]
SEED = Path(__file__).parents[3] / "shared" / "seed"
MATERIALS = SEED / "materials"
pytestmark = pytest.mark.skipif(not MATERIALS.is_dir(), reason=f"the seed conference is not in {MATERIALS}")


def table() -> list[tuple[str, str]]:
    """Return the table of the seed's README: a question and what its cited passage must contain."""
    readme = SEED / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")]
    return [(row[0], row[1]) for row in rows[2:]]


ANSWERED = [
    (question, re.sub(r" \(.*\)$", "", words)) for question, words in table() if not words.startswith("nothing")
]
REFUSED = [question for question, words in table() if words.startswith("nothing")]


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.build(MATERIALS, store=tmp_path_factory.mktemp("seed") / "store") as assistant:
        yield assistant


def test_the_table_has_questions_to_answer_and_one_to_refuse() -> None:
    assert len(ANSWERED) >= 7
    assert len(REFUSED) == 1


@pytest.mark.parametrize(("question", "words"), ANSWERED)
def test_a_question_of_the_table_is_answered_from_the_stated_words(
    seed: Assistant, verify: Verify, question: str, words: str
) -> None:
    answer = seed.ask(question)

    assert answer.answered
    assert words in answer.citations[0].quote
    verify(seed, answer, MATERIALS)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Where did the conference take place?", "Astana"),
        ("Who opened the conference?", "Artur Lastaev"),
        ("Who is Artur Lastaev?", "Commissioner"),
        ("What is the Human Rights Commissioner's name?", "Artur Lastaev"),
        ("What is the aim of the conference?", "consolidate"),
        ("Why is dialogue important?", "effective solutions"),
        ("Who spoke about dialogue?", "Artur Lastaev"),
        ("What did the Ombudsman say in his speech?", "new ideas"),
        ("Who is the UNDP Resident Representative?", "Katarzyna Wawiernia"),
        ("What did the UNDP's representative in Kazakhstan say about the judiciary?", "law enforcement systems"),
        ("How long has UNDP been helping the government?", "20 years"),
        ("When did the Head of State approve the Action Plan?", "2023"),
        ("What was one of the main agenda points?", "Action Plan"),
        ("What was discussed about access to justice?", "access to justice"),
        ("What was said about legal culture?", "legal culture"),
        ("Which sections were there?", "Combating discrimination"),
        ("Which section covered sexual violence?", "Women serving sentences"),
        ("What did the experts present in the sections?", "results of research"),
        ("What should the National Preventive Mechanism be given?", "powers"),
        ("How should torture prevention be strengthened?", "institutional framework"),
        ("What amendments are needed?", "legislation"),
        ("What will the recommendations be used for?", "practical measures"),
        ("What were the recommendations based on?", "data presented"),
        ("On which date was the conference held?", "10, 2024"),
        ("Why was the conference held?", "aim of the conference"),
        ("Which ministries were among the organisers?", "Ministry of Foreign Affairs"),
        ("Which bodies organised the conference?", "Office of the Commissioner"),
        ("What did the Ombudsman wish for?", "another step"),
        ("What is the title of the conference?", "Challenges and Prospects"),
        ("What was the conference called?", "Challenges and Prospects"),
        ("In which city was the conference?", "Astana"),
        ("How did UNDP help Kazakhstan?", "rule of law initiatives"),
        ("What topics did the sections cover?", "Combating discrimination"),
        ("Which plan was discussed?", "Action Plan"),
        ("Which ministry took part in organising the conference?", "Ministry of Foreign Affairs"),
    ],
)
def test_a_question_in_other_words_is_answered_from_the_right_sentence(
    seed: Assistant, verify: Verify, question: str, words: str
) -> None:
    answer = seed.ask(question)

    assert answer.answered
    assert words in answer.citations[0].quote
    verify(seed, answer, MATERIALS)


@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        ("Who is Artur Lastaev?", "What did he emphasise?", "constant interaction"),
        ("Who is Katarzyna Wawiernia?", "And what did she say?", "20 years"),
        ("When did the conference take place?", "And where?", "Astana"),
    ],
)
def test_a_follow_up_is_answered(seed: Assistant, before: str, question: str, words: str) -> None:
    assert words in seed.ask(question, history=[Turn(before)]).text


@pytest.mark.parametrize(
    "question",
    [
        *REFUSED,
        "What was decided at the conference in 2019?",
        "What happened in Astana in 2019?",
        "What did Slovakia recommend in 2010?",
        "When was the Action Plan approved in Kyrgyzstan?",
        "What did the Ombudsman of Uzbekistan say?",
        "What did Norway recommend to Kazakhstan?",
        "What did the President of France say?",
        "What did Kassym-Jomart Tokayev say at the opening?",
        "What did Elvira Azimova emphasise?",
        "Who is Katarzyna Kowalska?",
        "What did UNICEF say about children?",
        "What did Artur Lastaev say about football?",
        "What was said about climate change?",
        "What was decided about the death penalty?",
        "How much did the conference cost?",
        "How many people took part in the conference?",
        "Which hotel hosted the participants?",
        "Where will the next conference be held?",
        "What is the salary of a judge?",
        "When did Kazakhstan join the United Nations?",
        "Who won the chess championship?",
        "Что решили о пенсиях учителей?",
        "Что говорили об экономике Норвегии?",
        "Мұғалімдердің зейнетақысы туралы не шешілді?",
    ],
)
def test_a_question_about_another_year_country_person_or_subject_is_refused(
    seed: Assistant, verify: Verify, question: str
) -> None:
    answer = seed.ask(question)

    assert not answer.answered
    verify(seed, answer, MATERIALS)


def test_a_photo_credit_is_never_quoted(seed: Assistant) -> None:
    for question in ("Who took the photo?", "Photo UNDP Kazakhstan", "What is the man in the photo wearing?"):
        answer = seed.ask(question)
        assert not any(citation.quote.startswith("Photo") for citation in answer.citations)
