"""What a document says about itself."""

import pytest

from corpus.describing import describe
from corpus.documents import Anchor, Block, BlockKind, Location

PROSE = (
    "The delegates of the five states met for the third time to speak about the rivers that cross their borders. " * 3
)


def heading(text: str, level: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, level=level)


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


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


def test_the_language_is_that_of_most_of_a_document_and_not_of_its_beginning() -> None:
    english = "The summary of the report is printed in English as well, for the guests of the conference. " * 4
    russian = "Омбудсмен сообщил о жалобах на задержки в судах и о том, как на них ответили. " * 4
    blocks = [paragraph(english)] * 3 + [paragraph(russian)] * 20
    assert describe("a.pdf", blocks, {}).language == "ru"


def test_a_stated_language_helps_where_the_text_is_too_short() -> None:
    assert describe("a.html", [paragraph("Да.")], {"language": "ru-RU"}).language == "ru"
    assert describe("a.html", [paragraph(PROSE)], {"language": "ru-RU"}).language == "en"


def test_a_title_left_over_from_another_office_file_gives_way_to_the_one_that_is_shown() -> None:
    blocks = [heading("Права человека в городе"), paragraph(PROSE)]
    assert (
        describe("a.pptx", blocks, {"title": "Rivers forum, opening"}, kind="pptx").title == "Права человека в городе"
    )
    assert (
        describe("a.pptx", blocks, {"title": "Delegates of five states"}, kind="pptx").title
        == "Delegates of five states"
    )
    assert (
        describe("a.pptx", [paragraph(PROSE)], {"title": "Rivers forum, opening"}, kind="pptx").title
        == "Rivers forum, opening"
    )
    assert describe("a.html", blocks, {"title": "Rivers forum, opening"}, kind="html").title == "Rivers forum, opening"


@pytest.mark.parametrize(
    ("blocks", "date"),
    [
        ([heading("Rivers"), paragraph("Held in Tauly on 3 May 2024"), heading("History", 2)], "2024-05-03"),
        ([heading("Rivers"), paragraph("Anna Sarsen"), heading("History", 2), paragraph("Began on 3 May 2019")], ""),
        ([heading("Rivers"), paragraph("Anna Sarsen"), heading("History", 2), paragraph("3 May 2024")], "2024-05-03"),
        ([heading("Rivers"), Block(BlockKind.LIST_ITEM, "When: 3 May2024, 10:00")], "2024-05-03"),
    ],
)
def test_a_date_within_a_line_counts_above_the_first_section(blocks: list[Block], date: str) -> None:
    assert describe("a.html", blocks, {}).date == date


def test_the_second_slide_does_not_date_the_first() -> None:
    slides = [
        Block(kind, text, (Anchor(0, Location(slide=slide)),), level)
        for kind, text, slide, level in (
            (BlockKind.HEADING, "Rivers", 1, 1),
            (BlockKind.LIST_ITEM, "Started in July 2014", 2, 0),
        )
    ]
    assert describe("a.pptx", slides, {}, kind="pptx").date == ""


def test_what_a_comment_says_is_not_said_by_the_document() -> None:
    location = Location(part="comment", speaker="Dana Serik")
    comment = Block(BlockKind.PARAGRAPH, "Speaker: Anna Berg", (Anchor(0, location),))
    described = describe("rivers.docx", [comment, heading("Rivers of five states"), paragraph(PROSE)], {}, kind="docx")
    assert (described.title, described.metadata) == ("Rivers of five states", {})


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


def test_office_files_are_dated_by_their_text_and_not_by_their_program() -> None:
    properties = {"date": "2024-12-10", "author": "user7"}
    blocks = [paragraph("Distr.: General 4 December 2013")]
    described = describe("a.pdf", blocks, properties, kind="pdf")
    assert (described.date, described.metadata) == ("2013-12-04", {})
    assert describe("a.md", blocks, properties, kind="markdown").date == "2024-12-10"
    assert describe("a.docx", [], properties, kind="docx").date == "2024-12-10"


def test_each_field_says_where_it_was_found() -> None:
    blocks = [
        heading("Statement of the union"),
        paragraph("Сессия: Вода"),
        paragraph("A/CONF.1/2/Rev.1"),
        paragraph(PROSE),
    ]
    described = describe(
        "river-forum/day-1/notes_20240514.txt", blocks, {"title": "Statement of a union", "date": "3 May 2024"}, kind="pdf",
        overrides={"speaker": "Anna Sarsen", "language": "kk"},
    )  # fmt: skip
    assert described.origins == {
        "title": "properties",
        "date": "file name",
        "language": "override",
        "event": "folder name",
        "session": "first page",
        "symbol": "first page",
        "version": "first page",
        "speaker": "override",
    }
    assert (described.date, described.language) == ("2024-05-14", "kk")
    assert described.metadata["event"] == "River forum"
    assert described.metadata["version"] == "Rev.1"


