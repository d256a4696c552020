"""What the tests of the page have in common: asking a question, and the quote that must be in sight."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, Page, expect

STATIONS = "The nine delegations will open forty new gauging stations by 2034."
PEOPLE = "the person who reads it is what we must pay for"
SENTENCE = "How many gauging stations will be opened?"


def ask(page: Page, question: str) -> Locator:
    """Ask, wait for the end of the answer, and return it."""
    answers = page.get_by_test_id("bot")
    before = answers.count()
    field = page.get_by_label("Your question")
    field.fill(question)
    field.press("Enter")
    expect(answers).to_have_count(before + 1)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    return answers.last


def expect_quote_in_sight(page: Page, quote: str) -> None:
    """Expect the source panel to show the quote, marked and within the window, with nothing scrolled by hand."""
    mark = page.locator("#source mark")
    expect(mark).to_have_text(quote)
    expect(mark).to_be_in_viewport(ratio=1)


def wait_until(page: Page, promised: str) -> None:
    """Wait until a promise that is made anew each time gives true; Playwright's own function is content with a promise."""
    ends = time.monotonic() + 30
    while not page.evaluate(promised):
        assert time.monotonic() < ends, promised
        page.wait_for_timeout(20)


def wait_for_kept(page: Page, count: int) -> None:
    """Wait until the browser keeps so many conversations."""
    wait_until(page, f"aideMemoire.keeping.all().then((all) => all.length === {count})")
