"""Whether an answer helped: what the visitor tells, and what the operator is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from typer.testing import CliRunner

from assistant.cli import app
from tests.browser.asking import SENTENCE, ask

pytestmark = pytest.mark.browser


def test_an_opinion_is_told_with_its_reason_and_listed_for_the_operator(
    visit: BrowserContext, sample: str, served_store: Path
) -> None:
    page = visit.new_page()
    page.goto(sample)
    answer = ask(page, "What is the 48-hour rule in Tauly?")
    answer.get_by_role("button", name="Not helpful").click()
    expect(answer).to_contain_text("nothing about you")
    answer.get_by_role("textbox").fill("too long")
    answer.get_by_role("button", name="Send opinion").click()
    expect(page.get_by_text("Thank you, that is kept")).to_be_visible()
    expect(answer.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "false")
    (held,) = json.loads(CliRunner().invoke(app, ["feedback", "--store", str(served_store), "--json"]).stdout)
    assert held["helpful"] is False
    assert held["reason"] == "too long"
    assert held["question"] == "What is the 48-hour rule in Tauly?"
    assert held["sources"]


def test_the_question_is_kept_only_if_the_visitor_agrees(page: Page) -> None:
    answer = ask(page, SENTENCE)
    answer.get_by_role("button", name="Helpful", exact=True).press("Enter")
    expect(answer.get_by_role("textbox")).to_be_focused()
    answer.get_by_role("checkbox", name="Keep my question with it").uncheck()
    with page.expect_request("**/opinions") as sent:
        answer.get_by_role("button", name="Send opinion").click()
    told = json.loads(sent.value.post_data or "")
    assert (told["helpful"], told["with_question"]) == (True, False)
    expect(answer.get_by_role("button", name="Helpful", exact=True)).to_be_focused()


def test_an_opinion_can_be_left_unsaid(page: Page) -> None:
    answer = ask(page, SENTENCE)
    answer.get_by_role("button", name="Not helpful").click()
    page.keyboard.press("Escape")
    expect(answer.get_by_role("textbox")).to_have_count(0)
    expect(answer.get_by_role("button", name="Not helpful")).to_be_focused()
    expect(answer.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")


def test_an_opinion_that_could_not_be_kept_is_not_said_to_be(page: Page) -> None:
    page.route("**/opinions", lambda route: route.fulfill(status=503))
    answer = ask(page, SENTENCE)
    answer.get_by_role("button", name="Not helpful").click()
    answer.get_by_role("button", name="Send opinion").click()
    expect(page.get_by_text("Your opinion could not be kept")).to_be_visible()
    expect(answer.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")
