"""Questions to go on with, below the last answer; and the whole way from a question to a marked page by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.asking import SENTENCE, STATIONS, ask

pytestmark = pytest.mark.browser


def test_a_question_to_go_on_with_is_asked_by_one_click_and_only_the_last_answer_has_some(page: Page) -> None:
    ask(page, SENTENCE)
    offered = page.get_by_role("group", name="Ask next")
    offered.get_by_role("button", name="Who pays for the stations?").click()
    expect(page.get_by_test_id("user").last).to_have_text("Who pays for the stations?")
    expect(page.get_by_test_id("bot")).to_have_count(2)
    expect(offered).to_have_count(1)
    last = page.get_by_test_id("bot").last.bounding_box()
    below = offered.bounding_box()
    assert last is not None
    assert below is not None
    assert below["y"] >= last["y"] + last["height"] - 1


def test_where_nothing_can_be_gone_on_with_nothing_is_offered(page: Page) -> None:
    ask(page, SENTENCE)
    expect(page.get_by_role("group", name="Ask next")).to_be_visible()
    ask(page, "What did Slovakia recommend?")
    expect(page.get_by_role("group", name="Ask next")).to_be_hidden()


def test_the_packaged_sample_offers_questions_that_it_answers(visit: BrowserContext, sample: str) -> None:
    page = visit.new_page()
    page.goto(sample)
    page.get_by_label("Your question").wait_for()
    ask(page, "What is the 48-hour rule in Tauly?")
    offered = page.get_by_role("group", name="Ask next").get_by_role("button")
    offered.first.click()
    expect(page.get_by_test_id("bot")).to_have_count(2)
    expect(page.get_by_test_id("bot").last.locator("a.cite").first).to_be_visible(timeout=20_000)


def test_the_keyboard_alone_leads_from_the_question_to_the_marked_page(visit: BrowserContext, sample: str) -> None:
    page = visit.new_page()
    page.goto(sample)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("What did Professor Harrowgate ask of donors?")
    page.keyboard.press("Enter")
    page.locator("a.cite").first.wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.locator("a.cite:focus").count():
            break
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#source .desk img")).to_have_class("loaded", timeout=20_000)
    expect(page.locator("#source .line").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("a.cite:focus")).to_have_count(1)


def test_the_smallest_phone_shows_all_of_it_without_scrolling_sideways(browser: Browser, scripted: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(scripted)
        answer = ask(page, SENTENCE)
        expect(answer).to_contain_text(STATIONS)
        page.get_by_role("group", name="Ask next").wait_for()
        answer.get_by_role("button", name="Not helpful").tap()
        expect(answer.get_by_role("button", name="Send opinion")).to_be_visible()
        for selector in ("#tools", ".actions", ".opinion", "#follow", "#filters", "#question"):
            box = page.locator(selector).bounding_box()
            assert box is not None
            assert box["x"] >= 0, selector
            assert box["x"] + box["width"] <= 360, selector
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
