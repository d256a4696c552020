"""Asking: links that last, filters, a question edited, an answer copied."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.asking import PEOPLE, SENTENCE, STATIONS, ask, expect_quote_in_sight

pytestmark = pytest.mark.browser


@pytest.fixture
def copied(visit: BrowserContext, page: Page) -> Callable[[], str]:
    """Return what a function of the page copied last."""
    visit.grant_permissions(["clipboard-read", "clipboard-write"])

    def read() -> str:
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        return str(page.evaluate("navigator.clipboard.readText()"))

    return read


def choose(page: Page, field: str, value: str) -> None:
    """Choose a value in the filter and leave it."""
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_role("button", name=field, exact=True).click()
    panel.get_by_role("button", name=value).click()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_a_link_asks_its_question_with_its_filter_for_all_to_see(visit: BrowserContext, scripted: str) -> None:
    page = visit.new_page()
    page.goto(f"{scripted}/#q=What+is+the+filter%3F&speaker=Daniyar+Ospanov&colour=red")
    expect(page.get_by_test_id("user")).to_have_text("What is the filter?")
    expect(page.get_by_test_id("bot")).to_contain_text("Kept to: speaker=Daniyar Ospanov")
    expect(page.get_by_test_id("bot")).not_to_contain_text("colour")
    expect(page.get_by_role("button", name="Remove the filter Speaker: Daniyar Ospanov")).to_be_visible()
    assert page.url == f"{scripted}/", "a reload would ask once more"


def test_a_link_may_have_its_question_before_the_hash(visit: BrowserContext, scripted: str) -> None:
    page = visit.new_page()
    page.goto(f"{scripted}/?q=Which+stations%3F")
    expect(page.get_by_test_id("bot")).to_contain_text(STATIONS)


def test_the_copied_link_of_an_answer_leads_to_its_question_with_its_filter(
    page: Page, scripted: str, copied: Callable[[], str]
) -> None:
    choose(page, "Kind", "PDF")
    answer = ask(page, "Which stations & what is the filter? 100%")
    answer.get_by_role("button", name="Copy link").click()
    link = copied()
    assert link == f"{scripted}/#q=Which+stations+%26+what+is+the+filter%3F+100%25&kind=pdf"
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_test_id("user")).to_have_text("Which stations & what is the filter? 100%")
    expect(page.get_by_test_id("bot")).to_contain_text("Kept to: kind=pdf")


def test_the_copied_link_of_a_passage_opens_it_at_once(page: Page, copied: Callable[[], str]) -> None:
    ask(page, SENTENCE).locator("a.cite").last.click()
    expect_quote_in_sight(page, PEOPLE)
    page.get_by_role("button", name="Copy a link to this passage").click()
    another = page.context.new_page()  # where no conversation is open yet
    another.goto(copied())
    expect_quote_in_sight(another, PEOPLE)
    expect(another.get_by_test_id("user")).to_have_count(0)


def test_a_link_to_a_passage_that_is_gone_says_so(visit: BrowserContext, scripted: str) -> None:
    page = visit.new_page()
    page.goto(f"{scripted}/#cite-gone-0-9")
    expect(page.get_by_role("heading", name="No longer in the materials")).to_be_visible()


def test_an_answer_is_copied_with_its_sources(page: Page, copied: Callable[[], str]) -> None:
    answer = ask(page, SENTENCE)
    answer.get_by_role("button", name="Copy", exact=True).click()
    text = copied()
    assert text.startswith(f"{SENTENCE}\n\n“{STATIONS}” [1]")
    assert "[1] Communiqué of the Almaty Water Dialogue · PDF · p. 4 · 6 June 2031 · outcome/communique.pdf\n" in text
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(0)
    answer.get_by_role("button", name="Copy as Markdown").click()
    assert f"[^1]: “{STATIONS}” – Communiqué" in copied()


def test_an_answer_that_the_server_has_let_go_of_says_so(page: Page) -> None:
    page.route("**/answers/*", lambda route: route.fulfill(status=404))
    ask(page, SENTENCE).get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("This answer is no longer at hand: ask again")).to_be_visible()


def test_a_question_is_edited_and_what_followed_it_is_gone(page: Page) -> None:
    for question in (SENTENCE, "Which stations, then?", "stations once more"):
        ask(page, question)
    page.get_by_role("button", name="Edit and ask again").nth(1).click()
    field = page.get_by_label("Your question")
    expect(field).to_have_value("Which stations, then?")
    expect(page.get_by_text("Editing: this question and all after it will be replaced")).to_be_visible()
    field.fill("What did I ask before?")
    field.press("Enter")
    expect(page.get_by_test_id("user")).to_have_text([SENTENCE, "What did I ask before?"])
    expect(page.get_by_test_id("bot").last).to_contain_text(f"Before: {SENTENCE}")
    expect(page.get_by_test_id("bot").last).not_to_contain_text("then")
    expect(page.get_by_text("Editing: this question and all after it will be replaced")).to_be_hidden()


def test_editing_can_be_left(page: Page) -> None:
    ask(page, SENTENCE)
    page.get_by_role("button", name="Edit and ask again").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Your question")).to_have_value("")
    ask(page, "stations once more")
    expect(page.get_by_test_id("user")).to_have_count(2)


def test_filters_are_chips_that_combine_and_go_one_by_one(page: Page) -> None:
    expect(page.get_by_role("dialog", name="Filter")).to_be_hidden()
    choose(page, "Speaker", "Daniyar Ospanov 1")
    choose(page, "Language", "Қазақша 31")
    expect(ask(page, "What is the filter?")).to_contain_text("Kept to: speaker=Daniyar Ospanov, language=kk")
    page.get_by_role("button", name="Remove the filter Speaker: Daniyar Ospanov").press("Enter")
    expect(page.get_by_role("button", name="Remove the filter Language: Қазақша")).to_be_focused()
    expect(ask(page, "What is the filter now?")).to_contain_text("Kept to: language=kk")


def test_values_of_a_filter_are_searched_and_chosen_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Filter", exact=True).press("Enter")
    panel = page.get_by_role("dialog", name="Filter")
    expect(panel.get_by_role("button", name="Document", exact=True)).to_be_focused()
    panel.get_by_role("button", name="Speaker", exact=True).press("Enter")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(panel.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("osp")
    expect(panel.get_by_role("listitem")).to_have_text(["Daniyar Ospanov1"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove the filter Speaker: Daniyar Ospanov")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()


def test_values_of_a_filter_are_narrowed_by_the_others(page: Page) -> None:
    choose(page, "Kind", "PDF 38")
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_role("button", name="Document", exact=True).click()
    expect(panel.locator(".values button")).to_have_count(1)


def test_filters_of_the_packaged_sample_are_its_own_values(visit: BrowserContext, sample: str) -> None:
    page = visit.new_page()
    page.goto(sample)
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.get_by_role("button", name="Speaker", exact=True).click()
    panel.get_by_role("button", name="Farida Nurmat").click()
    page.keyboard.press("Escape")
    answer = ask(page, "What is the 48-hour rule in Tauly?")
    expect(answer.locator("a.cite").first).to_be_visible()
    sources = answer.locator("ul.sources li").all_inner_texts()
    assert sources
    assert all("Farida Nurmat" in source for source in sources), json.dumps(sources)


def test_a_phone_of_the_smallest_width_has_room_for_the_filter(browser: Browser, scripted: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(f"{scripted}/#q=stations&document=outcome%2Fcommunique.pdf&speaker=Daniyar+Ospanov")
        expect(page.get_by_test_id("bot")).to_contain_text(STATIONS)
        page.get_by_role("button", name="Filter", exact=True).tap()
        expect(page.get_by_role("dialog", name="Filter")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for button in page.locator(".actions button").all():
            expect(button).to_be_visible()


def test_a_documents_own_page_leads_to_questions_that_are_kept_to_it(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("link", name="Communiqué of the Almaty Water Dialogue").click()
    page.get_by_role("button", name="Ask about this document").click()
    expect(page.get_by_label("Your question")).to_be_focused()
    chip = page.get_by_role("button", name="Remove the filter Document: Communiqué of the Almaty Water Dialogue")
    expect(chip).to_be_visible()
    expect(ask(page, "What is the filter?")).to_contain_text("Kept to: document=outcome/communique.pdf")