def test_front_matter_is_called_so_and_comes_before_the_first_page() -> None:
    described = describe("a.md", [heading("Heading")], {"title": "T one", "speaker": "A B; C D"}, kind="markdown")
    assert (described.title, described.origins["title"]) == ("T one", "front matter")
    assert (described.metadata["speaker"], described.origins["speaker"]) == ("A B; C D", "front matter")


def test_an_override_of_the_speaker_drops_what_is_said_of_another() -> None:
    blocks = [heading("Речь"), paragraph("Спикер: Анна Сарсен, омбудсмен Таулы")]
    stated = describe("a.txt", blocks, {}).metadata
    assert stated == {"speaker": "Анна Сарсен", "role": "омбудсмен", "organisation": "Таулы"}
    assert describe("a.txt", blocks, {}, overrides={"speaker": "Болат Омар"}).metadata == {"speaker": "Болат Омар"}


@pytest.mark.parametrize(
    ("source", "lines", "properties", "speaker"),
    [
        ("a.docx", ["Remarks by Anna Sarsen, Ombudsman of Tauly"], {}, "Anna Sarsen"),
        ("a.docx", ["Речь", "Анна Сарсен, омбудсмен Таулы"], {}, "Анна Сарсен"),
        ("a.docx", ["Сөз", "Анна Сәрсен, Таулы омбудсмені"], {}, "Анна Сәрсен"),
        ("2020-04-14-sarsen-rivers.pdf", ["Rivers", "Anna Sarsen"], {}, "Anna Sarsen"),
        ("a.pdf", ["Rivers", "Anna Sarsen"], {"author": "Sarsen, A."}, "Anna Sarsen"),
        ("a.pdf", ["Rivers", "Anna Sarsen"], {}, ""),
        ("a.pdf", ["Rivers", "by Anna Sarsen"], {}, "Anna Sarsen"),
        ("typed-rivers.pdf", ["Typed Rivers"], {}, ""),
        ("a.pdf", ["Statement by Human Rights Watch"], {}, ""),
    ],
)
def test_a_byline_on_the_first_page_names_the_speaker(
    source: str, lines: list[str], properties: dict[str, str], speaker: str
) -> None:
    blocks = [heading(lines[0]), *map(paragraph, lines[1:]), paragraph(PROSE)]
    assert describe(source, blocks, properties, kind="pdf").metadata.get("speaker", "") == speaker


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("Welcome to the Second Civic Forum on Clean Water", "Second Civic Forum on Clean Water"),
        ("2024-05-14 Lake Valley Conference", "Lake Valley Conference"),
        ("Международная конференция по правам человека", "Международная конференция по правам человека"),
        ("Су ресурстары жөніндегі форумы", "Су ресурстары жөніндегі форумы"),
        ("The forum was opened by the mayor", ""),
        ("Forum", ""),
    ],
)
def test_an_event_is_named_on_the_first_page(line: str, event: str) -> None:
    assert describe("a.txt", [paragraph(line)], {}).metadata.get("event", "") == event


@pytest.mark.parametrize(
    ("source", "line", "session"),
    [
        ("a.pdf", "Fifteenth session Agenda item 6", "Fifteenth session"),
        ("a.pdf", "Двенадцатая сессия", "Двенадцатая сессия"),
        ("a.pdf", "Он екінші сессия", "Он екінші сессия"),
        ("day-1/panel-2.srt", "Good morning.", "Panel 2"),
        ("session1/talk.txt", "Good morning.", "Session 1"),
        ("секция_3.txt", "Доброе утро.", "Секция 3"),
        ("possession1.txt", "The session was long", ""),
    ],
)
def test_a_session_is_named_by_a_line_a_file_or_a_folder(source: str, line: str, session: str) -> None:
    assert describe(source, [paragraph(line)], {}).metadata.get("session", "") == session


@pytest.mark.parametrize(
    ("source", "lines", "stated", "date"),
    [
        ("a.pdf", ["Rivers forum, December 2024"], "", "2024-12"),
        ("a.pdf", ["Форум рек", "Декабрь 2024"], "", "2024-12"),
        ("a.pdf", ["Өзендер форумы", "2024 жылғы желтоқсан"], "", "2024-12"),
        ("forum2019/a.pdf", ["Rivers"], "", "2019"),
        ("a.pdf", ["Rivers forum 2019"], "2023-01-02", "2019"),
        ("a.pdf", ["Rivers forum 2019"], "2019-01-02", "2019-01-02"),
        ("a.pdf", ["On the 1951 Convention"], "", ""),
        ("a.pdf", ["Agenda 2990"], "", ""),
    ],
)
def test_a_month_or_a_year_is_a_date_where_there_is_no_day(
    source: str, lines: list[str], stated: str, date: str
) -> None:
    blocks = [heading(lines[0]), *map(paragraph, lines[1:]), paragraph(PROSE)]
    assert describe(source, blocks, {"date": stated}, kind="pdf").date == date
