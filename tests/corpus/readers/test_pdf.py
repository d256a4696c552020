"""The PDF reader, on files drawn here."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from corpus.documents import BlockKind
from corpus.errors import CorpusError, Reason, Refused, Unreadable
from corpus.limits import Limits
from corpus.readers import pdf, recognition
from tests.corpus.readers.pdf_files import (
    FULL,
    LINE,
    TOP,
    Draw,
    lines,
    make,
    pages_of,
    texts,
    together,
    with_glyph_names,
)

NUMBERS = ("one", "two", "three", "four", "five", "six")


def test_lines_become_one_paragraph_with_its_page(tmp_path: Path) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Nothing here."), lines(*FULL)))
    assert texts(reading) == ["Nothing here.", " ".join(FULL)]
    assert [pages_of(block) for block in reading.blocks] == [[1], [2]]
    assert reading.pages == 2


def test_page_labels_are_kept_beside_physical_numbers(tmp_path: Path) -> None:
    def labelled(canvas: Canvas) -> None:
        canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
        canvas.addPageLabel(1, style="ARABIC", start=1)
        lines("The preface thanks the hosts.")(canvas)

    reading = pdf.read(make(tmp_path / "a.pdf", labelled, lines("The first chapter begins here.")))
    assert [(block.location.page, block.location.page_label) for block in reading.blocks] == [(1, "i"), (2, "1")]


def test_a_paragraph_over_a_page_break_is_one_block_with_an_anchor_for_each_page(tmp_path: Path) -> None:
    first, second = FULL[:2], FULL[2:]
    reading = pdf.read(make(tmp_path / "a.pdf", lines(*first, top=140), lines(*second, top=760)))
    (block,) = reading.blocks
    assert block.text == " ".join(FULL)
    assert pages_of(block) == [1, 2]
    assert block.text[block.anchors[1].offset :] == second[0]


def test_a_finished_paragraph_does_not_run_over_the_page_break(tmp_path: Path) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", lines(*FULL, top=150), lines("Norway spoke next.", top=760)))
    assert texts(reading) == [" ".join(FULL), "Norway spoke next."]


def test_a_numbered_recommendation_over_a_page_break_stays_whole_and_the_next_one_apart(tmp_path: Path) -> None:
    first = ("63.12. Continue its work to refine the laws that protect children, in order to step up the", "legal")
    second = ("protection of children (Kyrgyzstan);", "63.13. Ratify the Convention (Norway).")
    reading = pdf.read(make(tmp_path / "a.pdf", lines(*first, top=120), lines(*second, top=760)))
    assert texts(reading, BlockKind.LIST_ITEM) == [" ".join((*first, second[0])), second[1]]
    assert [pages_of(block) for block in reading.blocks] == [[1, 2], [2]]


def test_list_labels_begin_items_and_bullets_lose_their_glyph(tmp_path: Path) -> None:
    items = ("(a) A national report;", "(b) A compilation;", "\u2022 Tea is served.", "\u2022 Badges are handed out.")
    reading = pdf.read(make(tmp_path / "a.pdf", lines("The following were issued:", *items)))
    assert texts(reading, BlockKind.LIST_ITEM) == [*items[:2], "Tea is served.", "Badges are handed out."]


def test_a_first_line_indent_begins_a_paragraph(tmp_path: Path) -> None:
    page = together(lines(*FULL), lines("After the break the floor was open", x=100, top=TOP - 3 * LINE))
    assert texts(pdf.read(make(tmp_path / "a.pdf", page))) == [" ".join(FULL), "After the break the floor was open"]


def test_larger_and_bold_lines_are_headings_with_levels(tmp_path: Path) -> None:
    page = together(
        lines("Report of the meeting", font="Times-Bold", size=20, top=760),
        lines("Opening", font="Times-Bold", size=15, top=730),
        lines(*FULL),
        lines("Closing remarks", font="Times-Bold", top=640),
        lines(*FULL, top=615),
    )
    reading = pdf.read(make(tmp_path / "a.pdf", page))
    headings = [(block.text, block.level) for block in reading.blocks if block.kind is BlockKind.HEADING]
    assert headings == [("Report of the meeting", 1), ("Opening", 2), ("Closing remarks", 3)]


def test_a_bold_sentence_is_no_heading(tmp_path: Path) -> None:
    page = together(lines("The session is adjourned.", font="Times-Bold"), lines(*FULL, top=660))
    assert texts(pdf.read(make(tmp_path / "a.pdf", page)), BlockKind.HEADING) == []


def test_a_roman_number_makes_a_heading_even_in_body_type(tmp_path: Path) -> None:
    page = together(lines("II. Conclusions and recommendations"), lines(*FULL, top=670))
    assert texts(pdf.read(make(tmp_path / "a.pdf", page)), BlockKind.HEADING) == ["II. Conclusions and recommendations"]


def bookmarked(canvas: Canvas) -> None:
    for level, title in enumerate(("Report", "Opening remarks")):
        canvas.bookmarkPage(title)
        canvas.addOutlineEntry(title, title, level)
    lines("Report", top=760)(canvas)
    lines("Opening remarks", top=730)(canvas)
    lines(*FULL)(canvas)


def test_bookmarks_make_headings_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "a.pdf", bookmarked)
    for most, headings in ((2, ["Report", "Opening remarks"]), (1, ["Report"])):
        monkeypatch.setattr(pdf, "DEFAULT_LIMITS", Limits(bookmarks=most))
        assert texts(pdf.read(path), BlockKind.HEADING) == headings


def test_a_bookmark_makes_a_heading_of_a_line_that_looks_like_none(tmp_path: Path) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", bookmarked))
    assert [(block.text, block.level) for block in reading.blocks[:2]] == [("Report", 1), ("Opening remarks", 2)]
    assert texts(reading, BlockKind.PARAGRAPH) == [" ".join(FULL)]


def test_the_text_of_a_link_stays(tmp_path: Path) -> None:
    def linked(canvas: Canvas) -> None:
        lines("The report is on the page of the commission.")(canvas)
        canvas.linkURL("https://example.org", (150, 690, 250, 715))

    assert texts(pdf.read(make(tmp_path / "a.pdf", linked))) == ["The report is on the page of the commission."]


def test_more_pages_than_allowed_are_refused_before_they_are_read(tmp_path: Path) -> None:
    content = make(tmp_path / "a.pdf", lines("Once.")).read_bytes()
    path = tmp_path / "b.pdf"
    path.write_bytes(content.replace(b"/Count 1 ", b"/Count 90000 "))
    assert path.read_bytes() != content
    with pytest.raises(Refused) as refused:
        pdf.read(path)
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_title_that_goes_on_over_some_slides_is_no_running_header(tmp_path: Path) -> None:
    def slide(number: int) -> Draw:
        title = "Findings" if number in (2, 3, 4) else f"Part {NUMBERS[number]}"
        return together(lines(title, size=24, top=780), lines(f"Fact number {NUMBERS[number]}.", "It is so.", top=600))

    reading = pdf.read(make(tmp_path / "a.pdf", *(slide(number) for number in range(6))))
    assert [text for text in texts(reading) if text == "Findings"] == ["Findings"] * 3


def test_running_headers_footers_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        return together(
            lines(f"CONF/2024/{number}", top=800, x=80 if number % 2 else 400),
            lines(f"Speaker number {NUMBERS[number]} took the floor at noon."),
            lines(f"Page {number + 1}", top=40),
        )

    reading = pdf.read(make(tmp_path / "a.pdf", *(page(number) for number in range(6))))
    assert len(texts(reading)) == 6
    assert all(text.startswith("Speaker number") for text in texts(reading))


def test_a_symbol_in_the_letterhead_of_the_first_page_is_kept(tmp_path: Path) -> None:
    symbol = lines("CONF/2024/7", x=430, top=800)
    first = together(lines("Human Rights Commission", top=800), symbol, lines(*FULL))
    reading = pdf.read(make(tmp_path / "a.pdf", first, *(together(symbol, lines(*FULL)) for _ in range(3))))
    assert [text for text in texts(reading) if "CONF" in text] == ["Human Rights Commission | CONF/2024/7"]


def test_text_that_repeats_in_the_body_is_kept(tmp_path: Path) -> None:
    pages = [lines("Applause.", f"Then came question {name}.", top=500) for name in ("one", "two", "three")]
    assert sum(text.startswith("Applause.") for text in texts(pdf.read(make(tmp_path / "a.pdf", *pages)))) == 3


def test_footnotes_stand_after_the_page_and_outside_its_paragraphs(tmp_path: Path) -> None:
    notes = lines("1 The wording as read out in the hall.", "2 Not edited.", top=90, size=8)
    reading = pdf.read(make(tmp_path / "a.pdf", together(lines(*FULL[:2]), notes), lines(FULL[2], top=760)))
    assert [block.kind for block in reading.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.FOOTNOTE,
        BlockKind.FOOTNOTE,
    ]
    assert texts(reading) == [" ".join(FULL), "1 The wording as read out in the hall.", "2 Not edited."]


def column(x: float, words: str) -> list[tuple[float, str]]:
    """Return six lines of a narrow column."""
    return [(x, f"{words} {number} and some more words to fill it") for number in NUMBERS]


@pytest.mark.parametrize("row_by_row", [False, True])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, *, row_by_row: bool) -> None:
    left, right = column(50, "left line"), column(330, "right line")
    places = {text: 700 - LINE * row for side in (left, right) for row, (_, text) in enumerate(side)}
    order = [cell for pair in zip(left, right, strict=True) for cell in pair] if row_by_row else left + right

    def page(canvas: Canvas) -> None:
        for x, text in order:
            canvas.drawString(x, places[text], text)

    whole = " ".join(texts(pdf.read(make(tmp_path / "a.pdf", page))))
    assert whole.rindex("left line") < whole.index("right line")


def test_a_title_drawn_last_is_read_first(tmp_path: Path) -> None:
    page = together(lines(*FULL, top=500), lines("Final statement", size=20, top=760))
    assert texts(pdf.read(make(tmp_path / "a.pdf", page)))[0] == "Final statement"


def test_rows_of_a_table_stay_apart_and_keep_their_cells(tmp_path: Path) -> None:
    rows = [("Oracle", "Feng Cao", "Member"), ("Cisco Systems", "Omar Santos", "Chair")]

    def page(canvas: Canvas) -> None:
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                canvas.drawString(80 + 160 * place, TOP - LINE * number, cell)

    reading = pdf.read(make(tmp_path / "a.pdf", page))
    assert texts(reading, BlockKind.TABLE_ROW) == ["Oracle | Feng Cao | Member", "Cisco Systems | Omar Santos | Chair"]


def test_a_broken_word_is_joined_and_a_real_hyphen_kept(tmp_path: Path) -> None:
    page = lines(
        "The development of the region and the well-being of its people were named again: develop-",
        "ment in the south first of all, then well-",
        "being, and last the period 2012-",
        "2017 and the Secretary-",
        "General of the conference.",
    )
    (text,) = texts(pdf.read(make(tmp_path / "a.pdf", page)))
    assert "again: development in the south" in text
    assert "then well-being, and last the period 2012-2017 and the Secretary-General of" in text


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_pages_are_read_like_upright_ones(tmp_path: Path, quarters: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(90 * quarters)
        canvas.translate(300, 420)
        canvas.rotate(90 * quarters)
        for number, text in enumerate(FULL):
            canvas.drawString(-250, 100 - LINE * number, text)

    assert texts(pdf.read(make(tmp_path / "a.pdf", page))) == [" ".join(FULL)]


@pytest.mark.parametrize("downwards", [False, True])
def test_east_asian_text_is_read_in_rows_and_in_columns_from_the_right(tmp_path: Path, downwards: bool) -> None:
    sentences = ("本日の会議を開きます。", "議長は出席者を歓迎しました。", "次の議題に移ります。")

    def page(canvas: Canvas) -> None:
        font = UnicodeCIDFont("HeiseiMin-W3", isVertical=downwards)
        registerFont(font)
        canvas.setFont(font.fontName, 12)
        for number, sentence in enumerate(sentences):
            place = (400 - 30 * number, TOP) if downwards else (80, TOP - 30 * number)
            canvas.drawString(*place, sentence)

    assert "".join(texts(pdf.read(make(tmp_path / "a.pdf", page)))).replace(" ", "") == "".join(sentences)


def test_the_file_states_title_author_and_date(tmp_path: Path) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Good morning."), title="Opening address", author="A. Lastaev"))
    assert reading.properties["title"] == "Opening address"
    assert reading.properties["author"] == "A. Lastaev"
    year, month, day = reading.properties["date"].split("-")
    assert (len(year), len(month), len(day)) == (4, 2, 2)


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - report final.doc", "report.indd"])
def test_a_title_that_a_program_filled_in_is_not_taken(tmp_path: Path, title: str) -> None:
    reading = pdf.read(make(tmp_path / "a.pdf", lines("Good morning."), title=title))
    assert "title" not in reading.properties


def test_a_password_is_refused_and_an_empty_one_opens(tmp_path: Path) -> None:
    locked = make(tmp_path / "a.pdf", lines("Secret."), encrypt=StandardEncryption("open sesame"))
    with pytest.raises(Refused) as refused:
        pdf.read(locked)
    assert refused.value.reason is Reason.ENCRYPTED
    unlocked = make(tmp_path / "b.pdf", lines("Public."), encrypt=StandardEncryption("", ownerPassword="owner"))
    assert texts(pdf.read(unlocked)) == ["Public."]


def picture(canvas: Canvas) -> None:
    """Draw a page as a scanner leaves it: one image."""
    image = io.BytesIO()
    Image.new("RGB", (20, 20), "grey").save(image, "PNG")
    image.seek(0)
    canvas.drawImage(ImageReader(image), 50, 50, 400, 600)


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it look as if no text recognition were installed."""
    monkeypatch.setattr(recognition, "available", lambda: False)


