"""Conversations that the visitor's own browser keeps, and those taken away as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from assistant.verifying import State, read_saved, verify
from corpus.sample import MATERIALS
from tests.browser.asking import (
    SENTENCE,
    STATIONS,
    ask,
    expect_quote_in_sight,
    wait_for_kept,
    wait_until,
)

pytestmark = pytest.mark.browser


def history(page: Page) -> Locator:
    """Open the drawer and return it."""
    page.get_by_role("button", name="Conversations", exact=True).click()
    drawer = page.get_by_role("complementary", name="Conversations")
    expect(drawer).to_be_visible()
    return drawer


def download(page: Page, form: str, folder: Path) -> Path:
    """Take the conversation away in a form; returns the file."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.get_by_role("button", name=form, exact=True).click()
    target = folder / started.value.suggested_filename
    started.value.save_as(target)
    return target


def test_a_reload_brings_the_conversation_back_with_chips_and_memory(page: Page) -> None:
    ask(page, SENTENCE)
    ask(page, "What did Slovakia recommend?")
    wait_until(page, "aideMemoire.keeping.all().then(([one]) => one?.answers.length === 2)")
    page.reload()
    expect(page.get_by_test_id("user")).to_have_text([SENTENCE, "What did Slovakia recommend?"])
    expect(page.locator(".refusal")).to_contain_text("Closest passages, not an answer")
    page.get_by_role("link", name="Source 1:").click()
    expect_quote_in_sight(page, STATIONS)
    page.keyboard.press("Escape")
    expect(ask(page, "What did I ask before?")).to_contain_text(f"Before: {SENTENCE} | What did Slovakia recommend?")
    wait_for_kept(page, 1)


def test_a_new_tab_begins_anew_and_finds_the_earlier_conversation(
    visit: BrowserContext, page: Page, scripted: str
) -> None:
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    other = visit.new_page()
    other.goto(scripted)
    other.get_by_role("button", name="Conversations", exact=True).wait_for()
    expect(other.get_by_test_id("user")).to_have_count(0)
    history(other).get_by_role("button", name=SENTENCE).click()
    expect(other.get_by_test_id("bot")).to_contain_text(STATIONS)


def test_conversations_are_searched_renamed_and_deleted(page: Page) -> None:
    ask(page, "Which stations?")
    wait_for_kept(page, 1)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("user")).to_have_count(0)
    ask(page, "What did Slovakia recommend?")
    wait_for_kept(page, 2)
    drawer = history(page)
    rows = drawer.get_by_role("listitem")
    expect(rows).to_have_count(2)
    drawer.get_by_role("searchbox").fill("gauging")
    expect(rows).to_have_count(1)
    rows.first.hover()
    rows.first.get_by_role("button", name="Rename").click()
    drawer.get_by_role("textbox", name="Rename").fill("Rivers")
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("button", name="Rivers")).to_be_focused()
    drawer.get_by_role("searchbox").fill("")
    rows.filter(has_text="Slovakia").hover()
    rows.filter(has_text="Slovakia").get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(2)
    rows.filter(has_text="Slovakia").get_by_role("button", name="Delete").click()
    expect(rows).to_have_count(1)
    page.reload()
    page.get_by_role("button", name="Conversations", exact=True).wait_for()
    expect(page.get_by_test_id("user")).to_have_count(0)
    drawer = history(page)
    expect(drawer.get_by_role("listitem")).to_contain_text(["Rivers"])
    drawer.get_by_role("button", name="Delete all").click()
    expect(drawer.get_by_role("listitem")).to_have_count(1)
    drawer.get_by_role("button", name="Really delete all?").click()
    expect(drawer).to_contain_text("Your conversations will stand here.")
    wait_for_kept(page, 0)


def test_who_begins_anew_at_once_loses_neither_conversation(page: Page) -> None:
    """What is kept of an answer comes late here, when the visitor is at the next conversation already."""
    page.route("**/answers/*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    ask(page, "Which stations?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("user")).to_have_count(0)
    ask(page, "What did Slovakia recommend?")
    wait_for_kept(page, 2)
    page.unroute_all(behavior="wait")
    page.reload()
    expect(page.get_by_test_id("user")).to_have_text("What did Slovakia recommend?")
    expect(history(page).get_by_role("button", name="Which stations?")).to_be_visible()


def test_an_answer_that_the_network_kept_back_is_kept_when_it_can_be_had(page: Page) -> None:
    page.route("**/answers/*", lambda route: route.abort())
    ask(page, SENTENCE)
    page.wait_for_timeout(1_500)
    assert page.evaluate("aideMemoire.keeping.all().then((all) => all.length)") == 0
    expect(page.locator("#told")).to_have_text("")
    page.unroute_all()
    wait_for_kept(page, 1)


def test_what_was_deleted_is_not_kept_again_by_a_later_try(page: Page) -> None:
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    page.route("**/answers/*", lambda route: route.abort())
    ask(page, "What did Slovakia recommend?")
    drawer = history(page)
    for _ in range(2):
        drawer.get_by_role("button", name="Delete", exact=True).click()
    wait_for_kept(page, 0)
    page.unroute_all()
    with page.expect_response("**/answers/*"):
        pass
    page.wait_for_timeout(1_000)
    wait_for_kept(page, 0)


