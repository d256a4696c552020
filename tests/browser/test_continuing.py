"""What a page shows goes on with another server, which is given the conversation that the browser kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.asking import SENTENCE, ask, wait_for_kept, wait_until
from tests.browser.conftest import serving
from tests.browser.switch import Switch

pytestmark = pytest.mark.browser
LONG = 30_000  # milliseconds: four requests, one after the other
# The questions of all answers shown, null for one that the browser could not have.
FETCHED = """() => Promise.all(aideMemoire.answers.shown().map(aideMemoire.answers.answer))
  .then((records) => records.map((record) => record && record.answer.question))"""


# The server is about to be told which exchange is shown last: a script notices it a moment after the answer is there.
TOLD = """(count) => document.querySelectorAll("#chat button.edit").length === count
  && document.querySelector("#asking textarea").value.includes(aideMemoire.last())"""


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """The address of a second server of the page."""
    with serving(str(Path(__file__).with_name("scripted.py"))) as address:
        yield address


def wait_for_fetched(page: Page, questions: list[str]) -> None:
    """Wait until the browser has the answers to these questions, which are those shown."""
    ends = time.monotonic() + LONG / 1_000
    while (found := page.evaluate(FETCHED)) != questions:
        assert time.monotonic() < ends, found
        page.wait_for_timeout(50)


def turn_to(page: Page, first: str, other: str) -> Callable[[], None]:
    """Have another server answer from now on, as a proxy does when the first one is gone.

    Returns a function that turns back, once the other server has answered and no reply of its is on its way: the page would
    wait there for what the first one says.
    """
    begun, open_ = [], set()

    def elsewhere(route: Route) -> None:
        if "/queue/data" in route.request.url:
            begun.append(route.request)
            open_.add(route.request)
        route.continue_(url=route.request.url.replace(first, other, 1))

    def ended(request: Request) -> None:
        open_.discard(request)

    def back() -> None:
        ends = time.monotonic() + LONG / 1_000
        while not begun or open_:
            assert time.monotonic() < ends, "the other server has not answered"
            page.wait_for_timeout(20)
        page.unroute_all()

    page.on("requestfinished", ended)
    page.on("requestfailed", ended)
    page.unroute_all()
    page.route(f"{first}/**", elsewhere)
    return back


def test_a_follow_up_is_understood_by_a_server_that_never_saw_its_conversation(
    page: Page, scripted: str, other: str
) -> None:
    second = "What did Slovakia recommend?"
    ask(page, SENTENCE)
    ask(page, second)
    wait_for_fetched(page, [SENTENCE, second])
    turn_to(page, scripted, other)
    page.get_by_label("Your question").fill("What did I ask before?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot").last).to_contain_text(f"Before: {SENTENCE} | {second}", timeout=LONG)
    expect(page.get_by_test_id("user")).to_have_text([SENTENCE, second, "What did I ask before?"])
    expect(ask(page, "What did I ask before?")).to_contain_text(f"{second} | What did I ask before?")
    wait_until(page, "aideMemoire.keeping.all().then(([one]) => one?.answers.length === 4)")
    wait_for_kept(page, 1)


def test_a_server_that_has_an_older_state_of_the_conversation_is_told_the_newer(
    page: Page, scripted: str, other: str
) -> None:
    second = "What did Slovakia recommend?"
    ask(page, SENTENCE)
    page.wait_for_function(TOLD, arg=1)
    back = turn_to(page, scripted, other)
    page.get_by_label("Your question").fill(second)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot")).to_have_count(2, timeout=LONG)
    wait_for_fetched(page, [SENTENCE, second])
    page.wait_for_function(TOLD, arg=2)
    back()
    page.get_by_label("Your question").fill("What did I ask before?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bot").last).to_contain_text(f"Before: {SENTENCE} | {second}", timeout=LONG)
    expect(page.get_by_test_id("user")).to_have_count(3)


def test_a_page_whose_server_is_lost_in_the_middle_of_an_answer_goes_on_with_the_next_one(
    visit: BrowserContext, scripted: str, other: str
) -> None:
    switch = Switch(scripted)
    page = visit.new_page()
    page.goto(switch.address)
    ask(page, SENTENCE)
    wait_for_kept(page, 1)
    page.get_by_label("Your question").fill("What is said slowly?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    switch.turn(other)
    expect(page.get_by_test_id("user")).to_have_text([SENTENCE], timeout=LONG)  # it has loaded itself anew
    expect(ask(page, "What did I ask before?")).to_contain_text(f"Before: {SENTENCE}")
    page.close()
    switch.close()


def test_a_conversation_that_was_left_is_not_taken_up_again_by_a_server_that_still_has_it(
    page: Page, scripted: str, other: str
) -> None:
    ask(page, SENTENCE)
    back = turn_to(page, scripted, other)
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_test_id("user")).to_have_count(0)
    back()
    expect(ask(page, "What did I ask before?")).not_to_contain_text(SENTENCE)
    expect(page.get_by_test_id("user")).to_have_count(1)