@pytest.mark.usefixtures("without_tesseract")
def test_pages_that_are_images_are_named_with_what_to_install(tmp_path: Path) -> None:
    blank: Draw = lambda canvas: None  # noqa: E731
    path = make(tmp_path / "a.pdf", lines("Programme."), picture, picture, blank, picture)
    reading = pdf.read(path)
    install = "install tesseract-ocr, tesseract-ocr-rus and tesseract-ocr-kaz, and index again."
    assert reading.unread == (f"Pages 2–3 and 5 are images: {install}",)
    assert reading.pages == 5


@pytest.mark.usefixtures("without_tesseract")
def test_a_scan_without_any_text_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        pdf.read(make(tmp_path / "a.pdf", picture, picture))
    assert unreadable.value.reason is Reason.NO_TEXT
    assert "The pages are images: install tesseract-ocr" in unreadable.value.detail


def test_a_blank_file_is_not_called_a_scan(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        pdf.read(make(tmp_path / "a.pdf", lambda canvas: None))
    assert unreadable.value.reason is Reason.NO_TEXT
    assert "images" not in unreadable.value.detail


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF", b"not a pdf at all"]
)
def test_damaged_files_are_reported_as_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as unreadable:
        pdf.read(path)
    assert unreadable.value.reason is Reason.DAMAGED


