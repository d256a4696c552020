"""Words of ours that join quotes, in the language of the question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The joining words of one language; {…} is filled in."""

    not_answered: str
    not_named: str
    searched: str
    left_out: str
    unread: str
    speaker: str
    comment: str
    comment_by: str


_ENGLISH = Phrases(
    not_answered="The materials do not answer this.",
    not_named="Not mentioned anywhere in them: {names}.",
    searched="Searched: {documents} documents, {passages} passages.",
    left_out="Left out by the filter {where}: {documents} documents, {passages} passages.",
    unread="Could not be read and was not searched: {sources}.",
    speaker="{speaker}: ",
    comment="Comment: ",
    comment_by="Comment by {speaker}: ",
)
_RUSSIAN = Phrases(
    not_answered="В материалах нет ответа на этот вопрос.",
    not_named="В них нигде не упоминается: {names}.",
    searched="Просмотрено документов: {documents}, фрагментов: {passages}.",
    left_out="Фильтр {where} исключил документов: {documents}, фрагментов: {passages}.",
    unread="Не удалось прочитать, поиск там не проводился: {sources}.",
    speaker="{speaker}: ",
    comment="Комментарий: ",
    comment_by="Комментарий ({speaker}): ",
)
_KAZAKH = Phrases(
    not_answered="Материалдарда бұл сұраққа жауап жоқ.",
    not_named="Оларда мүлде аталмаған: {names}.",
    searched="Қаралған құжаттар: {documents}, үзінділер: {passages}.",
    left_out="{where} сүзгісі алып тастаған құжаттар: {documents}, үзінділер: {passages}.",
    unread="Оқылмады, сондықтан ізделмеді: {sources}.",
    speaker="{speaker}: ",
    comment="Пікір: ",
    comment_by="Пікір ({speaker}): ",
)
_BY_LANGUAGE = {"en": _ENGLISH, "ru": _RUSSIAN, "kk": _KAZAKH}


def phrases_for(language: str) -> Phrases:
    """Return the joining words of a language, English where there are none."""
    return _BY_LANGUAGE.get(language, _ENGLISH)
