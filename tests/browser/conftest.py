"""A running page and a Chromium in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Return where Chromium is; skip the test where there is none, or fail it when CI is set."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    message = "no Chromium found: install the package chromium"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def serving(*command: str) -> Iterator[str]:
    """Run a program that serves the page until the block ends; gives the address that it printed."""
    program = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _address(program)
    finally:
        program.send_signal(signal.SIGINT)
        try:
            program.wait(20)
        finally:
            program.kill()
            program.stdout.close()  # type: ignore[union-attr] # it is piped above
    assert program.returncode == 0, f"Ctrl-C ended {command} with status {program.returncode}"


def _address(program: subprocess.Popen[str]) -> str:
    lines = []
    for line in program.stdout or ():
        lines.append(line)
        if found := re.search(r"http://[\w.\[\]:]+", line):
            return found[0]
    raise AssertionError(f"the page did not start: {''.join(lines)}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def scripted(browser: Browser) -> Iterator[str]:
    """The address of the page over the scripted assistant."""
    with serving(str(Path(__file__).with_name("scripted.py"))) as address:
        yield address


@pytest.fixture(scope="session")
def served_store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the packaged sample in which opinions may be kept."""
    return Path(shutil.copytree(sample_store, tmp_path_factory.mktemp("served") / "store"))


@pytest.fixture(scope="session")
def sample(browser: Browser, served_store: Path) -> Iterator[str]:
    """The address of the page over the packaged sample, as `aide-memoire chat` serves it."""
    with serving("-m", "assistant", "chat", "--port", "0", "--store", str(served_store)) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor with a laptop's window, whom the browser does not know yet."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield context


@pytest.fixture
def page(visit: BrowserContext, scripted: str) -> Page:
    """The page, opened by that visitor."""
    page = visit.new_page()
    page.goto(scripted)
    page.get_by_label("Your question").wait_for()
    return page
