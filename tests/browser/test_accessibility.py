"""What axe-core finds on each view, light and dark: nothing serious or critical."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

QUESTION = "How many gauging stations will be opened?"


def asked(page: Page, question: str = QUESTION) -> None:
    """Ask and wait for the end of the answer."""
    field = page.locator("#question textarea")
    field.fill(question)
    field.press("Enter")
    expect(page.locator('#chat [role="log"]')).to_have_attribute("aria-busy", "false")
    expect(page.get_by_test_id("bot").last).to_be_visible()


def with_an_answer_and_its_source(page: Page) -> None:
    asked(page)
    page.locator("a.cite").first.click()
    expect(page.locator("#source mark").first).to_be_visible()
    page.wait_for_timeout(500)  # the panel has slid in


def with_a_refusal(page: Page) -> None:
    asked(page, "What did Slovakia recommend?")
    expect(page.locator(".refusal")).to_be_visible()


def with_a_filter(page: Page) -> None:
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("dialog", name="Filter").get_by_role("button").first).to_be_visible()


def with_the_conversations(page: Page) -> None:
    asked(page)
    page.get_by_role("button", name="Conversations", exact=True).click()
    expect(page.get_by_role("complementary", name="Conversations")).to_be_visible()


def with_the_documents(page: Page) -> None:
    page.locator('[role="tab"][data-tab-id="documents"]').click()
    expect(page.get_by_role("row")).to_have_count(6)


def with_one_document(page: Page) -> None:
    with_the_documents(page)
    page.get_by_role("link", name="Communiqué").click()
    expect(page.locator("#materials .one")).to_be_visible()


def with_an_opinion(page: Page) -> None:
    asked(page)
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_role("button", name="Send opinion")).to_be_visible()


def with_a_card(page: Page) -> None:
    asked(page)
    page.wait_for_timeout(1_500)  # what stands below the answer has come: a page that scrolls takes the card away
    page.locator("a.cite").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.wait_for_timeout(300)  # it has appeared in full


def with_the_forms_to_export(page: Page) -> None:
    asked(page)
    page.get_by_role("button", name="Export").click()
    expect(page.locator("#forms")).to_be_visible()


VIEWS: dict[str, Callable[[Page], None]] = {
    "first visit": lambda _: None,
    "answer and source": with_an_answer_and_its_source,
    "refusal": with_a_refusal,
    "filter": with_a_filter,
    "opinion": with_an_opinion,
    "card": with_a_card,
    "export": with_the_forms_to_export,
    "conversations": with_the_conversations,
    "documents": with_the_documents,
    "one document": with_one_document,
}


def faults(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical, in one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_view(browser: Browser, scripted: str, scheme: str, width: int) -> None:
    found: dict[str, list[str]] = {}
    for name, show in VIEWS.items():
        with browser.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",  # what is still fading in has not its own colours yet
        ) as context:
            page = context.new_page()
            page.goto(scripted)
            page.get_by_label("Your question").wait_for()
            show(page)
            if faults_here := faults(page):
                found[name] = faults_here
    assert found == {}
