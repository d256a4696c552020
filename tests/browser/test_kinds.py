"""A passage of every kind of source, opened by its link: the very words are marked and in sight, with what belongs to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import docx
import openpyxl
import pptx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
FILLER = "The conference of the valley lasted two days and had many guests. " * 30
# Of each file the words to be marked, and what must stand beside them.
KINDS = {
    "slides.pptx": ("The delegates adopted eleven slides of recommendations.", "Slide 2"),
    "notes.pptx": ("Remember to thank the interpreters from Orlen.", "Notes"),
    "minutes.docx": ("The committee met on the ferry to Brevik.", "Minutes"),
    "roads.html": ("The bridge at Sundal was opened by three mayors.", "Bridges"),
    "plan.md": ("The tunnel below Hemsedal stays closed until spring.", "Tunnels"),
    "remarks.txt": ("Nobody objected to the budget of the harbour.", "remarks.txt"),
    "session.vtt": ("Our lighthouse keepers need a pension.", "Ingrid Vang"),
    "costs.xlsx": ("Lantern oil", "costs.xlsx"),
    "message.eml": ("The keys of the archive lie with the porter.", "message.eml"),
}


def write(folder: Path) -> None:
    """Write a file of each kind, what is to be marked far below the beginning where the kind allows it."""
    said = {name: words for name, (words, _) in KINDS.items()}
    for name, noted in (("slides.pptx", ""), ("notes.pptx", said["notes.pptx"])):
        slides = pptx.Presentation()
        for text in ("The valley", "Orlen was praised." if noted else said[name]):
            slide = slides.slides.add_slide(slides.slide_layouts[1])
            slide.shapes.title.text, slide.placeholders[1].text = "Results of the valley", text
            slide.notes_slide.notes_text_frame.text = noted if text != "The valley" else ""
        slides.save(str(folder / name))
    document = docx.Document()
    for heading, text in (("Welcome", FILLER), ("Minutes", said["minutes.docx"])):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    document.save(str(folder / "minutes.docx"))
    page = f"<h1>Roads</h1><p>{FILLER}</p><h2>Bridges</h2><p>{said['roads.html']}</p>"
    (folder / "roads.html").write_text(f"<!doctype html><title>Roads</title>{page}", encoding="utf-8")
    (folder / "plan.md").write_text(f"# Plan\n\n{FILLER}\n\n## Tunnels\n\n{said['plan.md']}\n", encoding="utf-8")
    (folder / "remarks.txt").write_text(f"{FILLER}\n\n{said['remarks.txt']}\n", encoding="utf-8")
    cues = f"00:01.000 --> 00:09.000\n<v Olav Berg>{FILLER[:200]}\n\n01:05.000 --> 01:09.000\n<v Ingrid Vang>{said['session.vtt']}"
    (folder / "session.vtt").write_text(f"WEBVTT\n\n{cues}\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (("Item", "Paid by"), ("Rope", "The harbour of Brevik"), (said["costs.xlsx"], "The town of Sundal")):
        book.active.append(row)
    book.save(folder / "costs.xlsx")
    message = EmailMessage()
    message["Subject"], message["From"] = "The archive", "clerk@example.org"
    message.set_content(f"{FILLER}\n\n{said['message.eml']}\n")
    (folder / "message.eml").write_bytes(bytes(message))


@pytest.fixture(scope="module")
def kinds(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over a file of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "materials").mkdir()
    write(folder / "materials")
    store, materials = str(folder / "store"), str(folder / "materials")
    with serving("-m", "assistant", "chat", "--port", "0", "--store", store, "--materials", materials) as address:
        yield address


def place(address: str, source: str, words: str) -> str:
    """Return the address within the page of these words of a file."""
    body = json.dumps({"query": words, "limit": 8, "where": {"document": source}}).encode()
    request = Request(f"{address}/v1/search", body, {"Content-Type": "application/json"})  # noqa: S310 - this machine's own
    with urlopen(request, timeout=60) as reply:  # noqa: S310 - as above
        found = json.load(reply)
    hits = found["hits"] if isinstance(found, dict) and "hits" in found else found
    hit = next(hit for hit in hits if words in hit["text"])
    start = hit["text"].index(words)
    return f"#cite-{quote(hit['passage_id'], safe='')}-{start}-{start + len(words)}"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_words_of_every_kind_of_source_are_marked_in_sight(browser: Browser, kinds: str, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 760}, locale="en-GB") as context:
        for source, (words, beside) in KINDS.items():
            page = context.new_page()
            page.goto(f"{kinds}/{place(kinds, source, words)}")
            mark = page.locator("#source mark")
            expect(mark).to_have_text(words)
            expect(mark).to_be_in_viewport(ratio=1)
            expect(page.locator("#source")).to_contain_text(beside, ignore_case=True)
            page.close()