def test_a_file_cut_anywhere_is_read_or_reported(tmp_path: Path) -> None:
    whole = make(tmp_path / "a.pdf", lines(*FULL), lines(*FULL)).read_bytes()
    cut = tmp_path / "cut.pdf"
    outcomes = set()
    for size in range(0, len(whole), max(len(whole) // 40, 1)):
        cut.write_bytes(whole[:size])
        try:
            outcomes.add(bool(pdf.read(cut).blocks))
        except CorpusError:
            outcomes.add(False)
    assert False in outcomes


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        pdf.read(tmp_path / "gone.pdf")
    assert unreadable.value.reason is Reason.UNREADABLE


def test_russian_and_kazakh_letters_come_out_right(tmp_path: Path) -> None:
    rows = ["Съезд открыл Уполномоченный по правам человека, который", "благодарил всех.", "Құқық пен әділдік."]
    reading = pdf.read(with_glyph_names(tmp_path / "a.pdf", rows))
    assert " ".join(texts(reading)) == " ".join(rows)


def test_ligatures_and_invisible_characters_do_not_reach_the_text(tmp_path: Path) -> None:
    reading = pdf.read(with_glyph_names(tmp_path / "a.pdf", ["The ﬁnal o\u00adﬃce\u200b hours."]))
    assert texts(reading) == ["The final office hours."]
