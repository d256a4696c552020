"""A thousand strings that try to run a script or fetch something, in a hundred passages and in answers: none succeeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving
from tests.browser.hostile import ANSWERS, DOCUMENTS, STRINGS, documents, strings

pytestmark = pytest.mark.browser

FOREIGN = "script, img, iframe, object, embed, form, link, style, base, meta, audio, video, math, [onerror], [onload], [onfocus]"
# Fetches what the panel and the tab show, and puts it where their scripts put it.
SHOW_PANELS = """async () => {
  const scroll = document.querySelector("#source .scroll");
  for (let number = 0; number < %d; number += 1) {
    const reply = await fetch(`passages/hostile-${number}?start=0&end=100000`);
    const part = document.createElement("div");
    part.innerHTML = await reply.text();
    scroll.append(part);
  }
  document.querySelector("#source").hidden = false;
}"""
SHOW_DOCUMENTS = """async (names) => {
  for (const name of names) {
    const reply = await fetch(`document?source=${encodeURIComponent(name)}`);
    const part = document.createElement("div");
    part.innerHTML = await reply.text();
    document.querySelector("#materials").append(part);
  }
}"""


def test_the_strings_are_as_many_as_is_said_and_each_another() -> None:
    assert len(set(strings())) == STRINGS
    assert len(documents()) == DOCUMENTS


def test_no_string_runs_a_script_or_fetches_from_another_host(browser: Browser) -> None:
    with serving(str(Path(__file__).with_name("hostile.py"))) as address, browser.new_context() as context:
        page = context.new_page()
        seen, dialogs = [], []
        page.on("request", lambda request: seen.append(request.url))
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.goto(address)
        field = page.get_by_label("Your question")
        for number in range(ANSWERS):
            for question in (f"{number}", f"closest {number}"):
                answers = page.get_by_test_id("bot").count()
                field.fill(question)
                field.press("Enter")
                expect(page.get_by_test_id("bot")).to_have_count(answers + 1, timeout=20_000)
                expect(page.get_by_role("button", name="Send")).to_be_visible()
        page.get_by_role("tab", name="Documents").click()
        expect(page.get_by_role("row")).to_have_count(DOCUMENTS + 1)
        page.evaluate(SHOW_PANELS % DOCUMENTS)
        page.evaluate(SHOW_DOCUMENTS, [passage.source for passage in documents()])
        expect(page.locator("#source mark").first).to_be_visible()
        expect(page.locator("#materials .one")).to_have_count(DOCUMENTS)
        page.wait_for_timeout(1_000)  # for what takes its time to run
        shown = page.locator("#source .scroll, #materials, #chat .message-wrap").all_inner_texts()
        assert sum(text.count("window.hurt=") for text in shown) > 2 * STRINGS
        assert page.evaluate("window.hurt") is None
        assert dialogs == []
        assert [url for url in seen if not url.startswith((address, "data:", "blob:"))] == []
        for place in ("#source .scroll", "#materials", "#chat .message-wrap"):
            assert page.locator(place).locator(FOREIGN).count() == 0, place
        assert page.url.startswith(address)
