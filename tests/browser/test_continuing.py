"""What a page shows goes on with another server, which is given the conversation that the browser kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.asking import SENTENCE, ask
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
# The browser has all answers shown, and two are.
FETCHED = """() => Promise.all(aideMemoire.answers.shown().map(aideMemoire.answers.answer))
  .then((records) => records.length === 2 && !records.includes(null))"""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """The address of a second server of the page."""
    with serving(str(Path(__file__).with_name("scripted.py"))) as address:
        yield address


def turn_to(page: Page, first: str, other: str) -> None:
    """Have another server answer from now on, as a proxy does when the first one is gone."""

    def elsewhere(route: Route) -> None:
        route.continue_(url=route.request.url.replace(first, other, 1))

    page.unroute_all()
    page.route(f"{first}/**", elsewhere)


def test_a_follow_up_is_understood_by_a_server_that_never_saw_its_conversation(
    page: Page, scripted: str, other: str
) -> None:
    second = "What did Slovakia recommend?"
    ask(page, SENTENCE)
    ask(page, second)
    turn_to(page, scripted, other)
    page.get_by_label("Your question").fill("What did I ask before?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot").last).to_contain_text(f"Before: {SENTENCE} | {second}")
    expect(page.get_by_test_id("user")).to_have_text([SENTENCE, second, "What did I ask before?"])
    expect(ask(page, "What did I ask before?")).to_contain_text(f"{second} | What did I ask before?")


def test_a_server_that_has_an_older_state_of_the_conversation_is_told_the_newer(
    page: Page, scripted: str, other: str
) -> None:
    ask(page, SENTENCE)
    turn_to(page, scripted, other)
    page.get_by_label("Your question").fill("What did Slovakia recommend?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot")).to_have_count(2)
    page.wait_for_function(FETCHED)
    page.unroute_all()
    page.get_by_label("Your question").fill("What did I ask before?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot").last).to_contain_text(f"Before: {SENTENCE} | What did Slovakia recommend?")
    expect(page.get_by_test_id("user")).to_have_count(3)


def test_a_conversation_that_was_left_is_not_taken_up_again_by_a_server_that_still_has_it(
    page: Page, scripted: str, other: str
) -> None:
    ask(page, SENTENCE)
    turn_to(page, scripted, other)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("user")).to_have_count(0)
    page.unroute_all()
    expect(ask(page, "What did I ask before?")).not_to_contain_text(SENTENCE)
    expect(page.get_by_test_id("user")).to_have_count(1)
