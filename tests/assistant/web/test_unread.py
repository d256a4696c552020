"""Why files and pages could not be read, in the visitor's language: every sentence that a reader can write has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.web import unread
from assistant.web.materials import why
from assistant.web.unread import in_words
from assistant.web.wording import Words
from corpus.readers import pdf, recognition

ROOT = Path(__file__).parents[3]
# Where the sentences come from: the readers and what calls them, and what shows a page of a file.
SOURCES = [*sorted((ROOT / "corpus").rglob("*.py")), ROOT / "assistant" / "viewing.py"]
# What a sentence is filled in with there, where that is not taken over as it stands.
FILLED = {
    "_page_list(images)": "Page 4",
    "_page_list(broken)": "Pages 3–5 and 9",
    "are": "is an image",
    "'is an image' if len(images) == 1 else 'are images'": "is an image",
    "'is' if len(broken) == 1 else 'are'": "are",
    "recognition.INSTALL": recognition.INSTALL,
    "measure": "7 MB, more than 5 MB",
    "what": "rows",
    "' and the hidden '.join(parts)": "rows 3–5 and the hidden columns B",
    "'; '.join(faults[:_MOST_FAULTS])": "row 2 names no file",
    "more": "; and 3 more",
    "error.detail": "It is damaged: pack the file again.",
}
# Sentences that a reader writes into a document's text.
NO_DETAILS = {"This event is cancelled.", "This event is not certain yet."}
NAMES = set(
    "PDF DOCX PPTX XLSX HTML Markdown OCR DRM PNG WebVTT SRT OpenDocument LibreOffice PowerPoint Excel Outlook Python xlsb "
    "tesseract ocr rus kaz".split()
)
PLACEHOLDER = re.compile(r"Q\d+Q")


def sentences() -> Iterator[str]:
    """Yield every sentence of the readers, what it is filled in with standing as a placeholder."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        passed = {id(part) for node in ast.walk(tree) for part in unspoken(node)}
        for node in ast.walk(tree):
            text = "" if id(node) in passed else written(node)
            if " " in text and text[0] in "TNOISPA{Q" and text.endswith(".") and text not in NO_DETAILS:
                yield text


def unspoken(node: ast.AST) -> list[ast.AST]:
    """Return what of a node is a documentation string, or a piece of a text that counts as a whole."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    return list(ast.walk(node))[1:] if isinstance(node, ast.JoinedStr) else []


def written(node: ast.AST) -> str:
    """Return a text as the program would write it, "" for a node that is none."""
    match node:
        case ast.Constant(value=str() as text):
            return re.sub(r"\{\w+\}", "Q99Q", text)
        case ast.JoinedStr():
            return "".join(filled(part, number) for number, part in enumerate(node.values))
        case _:
            return ""


def filled(part: ast.expr, number: int) -> str:
    """Return a piece of a text, or what is filled in there; the same expression is filled in with the same."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    expression = ast.unparse(part.value)
    return FILLED.get(expression, f"Q{sum(map(ord, expression))}Q")


SENTENCES = sorted(set(sentences()))


def test_the_readers_have_many_sentences() -> None:
    assert len(SENTENCES) > 80
    assert "The file is empty: replace it with a complete copy." in SENTENCES
    assert any("Q" in sentence for sentence in SENTENCES)


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_the_readers_is_told_in_the_visitors_language(sentence: str, language: str) -> None:
    told = in_words(sentence, Words(language))
    assert set(PLACEHOLDER.findall(told)) == set(PLACEHOLDER.findall(sentence))
    assert set(re.findall(r"[A-Za-z]{3,}", PLACEHOLDER.sub("", told))) <= NAMES
    assert re.search("[А-я]", told)


@pytest.mark.parametrize("entry", unread._table()["sentence"] + unread._table()["part"], ids=str)
def test_every_row_of_the_table_names_in_each_language_what_it_names_in_english(entry: unread._Saying) -> None:
    assert entry.said.keys() == {"ru", "kk"}
    for said in entry.said.values():
        assert set(re.findall(r"\{(\w+)\}", said)) == set(entry.english.groupindex)


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        (
            "The file is too large (it unfolds to 900 MB, more than 500 MB): unpack it or save its parts one by one.",
            "Файл слишком велик (в распакованном виде 900 МБ, допустимо 500 МБ): распакуйте его или сохраните его части по "
            "одной.",
        ),
        ("There is no reader for .xyz: save it as DOCX.", ".xyz – такие файлы не читаются: сохраните файл как DOCX."),
        (
            "In sheet “Salt and pepper” the hidden rows 3–5, 9 were not read: show them and index again.",
            "На листе «Salt and pepper» не прочитано скрытое (строки 3–5, 9): покажите его и обновите индекс.",
        ),
        (
            "Not all of this table could be applied: row 2 names no file; row 4 matches no file: a.pdf; and 3 more. Correct it "
            "and index again.",
            "Эту таблицу не удалось применить целиком: в строке 2 не назван файл; строке 4 не соответствует ни один файл: "
            "a.pdf; и ещё 3. Исправьте её и обновите индекс.",
        ),
        (
            "a b.txt is not read. It is damaged: pack the file again. c.txt is not read. It is damaged: pack the file again.",
            "a b.txt – файл не прочитан. Он повреждён: упакуйте его заново. c.txt – файл не прочитан. Он повреждён: упакуйте "
            "его заново.",
        ),
        (
            "The file is no DOCX inside: open it in its own program and save it as DOCX.",
            "Внутри файла не DOCX: откройте его в своей программе и сохраните как DOCX.",
        ),
    ],
)
def test_what_a_sentence_names_is_said_with_it(detail: str, told: str) -> None:
    assert in_words(detail, Words("ru")) == told


def test_a_name_that_looks_like_a_field_is_shown_as_it_is() -> None:
    detail = "The sheet “{name} {0} \\1” is hidden and was not read: show it and index again."
    assert "«{name} {0} \\1»" in in_words(detail, Words("ru"))


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("pages", [[4], [3, 4, 5, 9]])
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_pages_are_listed_in_the_visitors_language(
    monkeypatch: pytest.MonkeyPatch, language: str, pages: list[int], installed: bool
) -> None:
    monkeypatch.setattr(recognition, "available", lambda: installed)
    written = list(pdf._unread(pages, pages))
    assert len(written) == 2
    told = in_words(" ".join(written), Words(language))
    listed = "4" if pages == [4] else f"3–5 {Words(language)('and')} 9"
    assert told.count(listed) == 2
    assert why("", " ".join(written), Words(language)) == told


def test_other_sentences_and_english_stay_as_they_are() -> None:
    sentence = "Page 4 is damaged: export the PDF again from its source."
    assert in_words(sentence, Words("en")) == sentence
    assert in_words("The file is odd.", Words("ru")) == "The file is odd."
