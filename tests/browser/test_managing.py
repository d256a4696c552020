"""Signing in, and keeping the materials from the page while others ask."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.accounts import add_account
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser

PASSWORD = " ".join(["correct", "horse", "battery"])
FERRIES = "The harbour of Aktau has seven ferries and two cranes."
SPEECH = "Aigerim Seitkali opened the meeting. The river commission will build forty new gauging stations by 2034."


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one file."""
    folder = tmp_path_factory.mktemp("materials")
    (folder / "speech.txt").write_text(SPEECH, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def own(browser: Browser, materials: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over that folder, without accounts."""
    store = tmp_path_factory.mktemp("own") / "store"
    command = ("-m", "assistant", "chat", "--port", "0", "--store", str(store), "--materials", str(materials))
    with serving(*command) as address:
        yield address


@pytest.fixture
def guarded(browser: Browser, materials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the page over that folder, with an operator and a reader."""
    add_account(tmp_path / "accounts.json", "anna", PASSWORD, operator=True)
    add_account(tmp_path / "accounts.json", "bolat", PASSWORD)
    monkeypatch.setenv("AIDE_MEMOIRE_ACCOUNTS", str(tmp_path / "accounts.json"))
    command = (
        "-m",
        "assistant",
        "chat",
        "--port",
        "0",
        "--store",
        str(tmp_path / "store"),
        "--materials",
        str(materials),
    )
    with serving(*command) as address:
        yield address


def opened(page: Page, address: str, tab: str = "Ask") -> Page:
    page.goto(address)
    page.get_by_label("Your question").wait_for()
    page.get_by_role("tab", name=tab).click()
    return page


def ask(page: Page, question: str) -> None:
    field = page.get_by_label("Your question")
    field.fill(question)
    field.press("Enter")


def serious(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in found if fault["impact"] in {"serious", "critical"}
    ]


def test_the_index_is_rebuilt_with_its_progress_in_sight_while_another_visitor_asks(
    browser: Browser, own: str, materials: Path
) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        operator, reader = opened(one.new_page(), own, "Documents"), opened(other.new_page(), own)
        desk = operator.get_by_role("region", name="Keep the materials")
        chosen = [{"name": "ferries.txt", "mimeType": "text/plain", "buffer": FERRIES.encode()}]
        for number in range(30):
            lines = [f"Paragraph {line} of report {number} tells of canal {line * 7 + number}." for line in range(60)]
            text = "\n\n".join(lines).encode()
            chosen.append({"name": f"report-{number}.txt", "mimeType": "text/plain", "buffer": text})
        desk.get_by_label("choose files").last.set_input_files(chosen)  # type: ignore[arg-type]
        expect(desk.get_by_text("31 changed since the index was built")).to_be_visible(timeout=20_000)
        desk.get_by_role("button", name="Rebuild the index").click()
        expect(desk.get_by_role("progressbar")).to_be_visible()
        expect(desk.get_by_text("of 31 files")).to_be_visible(timeout=30_000)
        ask(reader, "How many gauging stations will the river commission build?")
        expect(reader.get_by_test_id("bot")).to_contain_text("forty new gauging stations", timeout=30_000)
        expect(desk.get_by_text("The new index is in use.")).to_be_visible(timeout=120_000)
        expect(desk.get_by_text("31 added · 1 unchanged · 0 skipped")).to_be_visible()
        expect(operator.get_by_role("cell", name="ferries.txt")).to_be_visible()
        reader.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(reader.get_by_text("The documents have been updated")).to_be_visible(timeout=20_000)
        ask(reader, "How many ferries has the harbour of Aktau?")
        expect(reader.get_by_test_id("bot").last).to_contain_text(FERRIES, timeout=30_000)
        assert serious(operator) == []


def test_a_file_is_dropped_replaced_only_when_asked_and_removed(browser: Browser, own: str, materials: Path) -> None:
    with browser.new_context() as context:
        page = opened(context.new_page(), own, "Documents")
        desk = page.get_by_role("region", name="Keep the materials")
        content = base64.b64encode(b"Other words.").decode()
        transfer = page.evaluate_handle(
            "content => { const held = new DataTransfer();"
            "held.items.add(new File([atob(content)], 'speech.txt')); return held; }",
            content,
        )
        desk.dispatch_event("drop", {"dataTransfer": transfer})
        expect(desk.get_by_text("There is a file speech.txt already.")).to_be_visible()
        assert (materials / "speech.txt").read_text(encoding="utf-8") == SPEECH
        desk.get_by_role("button", name="Replace speech.txt").click()
        expect(desk.get_by_text("speech.txt: added")).to_be_visible()
        assert (materials / "speech.txt").read_text(encoding="utf-8") == "Other words."
        (materials / "speech.txt").write_text(SPEECH, encoding="utf-8")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("link", name="Speech", exact=True).click()
        page.get_by_role("button", name="Remove from the materials").click()
        expect(desk.get_by_text("speech.txt: removed")).to_be_visible()
        assert not (materials / "speech.txt").exists()
        (materials / "speech.txt").write_text(SPEECH, encoding="utf-8")


def test_nothing_is_seen_before_signing_in_and_only_an_operator_keeps_the_materials(
    browser: Browser, guarded: str
) -> None:
    with browser.new_context() as one, browser.new_context() as other:
        page = one.new_page()
        page.goto(guarded)
        expect(page).to_have_url(f"{guarded}/sign-in")
        assert serious(page) == []
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill("wrong password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("The name or the password is not right.")
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_label("Your question").wait_for()
        ask(page, "How many gauging stations will the river commission build?")
        expect(page.get_by_test_id("bot")).to_contain_text("forty new gauging stations", timeout=30_000)
        page.get_by_role("tab", name="Documents").click()
        expect(page.get_by_role("button", name="Rebuild the index")).to_be_visible()
        reader = other.new_page()
        reader.goto(guarded)
        reader.get_by_label("Name").fill("bolat")
        reader.get_by_label("Password").fill(PASSWORD)
        reader.keyboard.press("Enter")
        reader.get_by_label("Your question").wait_for()
        opened(reader, guarded, "Documents")
        expect(reader.get_by_role("link", name="Speech", exact=True)).to_be_visible()
        expect(reader.get_by_role("button", name="Rebuild the index")).to_have_count(0)
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        page.goto(guarded)
        expect(page).to_have_url(f"{guarded}/sign-in")
