"""A document's own page."""

from __future__ import annotations

import html5lib

from assistant.answers import SourceState
from assistant.web.document import PASSAGES_AT_ONCE, document, no_document, passage_rows
from assistant.web.wording import Words
from corpus import BlockKind, Location, Passage
from corpus.documents import Anchor, Span

STATE = SourceState(
    "b.pdf", "Report", "pdf", "partial", "2031-05-01", "ru", 12, 3, detail="Page 2 holds no text.",
    metadata={"session": "Opening", "speaker": "A. Seitkali", "unknown": "not shown"},
)  # fmt: skip


def passage(number: int, heading: tuple[str, ...] = (), text: str = "Words of the document.") -> Passage:
    place = Location(page=number, heading=heading, speaker="A. Seitkali")
    span = Span(0, len(text), BlockKind.PARAGRAPH, (Anchor(0, place),))
    return Passage(f"p-{number}", "b.pdf", "Report", text, 0, len(text), (span,), "ru")


def links(markup: str, within: str) -> list[tuple[str, str]]:
    """Return address and text of each link in the list of that class."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    lists = [element for element in tree.iter() if element.get("class") == within]
    return [(link.get("href"), " ".join(link.itertext())) for found in lists for link in found.iter("a")]


def test_what_is_known_of_a_document_is_shown_in_the_visitors_language() -> None:
    markup = document(STATE, [passage(1)], Words("ru"))
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    facts = {row[0].text: row[1].text for row in tree.iter("div") if len(row) == 2 and row[0].tag == "dt"}
    assert facts == {
        "Вид": "PDF",
        "Дата": "1 мая 2031",
        "Язык": "Русский",
        "Страницы": "12",
        "Фрагменты": "3",
        "Заседание": "Opening",
        "Докладчик": "A. Seitkali",
        "Состояние": "Прочитан частично",
    }
    assert '<p class="file">b.pdf</p>' in markup
    assert "Page 2 holds no text." in markup


def test_each_heading_leads_to_the_first_passage_below_it_and_each_passage_to_itself() -> None:
    passages = [
        passage(1, ("One",)),
        passage(2, ("One", "Deeper")),
        passage(3, ("One", "Deeper")),
        passage(4, ("Two",)),
    ]
    markup = document(STATE, passages)
    size = len(passages[0].text)
    assert links(markup, "sections") == [
        (f"#cite-p-1-0-{size}", "One"),
        (f"#cite-p-2-0-{size}", "Deeper"),
        (f"#cite-p-4-0-{size}", "Two"),
    ]
    assert links(markup, "passages")[1] == (f"#cite-p-2-0-{size}", "p. 2 · A. Seitkali Words of the document.")


def test_a_long_document_is_shown_in_parts() -> None:
    passages = [passage(number) for number in range(1, PASSAGES_AT_ONCE + 3)]
    markup = document(STATE, passages)
    assert len(links(markup, "passages")) == PASSAGES_AT_ONCE
    assert f'data-start="{PASSAGES_AT_ONCE}"' in markup
    rest = passage_rows(passages, PASSAGES_AT_ONCE)
    assert rest.count("<a ") == 2
    assert "data-start" not in rest
    assert passage_rows(passages, 10_000) == ""


def test_of_a_skipped_document_nothing_can_be_asked() -> None:
    markup = document(SourceState("a.doc", "", "doc", "skipped", reason="encrypted"), [])
    assert "It is protected by a password." in markup
    assert "about" not in markup
    assert "<ol" not in markup


def test_whatever_a_document_says_stays_text() -> None:
    evil = '<img src=x onerror="y">\'<script>'
    state = SourceState(evil, evil, evil, evil, evil, evil, 1, 1, evil, evil, metadata={"speaker": evil})
    markup = document(state, [passage(1, (evil,), evil)])
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    assert not [element for element in tree.iter() if element.tag in {"img", "script"}]
    assert "This document is not in the materials." in no_document()
