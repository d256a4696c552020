"""Quotes become an answer: joined where they share a passage, numbered, with their speakers, and refusals that say enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers import Searched
from assistant.composing import cite, composed, numbered_items, one_a_passage, refusal_text
from assistant.extracting import Quote
from assistant.replies import Kind, Line, Reply, Section
from assistant.support import Evidence
from corpus import BlockKind, Location, Passage, Skipped
from corpus.documents import Anchor, Span
from index import Hit

TEXT = "The Forum met in May. Ingrid Solheim opened it. The mayor spoke.\n\nA second paragraph."
FIRST = TEXT.index("\n\n")
EVIDENCE = Evidence(
    known=True, similarity=0.5, own=0.5, around=0.5, strangers=0, absent=0, complete=False, passage=1, shaped=1, states=True,
    kind=0, voiced=False,
)  # fmt: skip


def passage(identity: str = "one", text: str = TEXT, **metadata: str) -> Passage:
    cut = text.find("\n\n") if "\n\n" in text else len(text)
    spans = [Span(0, cut, BlockKind.PARAGRAPH, (Anchor(0, Location(page=2, paragraph=1)),))]
    if cut < len(text):
        spans.append(Span(cut + 2, len(text), BlockKind.PARAGRAPH, (Anchor(0, Location(page=3, paragraph=2)),)))
    return Passage(identity, "a.pdf", "A report", text, 0, len(text), tuple(spans), "en", metadata)


def quote(words: str, row: int = 0, kind: float = 0.0, of: Passage | None = None) -> Quote:
    held = of or passage(str(row))
    start = held.text.index(words)
    return Quote(Hit(held, 1.0, 0.5, row), start, start + len(words), replace(EVIDENCE, kind=kind))


def texts(quotes: list[Quote]) -> list[str]:
    return [quoted.text for quoted in quotes]


def text_of(*quotes: Quote, language: str = "en") -> str:
    section = Section(tuple(Line(quoted.words) for quoted in quotes))
    return composed(Reply(Kind.FACT, (section,)), language, lambda _: "")[0]


def test_quotes_of_different_passages_stay_as_they_are() -> None:
    quotes = [quote("The mayor spoke.", 0), quote("The Forum met in May.", 1)]

    assert one_a_passage(quotes) == quotes


@pytest.mark.parametrize("order", [1, -1])
def test_two_quotes_of_one_passage_become_one_with_all_that_stands_between(order: int) -> None:
    quotes = [quote("The Forum met in May."), quote("The mayor spoke.")][::order]

    assert texts(one_a_passage(quotes)) == [TEXT[:FIRST]]


def test_quotes_from_two_blocks_of_one_passage_are_not_joined_over_the_gap() -> None:
    quotes = [quote("A second paragraph."), quote("The Forum met in May.")]

    assert texts(one_a_passage(quotes)) == ["A second paragraph."]


def test_quotes_of_one_passage_that_stand_far_apart_are_not_joined() -> None:
    far = passage(text="It began. " + "A sentence about other things stood here. " * 40 + "It ended.")

    assert texts(one_a_passage([quote("It ended.", of=far), quote("It began.", of=far)])) == ["It ended."]


@pytest.mark.parametrize(
    ("kinds", "expected"), [((1.0, 1.0), True), ((1.0,), False), ((1.0, 0.0), False), ((0.0, 0.0), False), ((), False)]
)
def test_items_are_numbered_one_by_one_only_where_all_are_items(kinds: tuple[float, ...], expected: bool) -> None:
    quotes = [quote("The mayor spoke.", row, kind) for row, kind in enumerate(kinds)]

    assert numbered_items(quotes) is expected


def test_a_citation_holds_the_quote_its_offsets_its_place_and_the_files_hash() -> None:
    citation = cite(4, quote("A second paragraph.").words, "f" * 64)

    assert citation.number == 4
    assert citation.quote == TEXT[citation.start : citation.end] == "A second paragraph."
    assert (citation.source, citation.title, citation.passage_id) == ("a.pdf", "A report", "0")
    assert citation.location == Location(page=3, paragraph=2)
    assert citation.sha256 == "f" * 64


def test_the_speaker_of_a_document_stands_for_a_passage_that_names_none() -> None:
    def spoken_by(speaker: str) -> str | None:
        return cite(1, quote("The mayor spoke.", of=passage(speaker=speaker)).words, "").location.speaker

    assert spoken_by("Peder Holm") == "Peder Holm"
    assert spoken_by("") is None


def commented(speaker: str | None) -> Passage:
    location = Location(paragraph=1, part="comment", speaker=speaker)
    spans = (Span(0, len("Is it so? Really?"), BlockKind.PARAGRAPH, (Anchor(0, location),)),)
    return replace(passage(speaker="Peder Holm"), text="Is it so? Really?", spans=spans)


def test_a_comment_is_not_given_as_the_documents_own_words() -> None:
    quotes = [quote("Is it so?", of=commented(who)) for who in ("Дана Серік", None)]
    assert [cite(1, one.words, "").location.speaker for one in quotes] == ["Дана Серік", None]
    assert text_of(*quotes) == "Comment by Дана Серік: “Is it so?” [1]\n\nComment: “Is it so?” [2]"
    assert (
        text_of(*quotes, language="ru") == "Комментарий (Дана Серік): “Is it so?” [1]\n\nКомментарий: “Is it so?” [2]"
    )
    assert text_of(*quotes, language="kk") == "Пікір (Дана Серік): “Is it so?” [1]\n\nПікір: “Is it so?” [2]"


def test_an_answer_puts_each_quote_in_quotation_marks_with_its_speaker_and_number() -> None:
    quotes = [quote("The Forum met in May."), quote("The mayor spoke.", of=passage(speaker="Peder Holm"))]

    assert text_of(*quotes) == "“The Forum met in May.” [1]\n\nPeder Holm: “The mayor spoke.” [2]"


@pytest.mark.parametrize("said", ["“It is ours,” he said.", '"It is ours," he said.', "«Оно наше», – сказал он."])
def test_a_quote_that_opens_with_a_quotation_mark_gets_no_second_one(said: str) -> None:
    assert text_of(quote(said, of=passage(text=said))) == f"{said} [1]"


def refusal(
    language: str = "en",
    unnamed: tuple[str, ...] = (),
    unread: tuple[str, ...] = (),
    where: dict[str, str] | None = None,
) -> str:
    skipped = tuple(Skipped(source, "empty", "") for source in unread)
    searched = Searched(3, 41, skipped, "", where or {}, (7, 99) if where else (0, 0))
    return refusal_text(language, searched, unnamed=unnamed)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "do not answer"), ("ru", "нет ответа"), ("kk", "жауап жоқ"), ("fr", "do not answer")],
)
def test_a_refusal_is_written_in_the_questions_language_and_counts_what_was_searched(language: str, words: str) -> None:
    text = refusal(language)

    assert words in text
    assert "3" in text
    assert "41" in text


def test_a_refusal_names_what_is_nowhere_mentioned_and_what_could_not_be_read() -> None:
    text = refusal(unnamed=("Norland", "2019"), unread=("a.pdf", "b.pdf"))

    assert "“Norland”, “2019”" in text
    assert "a.pdf, b.pdf" in text


@pytest.mark.parametrize(("language", "words"), [("en", "filter"), ("ru", "Фильтр"), ("kk", "сүзгісі")])
def test_a_refusal_says_what_a_filter_left_out(language: str, words: str) -> None:
    text = refusal(language, where={"speaker": "Әлия", "date": "2014.."})

    assert words in text
    assert "speaker=Әлия, date=2014.." in text
    assert "7" in text
    assert "99" in text
    assert words not in refusal(language)


def test_a_refusal_without_such_names_or_files_says_nothing_of_them() -> None:
    assert "mentioned" not in refusal()
    assert "read" not in refusal()


def test_a_refusal_names_a_few_unread_files_and_says_that_there_are_more() -> None:
    text = refusal(unread=tuple(f"{number}.pdf" for number in range(30)))

    assert "0.pdf" in text
    assert "29.pdf" not in text
    assert "…" in text
