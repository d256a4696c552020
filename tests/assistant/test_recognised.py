"""The words of scanned pages as the viewer asks for them: read once a page, a few at a time."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant import Assistant, Settings, recognised
from assistant.errors import Busy, NoPicture
from assistant.recognised import PageWord, Recognised
from assistant.viewing import DrawingLimits

pytestmark = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
ROWS = ("The bridge over the Sarysu will be rebuilt", "by the two districts before winter.")
QUOTE = " ".join(ROWS)


@pytest.fixture(scope="module")
def reader(compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over a scan and a note."""
    folder = tmp_path_factory.mktemp("scans")
    image = Image.new("L", (1240, 900), "white")
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 36)
    except OSError:
        pytest.skip("the font is not installed")
    for number, row in enumerate(ROWS):
        ImageDraw.Draw(image).text((120, 200 + 60 * number), row, font=font, fill="black")
    image.save(folder / "scan.png")
    (folder / "note.md").write_text("# Note\n\nThe ferry over the lake runs twice a day.\n", encoding="utf-8")
    settings = Settings(store=tmp_path_factory.mktemp("scans-store") / "store", cache=compiled_cache)
    with Assistant.build(folder, settings=settings) as opened:
        yield opened


def cited(reader: Assistant, quote: str) -> tuple[str, int, int]:
    passage = next(hit.passage for hit in reader.search(quote) if quote in hit.passage.text)
    start = passage.text.index(quote)
    return passage.id, start, start + len(quote)


def test_the_words_of_a_scan_are_read_and_the_lines_of_the_quote_marked(reader: Assistant) -> None:
    read = reader.page_words(*cited(reader, QUOTE))
    assert read is not None
    assert " ".join(word.text for word in read.words) == QUOTE
    first, second = read.marks
    assert first[1] < first[3] <= second[1] < second[3]
    assert first[0] == pytest.approx(120 / 1240, abs=0.005)
    assert reader.page_words("nothing", 0, 9) is None


def test_a_page_is_read_once_for_all_its_quotes(reader: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    passage, start, end = cited(reader, QUOTE)
    assert reader.page_words(passage, start, end)
    monkeypatch.setattr(recognised, "_read", None)
    shorter = reader.page_words(passage, start, start + len(ROWS[0]))
    assert shorter is not None
    assert len(shorter.marks) == 1


def test_what_has_no_pages_has_no_words(reader: Assistant) -> None:
    with pytest.raises(NoPicture):
        reader.page_words(*cited(reader, "The ferry over the lake runs twice a day."))


def test_beyond_those_that_may_wait_one_is_told_to_come_again(
    reader: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> recognised._Read:
        started.set()
        go_on.wait(20)
        return recognised._Read((PageWord("a", 1.0, (0, 0, 1, 1)),), lambda *_: ())

    monkeypatch.setattr(recognised, "_read", slow)
    passage_id, start, end = cited(reader, QUOTE)
    with reader._using() as index:
        passage = index.neighbours(passage_id, before=0, after=0)[0]
        busy = Recognised(DrawingLimits(together=1, waiting=0, seconds=0.1))
        first = threading.Thread(target=busy.words, args=(index, passage, start, end, None))
        first.start()
        started.wait(20)
        with pytest.raises(Busy):
            busy.words(index, passage, start, end, None)
        go_on.set()
        first.join(20)
        assert busy.words(index, passage, start, end, None).words[0].text == "a"
