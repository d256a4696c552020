"""Pages as pictures: the cited one with its quote marked, its neighbours, and why there may be none."""

from __future__ import annotations

import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings, viewing
from assistant.errors import Busy, NoPicture
from assistant.viewing import DrawingLimits, PagePicture, Pictures
from corpus import Passage
from index import Index
from tests.corpus.readers.pdf_files import LINE, TOP, lines, make

HEIGHT = 842
FIRST = ("The commission visited the northern districts in May.", "It met the mayors of nine towns there.")
SECOND = ("The bridge over the Sarysu will be rebuilt by 2033.", "Its cost is shared by the two districts.")
BRIDGE = SECOND[0]
DRAWN = PagePicture(b"x" * 100, 60, 80, 1, 1, ())


@pytest.fixture(scope="module")
def materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("materials")
    make(folder / "report.pdf", lines(*FIRST), lines(*SECOND))
    (folder / "note.md").write_text("# Note\n\nThe ferry over the lake runs twice a day in summer.\n", encoding="utf-8")
    make(folder / "inner.pdf", lines("The tunnel below the pass was closed in 2029."))
    with zipfile.ZipFile(folder / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "inner.pdf", "inner.pdf")
    (folder / "inner.pdf").unlink()
    return folder


@pytest.fixture(scope="module")
def reader(materials: Path, compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    store = tmp_path_factory.mktemp("pages") / "store"
    with Assistant.build(materials, settings=Settings(store=store, cache=compiled_cache)) as opened:
        yield opened


def cited(reader: Assistant, quote: str) -> tuple[str, int, int]:
    """Return the passage that holds a quote, and where in it."""
    passage = next(hit.passage for hit in reader.search(quote) if quote in hit.passage.text)
    start = passage.text.index(quote)
    return passage.id, start, start + len(quote)


def test_the_page_of_a_quote_is_drawn_with_the_quote_marked(reader: Assistant) -> None:
    picture = reader.page(*cited(reader, BRIDGE))
    assert picture is not None
    assert (picture.number, picture.pages) == (2, 2)
    ((left, upper, right, lower),) = picture.marks
    assert left == pytest.approx(80 / 595, abs=0.002)
    assert upper < 1 - TOP / HEIGHT < lower < upper + 2 * LINE / HEIGHT
    assert right < 0.7


def test_a_neighbour_of_the_page_has_no_mark(reader: Assistant) -> None:
    picture = reader.page(*cited(reader, BRIDGE), number=1)
    assert picture is not None
    assert (picture.number, picture.marks) == (1, ())
    with pytest.raises(NoPicture, match="no page 3"):
        reader.page(*cited(reader, BRIDGE), number=3)


def test_only_a_pdf_or_an_image_in_the_folder_itself_has_pages(reader: Assistant) -> None:
    for quote, pictured in ((BRIDGE, True), ("The ferry over the lake", False), ("The tunnel below the pass", False)):
        name, start, end = cited(reader, quote)
        context = reader.context(name)
        assert context is not None
        assert context.pictured is pictured
        if not pictured:
            with pytest.raises(NoPicture) as refused:
                reader.page(name, start, end)
            assert refused.value.reason == "unsupported"


def test_an_unknown_passage_has_no_page(reader: Assistant) -> None:
    assert reader.page("nothing", 0, 1) is None


def test_offsets_outside_the_passage_are_drawn_in(reader: Assistant) -> None:
    picture = reader.page(cited(reader, BRIDGE)[0], -5, 10**9)
    assert picture is not None
    assert picture.marks


def test_a_file_that_changed_or_is_gone_has_no_page(materials: Path, compiled_cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(materials, folder)
    settings = Settings(store=tmp_path / "store", cache=compiled_cache)
    with Assistant.build(folder, settings=settings) as reader:
        place = cited(reader, BRIDGE)
        make(folder / "report.pdf", lines("Something else."), lines(BRIDGE))
        for change in (lambda: None, (folder / "report.pdf").unlink):
            change()
            with pytest.raises(NoPicture, match="index the folder again") as refused:
                reader.page(*place)
            assert refused.value.reason == "changed"
        shutil.rmtree(folder)
        with pytest.raises(NoPicture, match="no file or folder"):
            reader.page(*place)


@pytest.fixture
def bridge(reader: Assistant) -> Iterator[tuple[Index, Passage, int, int]]:
    name, start, end = cited(reader, BRIDGE)
    context = reader.context(name)
    assert context is not None
    opened = Index.open(reader.settings.store, choice=reader.settings.embedding)
    yield opened, context.passages[context.position], start, end
    opened.close()


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Replace the drawing by one that notes the numbers of the pages."""
    drawn: list[int] = []

    def draw(_: Index, __: Passage, ___: int, ____: int, number: int) -> PagePicture:
        drawn.append(number)
        return DRAWN

    monkeypatch.setattr(viewing, "_drawn", draw)
    return drawn


def test_the_latest_pages_are_kept_and_no_more_than_there_is_room_for(
    bridge: tuple[Index, Passage, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = counting(monkeypatch)
    pictures = Pictures(DrawingLimits(kept=250))
    for number in (1, 2, 1, 3, 1, 2):
        pictures.page(*bridge, number)
    assert drawn == [1, 2, 3, 2], "page 1 was used again each time, page 2 made room for page 3"


def test_more_pages_at_once_than_may_wait_are_refused(
    bridge: tuple[Index, Passage, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def draw(*_: object) -> PagePicture:
        begun.set()
        assert go_on.wait(20)
        return DRAWN

    monkeypatch.setattr(viewing, "_drawn", draw)
    pictures = Pictures(DrawingLimits(together=1, waiting=1, seconds=0.05))
    first = threading.Thread(target=pictures.page, args=(*bridge, 1))
    first.start()
    assert begun.wait(20)
    with pytest.raises(Busy) as late:
        pictures.page(*bridge, 2)
    assert (late.value.reason, late.value.seconds) == ("busy", 2)
    full = Pictures(DrawingLimits(together=1, waiting=0, seconds=60))
    second = threading.Thread(target=full.page, args=(*bridge, 1))
    begun.clear()
    second.start()
    assert begun.wait(20)
    with pytest.raises(Busy):
        full.page(*bridge, 2)
    go_on.set()
    first.join()
    second.join()
    assert pictures.page(*bridge, 2) == DRAWN, "a turn that was refused is given back"


@pytest.fixture
def offering(reader: Assistant) -> Iterator[Assistant]:
    settings = reader.settings.model_copy(update={"downloads": True})
    with Assistant.open(settings=settings) as opened:
        yield opened


def test_a_file_is_offered_only_where_the_settings_say_so(
    reader: Assistant, offering: Assistant, materials: Path
) -> None:
    passage, *_ = cited(reader, BRIDGE)
    plain, offered = reader.context(passage), offering.context(passage)
    assert plain is not None
    assert offered is not None
    assert (plain.offered, reader.original(passage)) == (False, None)
    assert (offered.offered, offering.original(passage)) == (True, materials / "report.pdf")


def test_a_file_inside_another_and_an_unknown_passage_are_not_offered(offering: Assistant) -> None:
    assert offering.original(cited(offering, "The tunnel below the pass was closed in 2029.")[0]) is None
    assert offering.original("nobody") is None


def test_a_file_that_has_changed_since_is_not_offered(offering: Assistant, materials: Path) -> None:
    note = materials / "note.md"
    before = note.read_bytes()
    passage, *_ = cited(offering, "The ferry over the lake runs twice a day in summer.")
    try:
        note.write_bytes(before + b"More.")
        with pytest.raises(NoPicture) as caught:
            offering.original(passage)
    finally:
        note.write_bytes(before)
    assert caught.value.reason == "changed"
