"""The documents tab in a real browser, by mouse and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def titles(page: Page) -> list[str]:
    """Return what stands first in each row that is shown."""
    return [text.split("\n")[0] for text in page.locator("#materials td.document:visible").all_inner_texts()]


@pytest.fixture
def documents(page: Page) -> Page:
    """The page with its documents tab open."""
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("row").nth(5).wait_for()
    return page


def test_documents_are_found_by_any_of_their_words(documents: Page) -> None:
    field = documents.get_by_label("Find a document")
    field.fill("PDF")
    expect(documents.get_by_text("3 of 5 shown")).to_be_visible()
    field.fill("pdf password")
    expect(documents.get_by_text("1 of 5 shown")).to_be_visible()
    assert titles(documents) == ["archive/old.pdf"]
    field.fill("nothing like it")
    expect(documents.get_by_text("No document fits.")).to_be_visible()
    field.fill("")
    expect(documents.get_by_role("row")).to_have_count(6)


def test_documents_are_sorted_by_a_column_up_and_down(documents: Page) -> None:
    documents.get_by_role("button", name="Date").click()
    expect(documents.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "ascending")
    documents.get_by_role("button", name="Date").click()
    assert titles(documents)[:3] == [
        "Communiqué of the Almaty Water Dialogue",
        "Panel: who reads the gauges?",
        "Су туралы баяндама",
    ]
    documents.get_by_role("button", name="Passages").click()
    expect(documents.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "none")
    assert titles(documents)[-1] == "Су туралы баяндама"


def test_the_keyboard_alone_leads_to_a_document_its_passages_and_back(documents: Page) -> None:
    documents.get_by_label("Find a document").focus()
    documents.keyboard.type("communiqué")
    for _ in range(12):
        documents.keyboard.press("Tab")
        if documents.locator("td a:focus").count():
            break
    documents.keyboard.press("Enter")
    expect(documents.get_by_role("heading", name="Communiqué of the Almaty Water Dialogue")).to_be_focused()
    expect(documents.locator("ol").get_by_role("link")).to_have_count(7)
    documents.keyboard.press("Tab")
    expect(documents.get_by_role("button", name="Ask about this document")).to_be_focused()
    section = documents.get_by_role("link", name="Measurement", exact=True)
    documents.keyboard.press("Tab")
    documents.keyboard.press("Tab")
    expect(section).to_be_focused()
    documents.keyboard.press("Enter")
    expect(documents.locator("#source mark").first).to_be_in_viewport()
    documents.keyboard.press("Escape")
    expect(section).to_be_focused()
    documents.get_by_role("button", name="All documents").press("Enter")
    expect(documents.get_by_role("row")).to_have_count(6)
    expect(documents.get_by_label("Find a document")).to_be_focused()


def test_the_next_questions_are_kept_to_a_document_that_one_asks_about(documents: Page) -> None:
    documents.get_by_role("link", name="Panel: who reads the gauges?").click()
    documents.get_by_role("button", name="Ask about this document").click()
    field = documents.get_by_label("Your question")
    expect(field).to_be_focused()
    expect(documents.locator("#filters .chips")).to_contain_text("Document: Panel: who reads the gauges?")
    field.fill("What is the filter?")
    field.press("Enter")
    expect(documents.get_by_test_id("bot")).to_contain_text("Kept to: document=day-2/panel.vtt")
