"""A PDF in English, Russian and Kazakh as the passages that are cited: whole sentences, numbers, and each quote's page."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, Passage, chunk
from corpus.discovery import Found
from corpus.documents import BlockKind
from corpus.loading import load
from tests.corpus.readers.pdf_files import with_glyph_names

# A running head on each page, a word broken at a line's end, an introduction with its list, and a paragraph that a page
# break cuts in the middle of a sentence; an empty line ends a page.
TEXTS = {
    "en": """
Report of the Working Group
97. The recommendations listed below enjoy the support of Tauly:
(a) Share its practices with the other States of the region;
(b) Adopt the law on the courts.
98. The delegation said that the draft law on the protec-
tion of children would go before the

Report of the Working Group
parliament in the spring, after the organisations of the regions
had been heard.

Report of the Working Group
99. The protection of children was discussed once more.
""",
    "ru": """
Доклад Рабочей группы
97. Рекомендации ниже пользуются поддержкой Таулы:
(a) Делиться опытом с другими государствами региона;
(b) Принять закон о судах.
98. Делегация сообщила, что проект закона о за-
щите детей будет внесён в парламент до конца

Доклад Рабочей группы
весенней сессии, после того как будут выслушаны организации
регионов.

Доклад Рабочей группы
99. Обсуждение закона о защите детей было продолжено.
""",
    "kk": """
Жұмыс тобының баяндамасы
97. Төмендегі ұсынымдарды Таулы қолдайды:
(a) Өңірдің басқа мемлекеттерімен тәжірибе алмасу;
(b) Соттар туралы заң қабылдау.
98. Делегация балаларды қор-
ғау туралы заң жобасы көктемгі сессияның соңына дейін

Жұмыс тобының баяндамасы
өңірлердегі ұйымдардың пікірі тыңдалғаннан кейін парламентке
енгізілетінін айтты.

Жұмыс тобының баяндамасы
99. Балаларды қорғау туралы заң тағы да талқыланды.
""",
}
PAGES = {language: [page.split("\n") for page in text.strip().split("\n\n")] for language, text in TEXTS.items()}
CUT = {
    "en": (
        "protection of children would go before the parliament in the spring",
        "parliament in the spring",
        "had been",
    ),
    "ru": ("о защите детей будет внесён в парламент до конца весенней сессии", "весенней сессии", "регионов"),
    "kk": ("балаларды қорғау туралы заң жобасы көктемгі сессияның соңына дейін", "өңірлердегі", "енгізілетінін"),
}
language_of_file = pytest.mark.parametrize("language", PAGES)


def read(folder: Path, language: str) -> tuple[Document, list[Passage]]:
    path = with_glyph_names(folder / "report.pdf", *PAGES[language])
    document = load(Found("report.pdf", path, path.stat().st_size, 0))
    assert isinstance(document, Document)
    return document, chunk(document)


def pages_of(passages: list[Passage], quote: str) -> list[int | None]:
    """Return the pages on which a quote begins and ends, which stands whole in one passage."""
    (passage,) = (passage for passage in passages if quote in passage.text)
    start = passage.text.index(quote)
    return [passage.locate(offset).page for offset in (start, start + len(quote) - 1)]


@language_of_file
def test_the_language_and_every_word_but_the_running_head_come_out(tmp_path: Path, language: str) -> None:
    document, _ = read(tmp_path, language)
    head = PAGES[language][0][0]
    words = " ".join(row for page in PAGES[language] for row in page if row != head).replace("- ", "")
    assert document.language == language
    assert " ".join(document.text.split()) == words


@language_of_file
def test_a_sentence_over_a_page_break_is_one_passage_and_each_quote_has_its_own_page(
    tmp_path: Path, language: str
) -> None:
    _, passages = read(tmp_path, language)
    whole, after, end = CUT[language]
    assert pages_of(passages, whole)[0] == 1
    assert pages_of(passages, after) == [2, 2]
    assert pages_of(passages, end) == [2, 2]
    assert pages_of(passages, PAGES[language][2][1]) == [3, 3]


@language_of_file
def test_numbered_paragraphs_and_lettered_items_are_whole_with_their_numbers(tmp_path: Path, language: str) -> None:
    document, passages = read(tmp_path, language)
    items = [block.text for block in document.blocks if block.kind is BlockKind.LIST_ITEM]
    assert items[:3] == PAGES[language][0][1:4]
    assert [item.split(" ")[0] for item in items] == ["97.", "(a)", "(b)", "98.", "99."]
    for item in items[:3]:
        assert pages_of(passages, item) == [1, 1]
    (passage,) = (passage for passage in passages if items[1] in passage.text)
    assert items[0] in passage.text
