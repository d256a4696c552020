"""Takes a picture of each view of the chat, light, dark, wide, on phones, in three languages: `make screenshots`.

    python scripts/make_screenshots.py [build/screenshots] [--only card,source-pdf] [--screens light,phone]

They are taken to be looked at. The page is served over the sample conference and a file of each kind that it lacks. Needs
the test extras (playwright) and a Chromium on the path; the scan needs Tesseract.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from make_picture import FLAGS, browser_path, free_port, wait_for
from playwright.sync_api import Browser, sync_playwright
from screenshot_files import write_files
from screenshot_views import SIGNING, VIEWS, Show

from assistant.accounts import add_account
from corpus.sample import MATERIALS

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SCREENS = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "wide": {"viewport": {"width": 2560, "height": 1300}},
    "phone": PHONE,
    "phone-dark": PHONE | {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "russian": {"viewport": {"width": 1280, "height": 800}, "locale": "ru-RU"},
    "kazakh": PHONE | {"locale": "kk-KZ"},
}


def main() -> None:
    """Serve the page with and without accounts, and take every view on every screen."""
    chosen = _chosen()
    target = Path(chosen.target).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        materials = _materials(Path(folder))
        with serving(Path(folder), materials) as address:
            taken = take_all(browser, address, VIEWS, chosen, target)
        accounts = Path(folder) / "accounts.json"
        add_account(accounts, "anna", "a password to look at")
        with serving(Path(folder), materials, AIDE_MEMOIRE_ACCOUNTS=str(accounts)) as address:
            taken += take_all(browser, address, SIGNING, chosen, target)
        browser.close()
    sys.stdout.write(f"{taken} pictures in {target}\n")


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="?", default="build/screenshots")
    for option, names in (("--only", [*VIEWS, *SIGNING]), ("--screens", list(SCREENS))):
        parser.add_argument(option, default=",".join(names), help=f"of {', '.join(names)}; all by default")
    return parser.parse_args()


def _materials(folder: Path) -> Path:
    """Copy the sample, so that it may be changed, and add what it has no example of."""
    materials = folder / "materials"
    materials.mkdir()
    for path in sorted(MATERIALS.rglob("*")):
        copy = materials / path.relative_to(MATERIALS)
        if path.is_dir():
            copy.mkdir()
        else:
            copy.write_bytes(path.read_bytes())
    write_files(materials)
    return materials


@contextmanager
def serving(folder: Path, materials: Path, **settings: str) -> Iterator[str]:
    """Serve the page over the materials; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "assistant", "chat", "--port", str(port), "--store", f"{folder}/store"]
    environment = {
        **os.environ,
        "PYTHONPATH": os.getcwd(),
        "AIDE_MEMOIRE_QUESTIONS_A_MINUTE": "0",  # one visitor looks at everything
        **settings,
    }
    chat = subprocess.Popen([*command, "--materials", str(materials)], env=environment)  # noqa: S603 - our own command
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        chat.terminate()
        chat.wait()


def take_all(browser: Browser, address: str, views: dict[str, Show], chosen: argparse.Namespace, target: Path) -> int:
    """Take the chosen ones of these views on the chosen screens; returns how many pictures there are now."""
    wanted: Sequence[str] = [name for name in views if name in chosen.only.split(",")]
    screens = [screen for screen in SCREENS if screen in chosen.screens.split(",")]
    for name in wanted:  # those that change the materials come last, for every screen
        for screen in screens:
            take(browser, address, screen, views[name], target / f"{name}-{screen}.png")
    return len(screens) * len(wanted)


def take(browser: Browser, address: str, screen: str, show: Show, target: Path) -> None:
    """Open the page on a screen, bring a view about, and write it as a PNG."""
    with browser.new_context(**SCREENS[screen]) as context:  # type: ignore[arg-type] # options of several kinds
        page = context.new_page()
        page.goto(address)
        page.locator("#question textarea, form").first.wait_for()
        show(page)
        page.wait_for_timeout(700)  # what slides in has done so
        page.screenshot(path=str(target))


if __name__ == "__main__":
    main()
