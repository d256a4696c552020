"""Takes a picture of each view of the chat, light, dark and on a phone, to be looked at: `make screenshots`.

    python scripts/make_screenshots.py [build/screenshots]

The page is served over the sample conference. Needs the test extras (playwright) and a Chromium on the path.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from make_picture import FLAGS, browser_path, free_port, wait_for
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.accounts import add_account
from corpus.sample import MATERIALS

QUESTION = "What did Professor Harrowgate ask of donors?"
REFUSED = "What did Amira Stellbrook say about bail?"
SCREENS = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "wide": {"viewport": {"width": 2560, "height": 1300}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"},
    "russian": {"viewport": {"width": 1280, "height": 800}, "locale": "ru-RU"},
    "kazakh": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "locale": "kk-KZ"},
}


def main() -> None:
    """Serve the page with and without accounts, and take every view on every screen."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "build/screenshots").resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        with serving(Path(folder)) as address:
            for screen in SCREENS:
                for name, show in VIEWS.items():
                    take(browser, address, screen, show, target / f"{name}-{screen}.png")
        accounts = Path(folder) / "accounts.json"
        add_account(accounts, "anna", "a password to look at")
        with serving(Path(folder), AIDE_MEMOIRE_ACCOUNTS=str(accounts)) as address:
            for screen in SCREENS:
                take(
                    browser,
                    address,
                    screen,
                    lambda page: page.locator("form").wait_for(),
                    target / f"sign-in-{screen}.png",
                )
        browser.close()
    sys.stdout.write(f"{len(SCREENS) * (len(VIEWS) + 1)} pictures in {target}\n")


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """Serve the page over a copy of the sample that may be changed; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "assistant", "chat", "--port", str(port), "--store", f"{folder}/store"]
    materials = folder / "materials"
    if not materials.exists():
        materials.mkdir()
        for path in sorted(MATERIALS.rglob("*")):
            copy = materials / path.relative_to(MATERIALS)
            if path.is_dir():
                copy.mkdir()
            else:
                copy.write_bytes(path.read_bytes())
        (materials / "scan.pdf").write_bytes(b"%PDF-1.4 damaged")
    environment = {**os.environ, "PYTHONPATH": os.getcwd(), **settings}
    chat = subprocess.Popen([*command, "--materials", str(materials)], env=environment)  # noqa: S603 - our own command
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        chat.terminate()
        chat.wait()


def take(browser: Browser, address: str, screen: str, show: Callable[[Page], None], target: Path) -> None:
    """Open the page on a screen, bring a view about, and write it as a PNG."""
    context = browser.new_context(**SCREENS[screen])  # type: ignore[arg-type] # options of several kinds
    page = context.new_page()
    page.goto(address)
    page.locator("#question textarea, form").first.wait_for()
    show(page)
    page.wait_for_timeout(1_200)  # what slides in has done so
    page.screenshot(path=str(target))
    context.close()


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the end of the reply."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator('[data-testid="bot"] :is(.sources, .refusal)').first.wait_for()


def answer(page: Page) -> None:
    """Show an answer."""
    ask(page, QUESTION)


def source(page: Page) -> None:
    """Show an answer with the page that it quotes."""
    ask(page, QUESTION)
    page.locator("a.cite").first.click()
    page.locator("#source img.loaded").wait_for()


def refusal(page: Page) -> None:
    """Show a refusal."""
    ask(page, REFUSED)


def documents(page: Page) -> None:
    """Show the documents."""
    page.locator('[role="tab"][data-tab-id="documents"]').click()
    page.locator("#materials tr").first.wait_for()


def document(page: Page) -> None:
    """Show one document."""
    documents(page)
    page.locator("#materials td a").nth(2).click()
    page.locator("#materials .one").wait_for()


VIEWS: dict[str, Callable[[Page], None]] = {
    "first": lambda _: None,
    "answer": answer,
    "source": source,
    "refusal": refusal,
    "documents": documents,
    "document": document,
}


if __name__ == "__main__":
    main()
