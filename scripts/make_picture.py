"""Takes the picture of the page at the top of the README: the real chat over the sample conference, in a real browser.

    python scripts/make_picture.py [docs/chat.png]

Needs the test extras (playwright) and a Chromium on the path.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

QUESTION = "Which recommendation was left out because two delegations could not commit to a date?"
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()


def main() -> None:
    """Start the chat in an empty folder, ask, open the source, take the picture, stop the chat."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/chat.png").resolve()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "assistant", "chat", "--port", str(port), "--store", f"{folder}/store"]
        environment = {**os.environ, "PYTHONPATH": os.getcwd()}
        chat = subprocess.Popen(command, cwd=folder, env=environment)  # noqa: S603 - our own command
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            take(f"http://127.0.0.1:{port}/", target)
        finally:
            chat.terminate()
            chat.wait()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 120) -> None:
    """Return when the page answers. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"{address} does not answer")


def browser_path() -> str | None:
    """Return where Chromium is, None where there is none on the path."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def take(address: str, target: Path) -> None:
    """Ask the question, open its first source, and write the page as a PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 760}, device_scale_factor=1.5)
        page.goto(address)
        page.get_by_role("textbox").first.fill(QUESTION)
        page.keyboard.press("Enter")
        chip = page.locator("a.cite").first
        chip.click(timeout=20_000)
        page.locator("mark").first.wait_for()
        page.locator("#source img").wait_for()
        page.wait_for_timeout(1_500)  # the panel slides in, the page is drawn
        page.screenshot(path=str(target))
        browser.close()


if __name__ == "__main__":
    main()
