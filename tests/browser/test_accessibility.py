"""What axe-core finds on each view, light and dark: nothing serious or critical."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import SENTENCE, ask

pytestmark = pytest.mark.browser

# A page that still scrolls takes a card away again: the chip has stood where it is for twenty frames.
AT_REST = """(chip) => new Promise((done) => {
  let still = 0, last = NaN;
  const look = () => {
    const now = chip.getBoundingClientRect().top;
    still = now === last ? still + 1 : 0;
    last = now;
    return still > 20 ? done() : requestAnimationFrame(look);
  };
  look();
})"""
EVERYTHING = {"resultTypes": ["violations"]}
# Light and dark differ in nothing but colours; these are the rules about them that hold by default.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}


def views(page: Page) -> Iterator[str]:
    """Go from view to view as a visitor does; gives the name of each while it stands on the page."""
    yield "first visit"
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("dialog", name="Filter").get_by_role("button").first).to_be_visible()
    yield "filter"
    page.keyboard.press("Escape")
    yield from views_of_an_answer(page)
    page.get_by_role("button", name="Conversations", exact=True).click()
    drawer = page.get_by_role("complementary", name="Conversations")
    expect(drawer.get_by_role("listitem").get_by_role("button").first).to_be_visible()
    yield "conversations"
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    ask(page, "What did Slovakia recommend?")
    expect(page.locator(".refusal")).to_be_visible()
    yield "refusal"
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_role("row")).to_have_count(6)
    yield "documents"
    page.get_by_role("link", name="Communiqué").click()
    expect(page.locator("#materials .one")).to_be_visible()
    yield "one document"


def views_of_an_answer(page: Page) -> Iterator[str]:
    answer = ask(page, SENTENCE)
    expect(page.get_by_role("group", name="Ask next").get_by_role("button")).to_be_visible()
    chip = answer.locator("a.cite").first
    chip.evaluate(AT_REST)
    chip.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    yield "answer and card"
    answer.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Send opinion")).to_be_visible()
    yield "opinion"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Export").click()
    expect(page.locator("#forms")).to_be_visible()
    yield "export"
    page.keyboard.press("Escape")
    chip.click()
    expect(page.locator("#source mark").first).to_be_visible()
    expect(page.locator("#source .desk img")).to_have_class("loaded")
    yield "source"
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def faults(page: Page, options: dict[str, list[str]]) -> list[str]:
    """Return what axe-core finds that is serious or critical, in one line each."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_on_any_view(browser: Browser, scripted: str, width: int) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    # Under reduced motion nothing is still fading in: what does has not its own colours yet.
    with browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(scripted)
        page.get_by_label("Your question").wait_for()
        for view in views(page):
            found[view, "light"] = faults(page, EVERYTHING)
            page.emulate_media(color_scheme="dark")
            expect(page.locator("body")).to_have_css("background-color", "rgb(23, 24, 26)")
            found[view, "dark"] = faults(page, COLOURS)
            page.emulate_media(color_scheme="light")
            expect(page.locator("body")).not_to_have_css("background-color", "rgb(23, 24, 26)")
    assert len(found) == 20
    assert {view: faults_there for view, faults_there in found.items() if faults_there} == {}
