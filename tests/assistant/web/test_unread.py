"""Why pages could not be read, in the visitor's language."""

from __future__ import annotations

import re

import pytest

from assistant.web.materials import why
from assistant.web.unread import in_words
from assistant.web.wording import Words
from corpus.readers import pdf, recognition


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("pages", [[4], [3, 4, 5, 9]])
@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_sentence_of_the_reader_of_pdf_files_is_told_in_the_visitors_language(
    monkeypatch: pytest.MonkeyPatch, language: str, pages: list[int], installed: bool
) -> None:
    monkeypatch.setattr(recognition, "available", lambda: installed)
    sentences = list(pdf._unread(pages, pages))
    assert len(sentences) == 2
    told = in_words(" ".join(sentences), Words(language))
    listed = "4" if pages == [4] else f"3–5 {Words(language)('and')} 9"
    assert told.count(listed) == 2
    assert set(re.findall(r"[A-Za-z-]{3,}", told)) <= {"PDF-", "PDF", *re.findall(r"tesseract[\w-]*", told)}
    assert why("", " ".join(sentences), Words(language)) == told


def test_other_sentences_and_english_stay_as_they_are() -> None:
    sentence = "Page 4 is damaged: export the PDF again from its source."
    assert in_words(sentence, Words("en")) == sentence
    assert in_words("The file is odd.", Words("ru")) == "The file is odd."
