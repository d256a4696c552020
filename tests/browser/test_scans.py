"""Scans in the source panel: the page, the quote marked where recognition read it, and the words it was unsure of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.asking import ask
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
WIDTH, HEIGHT, TOP, LINE = 1240, 1754, 700, 70
ROWS = {
    "eng": (
        "The ferry across the lake of Tauly",
        "was paid for by nine harbour towns.",
        "It runs twice a day in summer.",
    ),
    "rus": ("Паром через озеро оплатили девять", "портовых городов долины.", "Летом он ходит дважды в день."),
    "kaz": ("Көлдегі паромның ақысын тоғыз", "кемежай қаласы төледі.", "Жазда ол күніне екі рет жүреді."),
}
ASKED = {
    "eng": ("Who paid for the ferry across the lake of Tauly?", "en-GB", "words read from the image"),
    "rus": ("Кто оплатил паром через озеро?", "ru-RU", "С изображения прочитано"),
    "kaz": ("Көлдегі паромның ақысын кім төледі?", "kk-KZ", "Суреттен"),
}


def scanned(path: Path, rows: tuple[str, ...]) -> None:
    """Write a page as a scanner leaves it."""
    image = Image.new("L", (WIDTH, HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype("DejaVuSans.ttf", 38)
    for number, row in enumerate(rows):
        pen.text((140, TOP + LINE * number), row, font=font, fill="black")
    image.save(path, "PDF", resolution=150)


@pytest.fixture(scope="module")
def scans(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the page over scans in the languages that Tesseract has here."""
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    folder = tmp_path_factory.mktemp("scans")
    (folder / "materials").mkdir()
    try:
        for language in set(ROWS) & set(pytesseract.get_languages()):
            scanned(folder / "materials" / f"{language}.pdf", ROWS[language])
    except OSError:
        pytest.skip("the font is not installed")
    store, materials = str(folder / "store"), str(folder / "materials")
    with serving("-m", "assistant", "chat", "--port", "0", "--store", store, "--materials", materials) as address:
        yield address


def boxes(page: Page, selector: str) -> list[tuple[float, float, float, float]]:
    """Return where elements stand on the page's picture, as shares of it."""
    paper = page.locator("#source .paper img").bounding_box()
    assert paper is not None
    found = [box for element in page.locator(selector).all() if (box := element.bounding_box())]
    placed = [
        ((box["x"] - paper["x"]) / paper["width"], (box["y"] - paper["y"]) / paper["height"], box) for box in found
    ]
    return [(x, y, x + box["width"] / paper["width"], y + box["height"] / paper["height"]) for x, y, box in placed]


@pytest.mark.parametrize("language", ROWS)
def test_a_scan_shows_the_quote_on_its_page_and_the_words_that_were_read(
    browser: Browser, scans: str, language: str
) -> None:
    if language not in pytesseract.get_languages():
        pytest.skip(f"Tesseract has no {language}")
    question, locale, counted = ASKED[language]
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale) as context:
        page = context.new_page()
        page.goto(scans)
        field = page.locator("#question textarea")
        field.fill(question)
        field.press("Enter")
        page.locator("a.cite").first.click()
        expect(page.locator("#source .paper.scanned img")).to_have_class("loaded", timeout=30_000)
        expect(page.locator("#source .said")).to_contain_text(counted, timeout=60_000)
        expect(page.locator("#source .line").first).to_be_in_viewport(ratio=1)
        quote = page.locator("#source mark").inner_text()
        number, row = next((number, row) for number, row in enumerate(ROWS[language]) if row in quote)
        marked = boxes(page, "#source .line")[number if ROWS[language][0] in quote else 0]
        font = ImageFont.truetype("DejaVuSans.ttf", 38)
        assert marked[0] == pytest.approx(140 / WIDTH, abs=0.015)
        assert marked[2] == pytest.approx((140 + font.getlength(row)) / WIDTH, abs=0.015)
        letters = (TOP + LINE * number + 22) / HEIGHT
        assert marked[1] < letters < marked[3] < marked[1] + LINE / HEIGHT
        assert page.locator("#source .word").count() >= sum(len(row.split()) for row in ROWS[language])


def test_a_word_that_recognition_is_unsure_of_says_how_unsure(visit: BrowserContext, scripted: str) -> None:
    page = visit.new_page()
    page.goto(f"{scripted}/#cite-comm-2-0-20")
    unsure = page.get_by_role("img", name="“<b>stations</b>”: read with 62 % confidence")
    expect(unsure).to_be_visible()
    expect(unsure).to_have_text("62\u202f%")
    expect(page.locator("#source .said")).to_have_text("2 words read from the image; unsure: 1")
    expect(page.locator("#source .word")).to_have_count(2)
    expect(page.get_by_role("img", name="Page 2 of 7; the quote is marked")).to_have_count(1)
    page.locator("#source h2").press("ArrowRight")
    expect(page.locator("#source .bar span")).to_have_text("Page 3 of 7")
    expect(page.locator("#source .said")).to_have_count(0)


def test_a_phone_shows_the_words_of_a_scan_too(browser: Browser, scans: str) -> None:
    if "eng" not in pytesseract.get_languages():
        pytest.skip("Tesseract has no English")
    with browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(scans)
        page.get_by_label("Your question").wait_for()
        ask(page, ASKED["eng"][0]).locator("a.cite").first.tap()
        expect(page.locator("#source .said")).to_contain_text("words read", timeout=60_000)
        expect(page.locator("#source .line").first).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
