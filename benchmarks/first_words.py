"""What a visitor waits for in a real Chromium on this machine: the page that can be asked, and the first words of an answer."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant import Assistant
from corpus.sample import MATERIALS

from .processes import serving
from .report import Figures, Table, load
from .script import options, run
from .visitor import wait_for

RUNS, STARTS = 10, 3
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update".split()
# The moments as the page itself sees them, each when the frame that shows it has been drawn.
_WATCH = """(() => {
  window.waited = { useful: 0, sent: 0, words: 0 };
  const drawn = (name) => requestAnimationFrame(() => setTimeout(() => { waited[name] ||= performance.now(); }));
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") Object.assign(waited, { sent: performance.now(), words: 0, before: answers() });
  }, true);
  const answers = () => document.querySelectorAll('[data-testid="bot"] .md p').length;
  new MutationObserver(() => {
    const shown = document.querySelector("#question textarea") && document.querySelector("#chat .welcome h2");
    if (shown && !waited.useful) drawn("useful");
    if (waited.sent && !waited.words && answers() > waited.before) drawn("words");
  }).observe(document, { subtree: true, childList: true, characterData: true });
})()"""
QUESTIONS = (
    "How many complaints did the office receive in 2024?",
    "Who proposed the compromise of 48 hours?",
    "What did Professor Harrowgate ask of donors?",
    "What is a quiet notice?",
    "What recommendations did the working groups adopt?",
    "Who organised the conference?",
    "What did the delegation of Boztau say about the time limit?",
    "How far is the nearest legal aid office?",
    "When does the closing session begin?",
    "What did Saule Dosmagul say?",
)
_Row = tuple[str, float, float, str, str]


def measure(chosen: argparse.Namespace) -> Figures:
    """Serve the sample, open the page and ask; cold is a new browser profile and a server that has just started."""
    store = chosen.work / "first-words-store"
    Assistant.build(MATERIALS, store=store).close()
    runs, starts = (2, 1) if chosen.quick else (RUNS, STARTS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=_FLAGS)
        rows = list(_rows(browser, store, runs, starts))
        version = browser.version
        browser.close()
    columns = ("what", "p50", "worst", "unit", "required")
    notes = (f"Chromium {version}, 1280 × 800, on the machine that serves the sample. Load averages {load()}.",)
    return Figures(
        (Table("What a visitor waits for", columns, tuple(rows), notes),), {"rows": [list(row) for row in rows]}
    )


def _chromium() -> str:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("No Chromium on the path: install the package chromium.")
    return found


def _rows(browser: Browser, store: Path, runs: int, starts: int) -> Iterator[_Row]:
    first = [_after_start(browser, store) for _ in range(starts)]
    yield _row("first useful paint after the server's start", [paint for paint, _ in first], "≤ 1,500")
    with serving("--store", str(store), "--port", "0") as (_, address, _):
        wait_for(address)
        yield _row("first useful paint, new browser profile", [_new(browser, address) for _ in range(runs)], "≤ 1,500")
        with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
            page = _opened(context, address)
            yield _row("first useful paint, page known", [_again(page) for _ in range(runs)], "≤ 1,500")
            yield _row("first words of an answer", [_words(page, question) for question in QUESTIONS[:runs]], "≤ 300")
    yield _row("first words of the first answer after the start", [words for _, words in first], "≤ 300")


def _row(what: str, waited: Sequence[float], required: str) -> _Row:
    return what, median(waited), max(waited), "ms", required


def _after_start(browser: Browser, store: Path) -> tuple[float, float]:
    with serving("--store", str(store), "--port", "0") as (_, address, _):
        wait_for(address)
        with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
            page = _opened(context, address)
            return _waited(page, "useful"), _words(page, QUESTIONS[0])


def _new(browser: Browser, address: str) -> float:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        return _waited(_opened(context, address), "useful")


def _opened(context: BrowserContext, address: str) -> Page:
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(address)
    return page


def _again(page: Page) -> float:
    page.reload()
    return _waited(page, "useful")


def _words(page: Page, question: str) -> float:
    """Return the milliseconds between the key that sends a question and the first words that are seen of its answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    waited = _waited(page, "words") - _waited(page, "sent")
    page.locator('[data-testid="submit-button"]').wait_for()
    return waited


def _waited(page: Page, name: str) -> float:
    moment = page.wait_for_function("(name) => window.waited[name]", arg=name)
    return float(moment.json_value())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    sys.exit(main())