def test_the_name_given_to_a_conversation_outlives_its_next_question(page: Page) -> None:
    ask(page, "Which stations?")
    wait_for_kept(page, 1)
    drawer = history(page)
    drawer.get_by_role("listitem").hover()
    drawer.get_by_role("button", name="Rename").click()
    page.keyboard.type("Rivers")
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("button", name="Rivers")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    ask(page, "stations once more")
    wait_until(page, "aideMemoire.keeping.all().then(([one]) => one.answers.length === 2)")
    expect(history(page).get_by_role("button", name="Rivers")).to_be_visible()


def test_two_visitors_keep_their_own_conversations(browser: Browser, scripted: str) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        pages = [one.new_page(), other.new_page()]
        for page, name in zip(pages, ("Almagul", "Bolat"), strict=True):
            page.goto(scripted)
            ask(page, f"stations for the canary {name}")
            wait_for_kept(page, 1)
        for page in pages:
            page.reload()
        expect(pages[0].get_by_test_id("user")).to_have_text("stations for the canary Almagul")
        expect(pages[1].get_by_test_id("user")).to_have_text("stations for the canary Bolat")
        for page, stranger in zip(pages, ("Bolat", "Almagul"), strict=True):
            expect(history(page).get_by_role("listitem")).to_have_count(1)
            expect(page.locator("body")).not_to_contain_text(stranger)


def test_a_chip_of_an_earlier_conversation_says_that_its_passage_is_gone(page: Page) -> None:
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    page.evaluate(
        "aideMemoire.keeping.all().then(([one]) => {"
        "one.answers[0].citations[0].passage_id = 'gone'; return aideMemoire.keeping.put(one); })"
    )
    page.reload()
    page.get_by_role("link", name="Source 1:").click()
    expect(page.get_by_role("heading", name="No longer in the materials")).to_be_visible()


def test_what_a_browser_kept_is_shown_as_text_whatever_it_is(page: Page) -> None:
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    hostile = "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>"
    page.evaluate(
        "(words) => aideMemoire.keeping.all().then(([one]) => {"
        "const [answer] = one.answers; answer.question = answer.text = one.title = words;"
        "answer.citations[0].title = words; answer.citations[0].passage_id = '\"><img src=x onerror=hurt=1>';"
        "return aideMemoire.keeping.put(one); })",
        hostile,
    )
    page.reload()
    expect(page.get_by_test_id("user")).to_have_text(hostile)
    history(page)
    for place in ("#chat .message-wrap", "#history"):
        expect(page.locator(f"{place} :is(img, script)")).to_have_count(0)
    assert page.evaluate("window.hurt === undefined")


def test_a_conversation_of_an_unknown_form_is_not_opened(page: Page) -> None:
    page.evaluate(
        "aideMemoire.keeping.put({ id: 'x', title: 'Odd', changed: 1, answers: [{ question: 'odd' , text: 'x' }] })"
    )
    history(page).get_by_role("button", name="Odd").click()
    expect(page.get_by_text("This conversation cannot be opened any more")).to_be_visible()


def test_the_drawer_is_for_the_keyboard_too(page: Page) -> None:
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    page.get_by_role("button", name="New conversation").press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_role("button", name="Conversations", exact=True).press("Enter")
    expect(page.get_by_role("searchbox", name="Search conversations")).to_be_focused()
    expect(page.get_by_role("complementary", name="Conversations").get_by_role("button", name=SENTENCE)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot")).to_contain_text(STATIONS)
    page.get_by_role("button", name="Conversations", exact=True).press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Conversations", exact=True)).to_be_focused()


def test_a_conversation_is_taken_away_as_word_with_footnotes(page: Page, tmp_path: Path) -> None:
    ask(page, SENTENCE)
    ask(page, "What did Slovakia recommend?")
    file = download(page, "Word, with footnotes", tmp_path)
    paragraphs = [paragraph.text for paragraph in Document(str(file)).paragraphs]
    assert paragraphs[0] == SENTENCE
    assert f"“{STATIONS}”" in paragraphs
    markdown = download(page, "Markdown", tmp_path).read_text(encoding="utf-8")
    assert f"“{STATIONS}”[^1]" in markdown


def test_a_conversation_taken_away_as_json_is_verified_against_the_files(
    visit: BrowserContext, sample: str, tmp_path: Path
) -> None:
    page = visit.new_page()
    page.goto(sample)
    page.get_by_label("Your question").wait_for()
    ask(page, "What is the 48-hour rule in Tauly?")
    ask(page, "What did Professor Harrowgate ask of donors?")
    file = download(page, "JSON, to be verified", tmp_path)
    assert len(json.loads(file.read_text(encoding="utf-8"))["conversation"]) == 2
    verdicts = verify(read_saved(file), [MATERIALS])
    assert len(verdicts) >= 2
    assert {verdict.state for verdict in verdicts} == {State.VERIFIED}
