"""The card of a chip: what it shows, and how it comes and goes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import PEOPLE, SENTENCE, STATIONS, ask, expect_quote_in_sight

pytestmark = pytest.mark.browser


def test_a_chip_shows_its_quote_and_place_while_the_mouse_rests_on_it(page: Page) -> None:
    answer = ask(page, SENTENCE)
    card = page.get_by_role("tooltip")
    answer.get_by_role("link", name="Source 1:").hover()
    expect(card.locator("blockquote")).to_have_text(STATIONS)
    expect(card).to_contain_text("Communiqué of the Almaty Water Dialogue")
    expect(card).to_contain_text("PDF · p. 4 · 6 June 2031")
    expect(card).to_be_in_viewport(ratio=1)
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.get_by_label("Your question").hover()
    expect(card).to_be_hidden()


def test_a_chip_shows_its_card_at_the_keyboard_and_escape_takes_it_away(page: Page) -> None:
    answer = ask(page, SENTENCE)
    chip = answer.get_by_role("link", name="Source 3:")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.locator("a.cite:focus").count():
            break
    expect(chip).to_be_focused()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text(PEOPLE)
    expect(card).to_contain_text("Transcript · 00:14:05 · Daniyar Ospanov")
    expect(chip).to_have_attribute("aria-describedby", "card")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect_quote_in_sight(page, PEOPLE)
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    page.wait_for_timeout(300)
    expect(card).to_be_hidden()


def test_hostile_words_on_a_card_are_text(page: Page) -> None:
    ask(page, "something hostile").locator("a.cite").hover()
    card = page.get_by_role("tooltip")
    expect(card).to_contain_text('<img src="https://evil.example/a.png" onerror="window.hurt=1">')
    expect(card).to_contain_text("A <i>strange</i> page")
    expect(card.locator("img, script, svg, a, i")).to_have_count(0)
    assert page.evaluate("window.hurt === undefined")


def test_a_card_says_when_the_passage_is_gone(page: Page) -> None:
    answer = ask(page, SENTENCE)
    page.route("**/card?*", lambda route: route.fulfill(status=404, body="<p><b>No longer in the materials</b></p>"))
    answer.locator("a.cite").first.hover()
    expect(page.get_by_role("tooltip")).to_have_text("No longer in the materials")


def test_a_tap_opens_the_source_and_leaves_no_card(browser: Browser, scripted: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(scripted)
        ask(page, SENTENCE).locator("a.cite").first.tap()
        expect_quote_in_sight(page, STATIONS)
        page.wait_for_timeout(400)
        expect(page.get_by_role("tooltip")).to_be_hidden()
        page.get_by_role("button", name="Close the source").tap()
        page.wait_for_timeout(400)
        expect(page.get_by_role("tooltip")).to_be_hidden()
