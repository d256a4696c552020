"""Answers of a language model on the page; the model is a scripted server, a test double, and the page the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.asking import ask
from tests.browser.conftest import serving
from tests.browser.scripted import HOSTILE
from tests.scripted_server import Act, ScriptedServer, scripted_server

pytestmark = pytest.mark.browser
QUESTION = "Who organised the conference?"
GOOD = (
    "The conference is organised by the Office of the Ombudsman of Zheruyik together with the Ministry of Justice [1]. ",
    "It is supported financially by the Regional Fund for Open Justice [1].",
)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture(scope="module")
def generated(browser: Browser, served_store: Path, server: ScriptedServer) -> Iterator[str]:
    """The address of the page over the sample, answers written by the scripted server."""
    settings = {"MODEL": "scripted", "MODEL_URL": server.address, "MODEL_KEY": "a key", "MODEL_SECONDS": "90"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in settings.items():
            environment.setenv(f"AIDE_MEMOIRE_{name}", value)
        with serving("-m", "assistant", "chat", "--port", "0", "--store", str(served_store)) as address:
            yield address


@pytest.fixture
def opened(visit: BrowserContext, generated: str) -> Page:
    page = visit.new_page()
    page.goto(generated)
    page.get_by_label("Your question").wait_for()
    return page


def test_a_sentence_of_a_model_opens_the_words_it_rests_on(opened: Page, server: ScriptedServer) -> None:
    server.acts["scripted"] = Act(GOOD)
    answer = ask(opened, QUESTION)
    expect(answer).to_contain_text("together with the Ministry of Justice.")
    expect(answer.locator(".notice").last).to_contain_text("Written by a language model (scripted)")
    answer.locator("a.cite").first.click()
    expect(opened.locator("#source mark").first).to_contain_text("Office of the Ombudsman of Zheruyik")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Act(status=500), "The language model could not be reached. Quoted from the sources instead."),
        (Act(("The conference is org",), cut=True), "The language model broke off. Quoted from the sources instead."),
        (Act(("It was organised by Bolivia in 1911 [1].",)), "Nothing that the language model wrote is borne out"),
    ],
)
def test_where_the_model_fails_the_page_quotes_and_says_why(
    opened: Page, server: ScriptedServer, act: Act, said: str
) -> None:
    server.acts["scripted"] = act
    answer = ask(opened, QUESTION)
    expect(answer.locator(".notice").first).to_contain_text(said)
    expect(answer.locator("a.cite").first).to_be_visible()
    expect(answer).not_to_contain_text("Bolivia")


def test_nothing_that_a_model_writes_runs_or_leads_anywhere(opened: Page, server: ScriptedServer) -> None:
    elsewhere: list[str] = []
    opened.on("request", lambda request: elsewhere.append(request.url) if "127.0.0.1" not in request.url else None)
    server.acts["scripted"] = Act((*GOOD, f" {HOSTILE} [1].", f" The {HOSTILE} conference [2]."))
    answer = ask(opened, QUESTION)
    expect(answer).to_contain_text("Ministry of Justice")
    expect(answer.locator(".notice").last).to_be_visible()
    assert answer.locator("img, script, svg[onload], a[href*='evil']").count() == 0
    assert opened.evaluate("window.hurt") is None
    assert elsewhere == []


def test_a_model_that_stalls_can_be_stopped(opened: Page, server: ScriptedServer) -> None:
    server.acts["scripted"] = Act(GOOD, stall=60, stall_at=1)
    field = opened.get_by_label("Your question")
    field.fill(QUESTION)
    field.press("Enter")
    opened.get_by_role("button", name="Stop").click()
    expect(opened.get_by_role("button", name="Send")).to_be_visible()  # and Ctrl-C ends the program all the same
