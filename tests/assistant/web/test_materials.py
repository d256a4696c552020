"""The documents tab's HTML."""

from __future__ import annotations

import html5lib

from assistant.answers import SourceState
from assistant.web.materials import COLUMNS, document_address, kind_name, materials, summary, why
from assistant.web.wording import Words
from corpus.readers import READERS

READ = SourceState("b.pdf", "Report", "pdf", "indexed", "2031-05-01", "en", 12, 1340)
PARTLY = SourceState("c.pdf", "Scan", "pdf", "partial", detail="Page 2 holds no text.", passages=3)
SKIPPED = SourceState("a.doc", "", "doc", "skipped", reason="too_large")


def rows(markup: str) -> list[list[str]]:
    """Return the text of every cell, row by row."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return [[" ".join(cell.itertext()) for cell in row] for row in tree.iter("tr")]


def test_counts_leave_out_what_was_skipped() -> None:
    assert summary([READ, PARTLY, SKIPPED]) == "2 documents · 1,343 passages"
    assert summary([SourceState("a", "a", "text", "indexed", passages=1)]) == "1 document · 1 passage"
    assert "2 documents · 1,343 passages · 1 read in part · 1 skipped" in materials([READ, PARTLY, SKIPPED])


def test_what_needs_attention_stands_first_with_its_reason() -> None:
    head, *body = rows(materials([READ, PARTLY, SKIPPED]))
    assert head == [column.capitalize() for column in COLUMNS]
    assert body == [
        ["a.doc", "doc", "", "", "", "", "Skipped It is too large."],
        ["Scan c.pdf", "PDF", "", "", "", "3", "Read in part Page 2 holds no text."],
        ["Report b.pdf", "PDF", "1 May 2031", "English", "12", "1,340", "Read"],
    ]


def test_without_documents_it_says_so() -> None:
    assert "There are no documents yet." in materials([])


def test_whatever_a_file_says_of_itself_stays_text() -> None:
    evil = '<img src=x onerror="y">'
    markup = materials([SourceState(evil, evil + "t", evil, evil, evil, evil, None, 0, evil, evil)])
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    assert not list(tree.iter("img"))
    assert rows(markup)[1][0] == f"{evil}t {evil}"


def test_the_tab_speaks_the_visitors_language() -> None:
    markup = materials([READ, PARTLY, SKIPPED], Words("ru"))
    assert "2 документа · 1\u00a0343 фрагмента · прочитано частично: 1 · пропущено: 1" in markup
    assert rows(markup)[1][6] == "Пропущен Файл слишком велик."


def test_in_another_language_the_reason_stands_before_the_detail() -> None:
    assert why("encrypted", "It has a password.", Words("kk")) == "Файл құпиясөзбен қорғалған. (It has a password.)"
    assert why("encrypted", "It has a password.", Words()) == "It has a password."
    assert why("", "Page 2 holds no text.", Words("ru")) == "Page 2 holds no text."
    assert why("", "", Words("ru")) == ""
    assert why("odd_thing", "", Words("ru")) == "odd thing"


def test_kinds_have_names_in_the_visitors_language() -> None:
    assert [kind_name(kind, Words("ru")) for kind in ("pdf", "vtt", "odp", "eml", "new")] == [
        "PDF",
        "стенограмма",
        "слайды",
        "письмо",
        "new",
    ]
    assert all(kind_name(kind, Words("ru")) != kind for kind in READERS)


def test_a_title_leads_to_the_page_of_its_document_whatever_the_name() -> None:
    assert document_address("a b/ц?#'.pdf") == "#document-a%20b%2F%D1%86%3F%23%27.pdf"
    assert 'href="#document-b.pdf"' in materials([READ])
