"""What a visitor sees and does, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.asking import PEOPLE, SENTENCE, STATIONS, ask, expect_quote_in_sight

pytestmark = pytest.mark.browser


def requests_of(page: Page) -> list[str]:
    """Return a list that fills with the address of every request the page makes."""
    seen: list[str] = []
    page.on("request", lambda request: _note(request, seen))
    return seen


def _note(request: Request, seen: list[str]) -> None:
    if not request.url.startswith(("data:", "blob:")):
        seen.append(request.url)


def test_a_first_visit_offers_questions_and_says_what_there_is_to_ask(page: Page) -> None:
    expect(page).to_have_title("Aide-mémoire")
    expect(page.get_by_text("4 documents · 40 passages").first).to_be_visible()
    expect(page.get_by_role("button", name=SENTENCE)).to_be_visible()
    expect(page.locator(".example")).to_have_count(4)


def test_a_starter_question_is_asked_by_one_click(page: Page) -> None:
    page.get_by_role("button", name=SENTENCE).click()
    expect(page.get_by_test_id("user")).to_have_text(SENTENCE)
    expect(page.get_by_test_id("bot")).to_contain_text(STATIONS)


def test_an_answer_appears_word_by_word_and_ends_with_chips_and_sources(page: Page) -> None:
    field = page.get_by_label("Your question")
    field.fill("slowly: which stations?")
    field.press("Enter")
    answer = page.get_by_test_id("bot")
    expect(answer).to_contain_text("The nine delegations")
    expect(answer).not_to_contain_text("Daniyar Ospanov", timeout=1)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    finished = ask(page, SENTENCE)
    expect(
        finished.get_by_role("link", name="Source 1: Communiqué of the Almaty Water Dialogue, page 4")
    ).to_be_visible()
    expect(finished.get_by_role("list", name="Sources").get_by_role("listitem")).to_have_text(
        [
            "1Communiqué of the Almaty Water DialoguePDF · p. 4 · 6 June 2031",
            "2Communiqué of the Almaty Water DialoguePDF · p. 4 · 6 June 2031",
            "3Panel: who reads the gauges?Transcript · 00:14:05 · Daniyar Ospanov · 5 June 2031",
        ]
    )


def test_stopping_keeps_what_was_written_and_lets_the_visitor_go_on(page: Page) -> None:
    field = page.get_by_label("Your question")
    field.fill("slowly: which stations?")
    field.press("Enter")
    expect(page.get_by_test_id("bot")).to_contain_text("delegations")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_test_id("bot")).to_contain_text("Stopped.")
    expect(page.get_by_test_id("bot")).to_contain_text("The nine delegations")
    expect(ask(page, SENTENCE)).to_contain_text(STATIONS)


def test_a_chip_opens_the_passage_with_the_quote_marked_and_in_sight(page: Page) -> None:
    ask(page, SENTENCE).get_by_role("link", name="Source 1:").click()
    expect_quote_in_sight(page, STATIONS)
    panel = page.get_by_role("complementary", name="Source", exact=True)
    expect(panel.get_by_role("heading", level=2)).to_have_text("Communiqué of the Almaty Water Dialogue")
    for words in ("p. 4", "Commitments → Measurement", "outcome/communique.pdf"):
        expect(panel.get_by_text(words, exact=True).first).to_be_visible()
    expect(panel.get_by_role("heading", name="5. Measurement on the upper reaches")).to_have_count(1)
    expect(panel.get_by_role("listitem").first).to_have_text("twelve stations on the Ili and its tributaries;")


def test_a_transcript_shows_who_speaks_and_when(page: Page) -> None:
    ask(page, SENTENCE).locator("ul.sources a").last.click()
    expect_quote_in_sight(page, PEOPLE)
    turn = page.locator("#source .turn.cited")
    expect(turn.locator(".speaker")).to_have_text("Daniyar Ospanov 00:14:05")


def test_the_keyboard_alone_leads_to_the_quote_and_back(page: Page) -> None:
    chip = ask(page, SENTENCE).get_by_role("link", name="Source 1:")
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.locator("a.cite:focus").count() and page.locator("a.cite:focus").inner_text() == "1":
            break
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect_quote_in_sight(page, STATIONS)
    expect(page.locator("#source h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(chip).to_be_focused()


def test_turning_to_the_documents_closes_the_source(page: Page) -> None:
    ask(page, SENTENCE).get_by_role("link", name="Source 1:").click()
    expect_quote_in_sight(page, STATIONS)
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("#source")).to_be_hidden()
    page.get_by_role("tab", name="Ask").click()
    expect(page.get_by_test_id("bot")).to_contain_text(STATIONS)


def test_a_screen_reader_is_told_what_everything_is(page: Page) -> None:
    ask(page, SENTENCE)
    conversation = page.get_by_role("log", name="Conversation")
    expect(conversation.get_by_role("group", name="Question")).to_have_text(SENTENCE)
    expect(conversation.get_by_role("group", name="Answer")).to_contain_text(STATIONS)
    expect(conversation).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("textbox", name="Your question", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_role("region", name="Table of documents")).to_be_visible()


def test_a_refusal_is_no_answer_and_names_the_closest_passages_as_such(page: Page) -> None:
    refusal = ask(page, "What did Slovakia recommend?").locator(".refusal")
    expect(refusal).to_contain_text("The materials do not answer this.")
    expect(refusal).to_contain_text("Closest passages, not an answer")
    expect(refusal.locator("a.cite")).to_have_count(0)
    refusal.get_by_role("link").first.click()
    expect_quote_in_sight(page, STATIONS)


def test_a_follow_up_is_asked_with_the_conversation(page: Page) -> None:
    ask(page, SENTENCE)
    expect(ask(page, "What did I ask before?")).to_contain_text(f"Before: {SENTENCE}")


def test_a_new_conversation_starts_without_the_old_one(page: Page) -> None:
    ask(page, SENTENCE)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("button", name=SENTENCE)).to_be_visible()
    expect(ask(page, "What did I ask before?")).not_to_contain_text(SENTENCE)


def test_an_error_is_told_without_its_text(page: Page) -> None:
    answer = ask(page, "Please fail")
    expect(answer).to_contain_text("Something went wrong here")
    expect(answer).not_to_contain_text("secret")
    expect(ask(page, SENTENCE)).to_contain_text(STATIONS)


def test_a_question_over_the_limit_stays_in_the_field_with_a_clear_message(page: Page) -> None:
    field = page.get_by_label("Your question")
    field.fill("long " * 50)
    field.press("Enter")
    expect(page.get_by_text("Your question has 249 characters; please keep it under 200.")).to_be_visible()
    expect(field).to_have_value("long " * 50)
    expect(page.get_by_test_id("user")).to_have_count(0)


def test_the_documents_tab_lists_every_file_and_why_one_was_skipped(page: Page) -> None:
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_text("4 documents · 40 passages · 1 read in part · 1 skipped")).to_be_visible()
    skipped = page.get_by_role("row").filter(has_text="archive/old.pdf")
    expect(skipped).to_contain_text("Skipped")
    expect(skipped).to_contain_text("The file is protected by a password.")
    expect(page.get_by_role("row")).to_have_count(6)


def test_hostile_text_is_shown_as_text_and_nothing_of_it_happens(page: Page, scripted: str) -> None:
    seen = requests_of(page)
    answer = ask(page, "something hostile")
    expect(answer).to_contain_text('<img src="https://evil.example/a.png" onerror="window.hurt=1">')
    expect(answer).to_contain_text("**bold** `code` | a | b | esrever")
    expect(answer).to_contain_text("[9]")
    answer.get_by_role("link", name="Source 1:").click()
    mark = page.locator("#source mark")
    expect(mark).to_contain_text("<svg onload=window.hurt=1>")
    expect(page.locator("#source h2")).to_have_text("A <i>strange</i> page")
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_text("mail/<b>odd</b>.html").first).to_be_visible()
    for place in ("#chat .message-wrap", "#source .scroll", "#materials"):
        expect(page.locator(f"{place} :is(img, script, iframe, object, embed, form, .katex)")).to_have_count(0)
    expect(page.locator('.message-wrap a:not([href^="#cite-"])')).to_have_count(0)
    assert [address for address in seen if not address.startswith(scripted)] == []


def test_no_visit_asks_another_host_for_anything_or_breaks_the_policy(browser: Browser, scripted: str) -> None:
    with browser.new_context() as context:  # where nothing has been fetched before
        page = context.new_page()
        seen, complaints = requests_of(page), []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("response", lambda reply: complaints.append(reply.url) if reply.status >= 400 else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(scripted)
        page.get_by_label("Your question").wait_for()
        ask(page, SENTENCE).get_by_role("link", name="Source 1:").click()
        expect_quote_in_sight(page, STATIONS)
        page.get_by_role("tab", name="Documents").click()
        expect(page.get_by_role("row")).to_have_count(6)
        assert len(seen) > 10
        assert [address for address in seen if not address.startswith(scripted)] == []
        assert complaints == []


def test_two_visitors_at_once_do_not_see_each_other(browser: Browser, scripted: str) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        pages = [one.new_page(), other.new_page()]
        for page in pages:
            page.goto(scripted)
        ask(pages[0], "stations for the canary Almagul")
        ask(pages[1], "stations for the canary Bolat")
        answers = [ask(page, "What did I ask before?") for page in pages]
        expect(answers[0]).to_contain_text("canary Almagul")
        expect(answers[1]).to_contain_text("canary Bolat")
        expect(pages[0].locator("body")).not_to_contain_text("Bolat")
        expect(pages[1].locator("body")).not_to_contain_text("Almagul")


def test_a_phone_has_room_for_question_answer_and_source(browser: Browser, scripted: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(scripted)
        chip = ask(page, SENTENCE).get_by_role("link", name="Source 1:")
        expect(page.get_by_label("Your question")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("tab", name="Documents")).to_be_in_viewport(ratio=1)
        chip.tap()
        expect_quote_in_sight(page, STATIONS)
        page.get_by_role("button", name="Close the source").tap()
        expect(page.locator("#source")).to_be_hidden()
        page.get_by_role("tab", name="Documents").tap()
        expect(page.get_by_text("The file is protected by a password.")).to_be_visible()
        for selector in ("body", "#tabs", "#materials"):
            box = page.locator(selector).bounding_box()
            assert box is not None
            assert box["width"] <= 390


def test_dark_windows_get_a_dark_page(browser: Browser, scripted: str) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(scripted)
        page.get_by_label("Your question").wait_for()
        expect(page.locator("body")).to_have_css("background-color", "rgb(23, 24, 26)")


def test_the_packaged_sample_answers_with_a_quote_that_its_source_shows(browser: Browser, sample: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        page = context.new_page()
        page.goto(sample)
        starter = page.locator(".example").first
        starter.click()
        chip = page.get_by_test_id("bot").locator("a.cite").first
        expect(chip).to_be_visible(timeout=20_000)
        chip.click()
        mark = page.locator("#source mark").first
        expect(mark).to_be_in_viewport()
        answer = _squeezed(page.get_by_test_id("bot").inner_text())
        quote = _squeezed("".join(page.locator("#source mark").all_inner_texts()))
        assert quote
        assert quote in answer


@pytest.mark.parametrize("width", [1280, 390])
def test_a_pdf_shows_its_page_with_the_quote_marked_and_in_sight(browser: Browser, sample: str, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        page.goto(sample)
        page.get_by_label("Your question").wait_for()
        ask(page, "What did Professor Harrowgate ask of donors?").locator("a.cite").first.click()
        image = page.locator("#source .desk img")
        expect(image).to_have_class("loaded", timeout=20_000)
        assert image.evaluate("image => image.naturalWidth") > 1_000
        expect(page.locator("#source mark").first).to_be_in_viewport()
        line = page.locator("#source .line").first
        expect(line).to_be_in_viewport(ratio=1)
        marked, whole = line.bounding_box(), image.bounding_box()
        assert marked is not None
        assert whole is not None
        assert whole["x"] <= marked["x"] < marked["x"] + marked["width"] <= whole["x"] + whole["width"]
        assert whole["y"] <= marked["y"] < marked["y"] + marked["height"] <= whole["y"] + whole["height"]
        place = page.locator("#source .bar span")
        before = place.inner_text()
        page.keyboard.press("ArrowLeft")
        expect(place).not_to_have_text(before, timeout=20_000)
        page.keyboard.press("ArrowRight")
        expect(place).to_have_text(before, timeout=20_000)
        page.get_by_role("button", name="Larger").click()
        wider = image.bounding_box()
        assert wider is not None
        assert wider["width"] > 1.3 * whole["width"]
        expect(page.locator("#source .line").first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("status", "shown"),
    [(409, "The file has changed since it was indexed: index the folder again."), (404, ""), (500, "")],
)
def test_where_a_page_cannot_be_shown_the_text_has_the_panel_and_says_why(
    visit: BrowserContext, sample: str, status: int, shown: str
) -> None:
    page = visit.new_page()
    page.route("**/sheet?*", lambda route: route.fulfill(status=status, body=shown))
    page.goto(sample)
    page.get_by_label("Your question").wait_for()
    ask(page, "What did Professor Harrowgate ask of donors?").locator("a.cite").first.click()
    expect(page.locator("#source .desk")).to_have_count(1 if shown else 0)
    if shown:
        expect(page.locator("#source .desk")).to_have_text(shown)
    expect(page.locator("#source mark").first).to_be_in_viewport(ratio=1)


def test_a_busy_server_is_asked_again_for_the_page(visit: BrowserContext, sample: str) -> None:
    page = visit.new_page()
    tries: list[str] = []

    def busy_once(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) > 1:
            route.continue_()
        else:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="Many pages are being drawn.")

    page.route("**/sheet?*", busy_once)
    page.goto(sample)
    page.get_by_label("Your question").wait_for()
    ask(page, "What did Professor Harrowgate ask of donors?").locator("a.cite").first.click()
    expect(page.locator("#source .desk img")).to_have_class("loaded", timeout=20_000)
    assert len(tries) == 2


def _squeezed(text: str) -> str:
    """Return the text without spaces and chip numbers, for a quote that is broken into lines or sentences."""
    return re.sub(r"[\W\d_]+", "", text)
