"""Passages that stand beside the matter: lists of references, links and the like.

They hold the words of a title again and again and answer almost nothing.
"""

from __future__ import annotations

from corpus import Passage

_HEADINGS = frozenset(
    (
        "references|notes|footnotes|endnotes|sources|bibliography|literature|external links|links|see also|further reading|"
        "works cited|ссылки|литература|примечания|сноски|источники|библиография|см. также|смотри также|список литературы|"
        "әдебиет|әдебиеттер|дереккөздер|дереккөз|пайдаланылған әдебиеттер|сілтемелер|ескертпелер|тағы қараңыз"
    ).split("|")
)


def is_aside(passage: Passage) -> bool:
    """Tell whether a passage stands under a heading such as "References", or begins with one."""
    first = passage.text.split("\n", 1)[0]
    return any(heading.strip(" :.").casefold() in _HEADINGS for heading in (*passage.heading, first))
