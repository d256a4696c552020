"""What a document says about itself."""

import pytest

from corpus.describing import describe, language_of, title_of
from corpus.documents import Anchor, Block, BlockKind, Location

PROSE = (
    "The delegates of the five states met for the third time to speak about the rivers that cross their borders. " * 3
)


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


def test_a_stated_title_comes_first() -> None:
    assert title_of("a.pdf", [heading("Heading")], "Stated title") == "Stated title"


@pytest.mark.parametrize(
    "stated",
    ["", "Untitled", "Microsoft Word - final_v3.doc", "report.docx", "rivers", "Документ1", "PowerPoint Presentation"],
)
def test_leftovers_of_programs_are_no_titles(stated: str) -> None:
    assert title_of("rivers.pdf", [heading("Rivers forum")], stated) == "Rivers forum"


def test_the_outermost_heading_at_the_top_is_the_title() -> None:
    assert title_of("a.md", [heading("← Back", 4), heading("Rivers forum", 1)]) == "Rivers forum"


def test_a_heading_below_prose_is_a_sections() -> None:
    assert title_of("rivers_2024.txt", [paragraph(PROSE), heading("Background")]) == "Rivers 2024"


def test_a_short_first_line_is_a_title_where_there_is_no_heading() -> None:
    assert title_of("a.txt", [paragraph("5 May 2024"), paragraph("Rivers forum"), paragraph(PROSE)]) == "Rivers forum"


def test_a_file_name_is_made_readable() -> None:
    assert title_of("day-1/2024-12-10_opening-speech.en.vtt", []) == "2024-12-10 opening speech"


@pytest.mark.parametrize(
    ("source", "blocks", "stated", "date"),
    [
        ("a.txt", [], "D:20241210093000+05'00'", "2024-12-10"),
        ("a.txt", [heading("Statement of 10 December 2024")], "", "2024-12-10"),
        ("speech_20241210.txt", [], "", "2024-12-10"),
        ("a.txt", [heading("Мәлімдеме"), paragraph("2024 жылғы 10 желтоқсан")], "", "2024-12-10"),
        ("a.txt", [paragraph(f"Born on 1 May 1960. {PROSE}")], "", ""),
    ],
)
def test_the_date_is_found_where_documents_state_it(source: str, blocks: list[Block], stated: str, date: str) -> None:
    assert describe(source, blocks, {"date": stated}).date == date


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PROSE, "en"),
        ("Участники конференции обсудили меры по защите прав человека и предотвращению пыток.", "ru"),
        ("Конференцияға қатысушылар адам құқықтарын қорғау жөніндегі шараларды талқылады.", "kk"),
        (
            "Конференциянын катышуучулары адам укуктарын коргоону талкуулашты, өлкөнүн өкүлдөрү сүйлөдү.",
            "ky",
        ),
        ("Учасники конференції обговорили заходи із захисту прав людини та її основних свобод.", "uk"),
        ("Les participants de la conférence ont discuté des mesures de protection des droits de l'homme.", "fr"),
        ("Konferansa katılanlar insan haklarının korunmasına yönelik önlemleri görüştü.", "tr"),
        ("会议的参加者讨论了保护人权的措施，并通过了一份关于共享数据的声明。", "zh"),
        ("ok", ""),
        ("123 456 789 2024 — 10", ""),
    ],
)
def test_the_language_is_told(text: str, code: str) -> None:
    assert language_of(text) == code


def test_a_stated_language_helps_where_the_text_is_too_short() -> None:
    assert describe("a.html", [paragraph("Да.")], {"language": "ru-RU"}).language == "ru"
    assert describe("a.html", [paragraph(PROSE)], {"language": "ru-RU"}).language == "en"


def test_labelled_lines_at_the_top_name_speaker_session_and_event() -> None:
    blocks = [
        heading("Речь"),
        paragraph("Спикер: Анна К.\nСессия: Вода"),
        paragraph("Conference: Rivers 2024"),
        paragraph(PROSE),
    ]
    assert describe("a.txt", blocks, {}).metadata == {"speaker": "Анна К.", "session": "Вода", "event": "Rivers 2024"}


def test_a_label_that_recurs_describes_the_parts_and_not_the_document() -> None:
    blocks = [heading("Programme"), *(paragraph(f"Speaker: Person {n}") for n in range(3))]
    assert describe("a.txt", blocks, {}).metadata == {}


def test_properties_outrank_lines() -> None:
    described = describe("a.txt", [paragraph("Speaker: Line")], {"speaker": "Property", "author": "A"})
    assert described.metadata == {"speaker": "Property", "author": "A"}


def test_a_title_page_gives_the_title_with_the_heading_below_it() -> None:
    page = (Anchor(0, Location(page=1)),)
    top = [
        Block(BlockKind.TABLE_ROW, "United Bodies | A/1/2", page),
        Block(BlockKind.HEADING, "Report of the working group*", page, level=2),
        Block(BlockKind.HEADING, "Ruritania", page, level=3),
        Block(BlockKind.FOOTNOTE, "* " + PROSE, page),
        Block(BlockKind.HEADING, "Contents", page, level=3),
    ]
    assert title_of("report.pdf", top, "United Bodies") == "Report of the working group: Ruritania"


def test_a_title_with_a_colon_is_one_and_a_time_is_none() -> None:
    assert title_of("a.md", [heading("Sources: who pays for water")], "") == "Sources: who pays for water"
    assert title_of("a.md", [heading("Time: 13:00", 1), heading("Rivers: a future", 2)]) == "Rivers: a future"


def test_a_numbered_heading_is_a_sections() -> None:
    assert title_of("a.txt", [paragraph("Minutes of the board"), heading("1. Roll call")]) == "Minutes of the board"


def test_office_files_are_dated_by_their_text_and_not_by_their_program() -> None:
    properties = {"date": "2024-12-10", "author": "user7"}
    blocks = [paragraph("Distr.: General 4 December 2013")]
    described = describe("a.pdf", blocks, properties, kind="pdf")
    assert (described.date, described.metadata) == ("2013-12-04", {})
    assert describe("a.md", blocks, properties, kind="markdown").date == "2024-12-10"
    assert describe("a.docx", [], properties, kind="docx").date == "2024-12-10"
