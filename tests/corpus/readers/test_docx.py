"""The Word reader, on documents made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.documents import BlockKind, Reading
from corpus.errors import Reason, Refused, Unreadable, Unsupported
from corpus.readers import docx as reader

W = nsdecls("w")
W_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(path: Path, write: Callable[[Document], None]) -> Reading:
    """Make a document, save it and read it."""
    document = docx.Document()
    write(document)
    document.save(str(path / "a.docx"))
    return reader.read(path / "a.docx")


def shown(reading: Reading) -> list[tuple[str, str]]:
    """Return kind and text of each block."""
    return [(block.kind.value, block.text) for block in reading.blocks]


def append(document: Document, xml: str) -> None:
    """Add an element to the end of the body."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def paragraph(content: str, properties: str = "") -> str:
    """Return a paragraph's XML."""
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{content}</w:p>"


def run(text: str) -> str:
    """Return a run's XML."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_headings_and_paragraphs_keep_their_order(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_heading("Конференция", level=0)
        document.add_heading("Opening", level=1)
        document.add_paragraph("Қош келдіңіздер.")
        document.add_heading("Greetings", level=2)
        document.add_paragraph("Добро пожаловать.")

    reading = read(tmp_path, write)
    assert [(block.kind.value, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Конференция"),
        ("heading", 1, "Opening"),
        ("paragraph", 0, "Қош келдіңіздер."),
        ("heading", 2, "Greetings"),
        ("paragraph", 0, "Добро пожаловать."),
    ]
    assert reading.pages is None


def test_localised_styles_and_outline_levels_make_headings(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        own = document.styles.add_style("Заголовок 2", 1)
        document.add_paragraph("Права ребёнка", style=own)
        append(document, paragraph(run("By outline level"), '<w:outlineLvl w:val="2"/>'))
        append(document, paragraph(run("Body text"), '<w:outlineLvl w:val="9"/>'))

    assert [block.level for block in read(tmp_path, write).blocks] == [2, 3, 0]


def test_a_style_inherits_its_level_from_the_one_it_is_based_on(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        own = document.styles.add_style("Session title", 1)
        own.base_style = document.styles["Heading 3"]
        document.add_paragraph("Panel on prevention", style=own)

    assert read(tmp_path, write).blocks[0].level == 3


def test_the_lines_of_a_table_of_contents_are_left_out(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_paragraph("Opening ........ 3", style=document.styles.add_style("toc 1", 1))
        document.add_paragraph("The hall was full.")

    assert shown(read(tmp_path, write)) == [("paragraph", "The hall was full.")]


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="70">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="71">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/></w:lvl>
</w:abstractNum>
<w:num w:numId="80"><w:abstractNumId w:val="70"/></w:num>
<w:num w:numId="81"><w:abstractNumId w:val="71"/></w:num>
<w:num w:numId="82"><w:abstractNumId w:val="70"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>
</w:num>
</w:numbering>"""


def listed(document: Document, *items: tuple[int, int, str]) -> None:
    """Add list items: list, level and text."""
    definitions = document.part.numbering_part.element
    for child in parse_xml(NUMBERING):
        definitions.append(child)
    for name, level, text in items:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'
        append(document, paragraph(run(text), number))


def test_list_items_carry_the_numbers_that_word_computes(tmp_path: Path) -> None:
    items = [
        (80, 0, "ratify"), (80, 1, "soon"), (80, 1, "in full"), (80, 2, "by law"), (80, 0, "report"), (80, 1, "again"),
    ]  # fmt: skip
    reading = read(tmp_path, lambda document: listed(document, *items))
    assert shown(reading) == [
        ("list_item", "1. ratify"),
        ("list_item", "(a) soon"),
        ("list_item", "(b) in full"),
        ("list_item", "1.IV by law"),
        ("list_item", "2. report"),
        ("list_item", "(a) again"),
    ]


def test_a_list_may_start_anew_and_a_bullet_shows_no_glyph(tmp_path: Path) -> None:
    items = [(80, 0, "one"), (82, 0, "seven"), (82, 0, "eight"), (81, 0, "tea")]
    reading = read(tmp_path, lambda document: listed(document, *items))
    assert [text for _, text in shown(reading)] == ["1. one", "7. seven", "8. eight", "tea"]
    assert {kind for kind, _ in shown(reading)} == {"list_item"}


def test_list_styles_and_typed_bullets_are_lists_too(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.add_paragraph("badges", style="List Bullet")
        document.add_paragraph("\u2022 water")

    assert shown(read(tmp_path, write)) == [("list_item", "badges"), ("list_item", "water")]


def fill(document: Document, rows: list[list[str]]) -> docx.table.Table:
    """Add a table with these texts."""
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def test_table_rows_name_the_column_of_each_value(tmp_path: Path) -> None:
    rows = [["Time", "Session", "Hall"], ["14:30", "Torture prevention", "B"], ["16:00", "Closing", ""]]
    reading = read(tmp_path, lambda document: fill(document, rows) and None)
    assert shown(reading) == [
        ("table_row", "Time: 14:30 | Session: Torture prevention | Hall: B"),
        ("table_row", "Time: 16:00 | Session: Closing"),
    ]


def test_the_headers_of_a_form_to_be_filled_in_are_read(tmp_path: Path) -> None:
    rows = [["Nº", "Вопрос", "Да", "Нет"], ["1.a", "Есть ли политика?", "", ""], ["1.b", "Известна ли она?", "", ""]]

    assert shown(read(tmp_path, lambda document: fill(document, rows) and None)) == [
        ("table_row", "Nº | Вопрос | Да | Нет"),
        ("table_row", "Nº: 1.a | Вопрос: Есть ли политика?"),
        ("table_row", "Nº: 1.b | Вопрос: Известна ли она?"),
    ]


def test_a_table_of_names_and_values_has_no_headers(tmp_path: Path) -> None:
    rows = [["Venue", "Hilton Astana"], ["Language", "English, Russian"]]
    reading = read(tmp_path, lambda document: fill(document, rows) and None)
    assert [text for _, text in shown(reading)] == ["Venue | Hilton Astana", "Language | English, Russian"]


def test_two_columns_have_headers_where_times_stand_under_one(tmp_path: Path) -> None:
    rows = [["Time", "Session"], ["10:00", "Opening"], ["11:00", "Panel"]]
    reading = read(tmp_path, lambda document: fill(document, rows) and None)
    assert shown(reading)[1] == ("table_row", "Time: 11:00 | Session: Panel")


def test_merged_cells_are_not_doubled(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        rows = [["Day", "Time", "Session"], ["Monday", "10:00", "Opening"], ["", "11:00", "Panel"], ["Lunch", "", ""]]
        table = fill(document, rows)
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(3, 0).merge(table.cell(3, 2))

    assert [text for _, text in shown(read(tmp_path, write))] == [
        "Day: Monday | Time: 10:00 | Session: Opening",
        "Time: 11:00 | Session: Panel",
        "Day: Lunch",
    ]


def test_a_table_of_one_cell_is_layout(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "First paragraph."
        cell.add_paragraph("Second paragraph.")

    assert shown(read(tmp_path, write)) == [("paragraph", "First paragraph."), ("paragraph", "Second paragraph.")]


def notes(document: Document, kind: str, **texts: str) -> None:
    """Add a part with notes by id, as Word writes it."""
    content = "".join(f'<w:{kind} w:id="{name[1:]}">{paragraph(run(text))}</w:{kind}>' for name, text in texts.items())
    separator = f'<w:{kind} w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    blob = f"<w:{kind}s {W}>{separator}{content}</w:{kind}s>".encode()
    plural = f"{kind}s"
    content_type = getattr(CONTENT_TYPE, f"WML_{plural.upper()}")
    part = Part(PackURI(f"/word/{plural}.xml"), content_type, blob, document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, plural.upper()))


def test_notes_follow_their_paragraph_with_their_numbers(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        notes(document, "footnote", n5="See the annex.", n2="Adopted in 1984.")
        notes(document, "endnote", n1="Thanks to all.")
        references = '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:footnoteReference w:id="5"/></w:r>'
        append(document, paragraph(run("The Convention") + references[0] + run(" binds all.")))
        append(document, paragraph(run("So it does.") + references[1] + '<w:r><w:endnoteReference w:id="1"/></w:r>'))

    assert shown(read(tmp_path, write)) == [
        ("paragraph", "The Convention binds all."),
        ("footnote", "1 Adopted in 1984."),
        ("paragraph", "So it does."),
        ("footnote", "2 See the annex."),
        ("footnote", "i Thanks to all."),
    ]


def test_a_note_in_a_table_follows_its_row(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        notes(document, "footnote", n1="By video link.")
        table = fill(document, [["Speaker", "Country", "Hour"], ["A. Lastaev", "Kazakhstan", "10"]])
        reference = parse_xml(f'<w:r {W}><w:footnoteReference w:id="1"/></w:r>')
        table.cell(1, 0).paragraphs[0]._p.append(reference)

    assert [kind for kind, _ in shown(read(tmp_path, write))] == ["table_row", "footnote"]


CHANGE = 'w:id="9" w:author="a" w:date="2024-12-10T00:00:00Z"'


def test_insertions_are_text_and_deletions_moves_and_hidden_runs_are_not(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        kept = f"<w:ins {CHANGE}>{run('shall ')}</w:ins>"
        gone = f"<w:del {CHANGE}><w:r><w:delText>may </w:delText></w:r></w:del>"
        moved = f"<w:moveFrom {CHANGE}>{run('perhaps ')}</w:moveFrom>"
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
        append(document, paragraph(run("States ") + gone + moved + kept + hidden + run("report.")))

    assert shown(read(tmp_path, write)) == [("paragraph", "States shall report.")]


def said(reading: Reading) -> list[tuple[str | None, str | None, str]]:
    """Return part, speaker and text of each block."""
    return [(block.location.part, block.location.speaker, block.text) for block in reading.blocks]


def test_a_comment_follows_its_paragraph_and_names_who_wrote_it(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        first = document.add_paragraph("Мемлекеттер есеп береді.")
        document.add_paragraph("The States report.")
        document.add_comment(first.runs, text="Шынымен бе?", author="Айгүл Сәрсен [2]")
        comment = document.add_comment(first.runs, text="", author="Author")
        comment.paragraphs[0].text = "Первый абзац."
        comment.add_paragraph("Второй абзац.")

    assert said(read(tmp_path, write)) == [
        (None, None, "Мемлекеттер есеп береді."),
        ("comment", "Айгүл Сәрсен", "Шынымен бе?"),
        ("comment", None, "Первый абзац. Второй абзац."),
        (None, None, "The States report."),
    ]


def test_a_comment_in_a_table_follows_its_row_and_one_on_deleted_words_is_kept(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        table = fill(document, [["Speaker", "Country", "Hour"], ["A. Lastaev", "Kazakhstan", "10"]])
        document.add_comment(table.cell(1, 0).paragraphs[0].runs, text="By video?", author="Dana Serik")
        document.add_comment(document.add_paragraph("").add_run("x"), text="Why delete this?", author="Dana Serik")
        reference = document.paragraphs[-1]._p.findall(f"{{{W_NAMESPACE}}}r")[-1]
        deleted = parse_xml(f"<w:del {W} {CHANGE}/>")
        reference.addprevious(deleted)
        deleted.append(reference)

    assert said(read(tmp_path, write)) == [
        (None, None, "Speaker: A. Lastaev | Country: Kazakhstan | Hour: 10"),
        ("comment", "Dana Serik", "By video?"),
        (None, None, "x"),
        ("comment", "Dana Serik", "Why delete this?"),
    ]


def test_a_note_that_refers_to_itself_is_read_once(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        notes(document, "footnote", n1="Round.")
        reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
        append(document, paragraph(run("And round.") + reference))
        [part] = [found.target_part for found in document.part.rels.values() if "footnotes" in found.reltype]
        part._blob = part.blob.replace(
            b"</w:p></w:footnote></w:footnotes>", f"{reference}</w:p></w:footnote></w:footnotes>".encode()
        )

    assert shown(read(tmp_path, write)) == [("paragraph", "And round."), ("footnote", "1 Round.")]


def test_links_fields_breaks_and_content_controls_read_as_shown(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        link = f"<w:hyperlink>{run('the site')}</w:hyperlink>"
        field = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("4")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        broken = "<w:r><w:br/><w:t>non</w:t><w:noBreakHyphen/><w:t>binding</w:t></w:r>"
        append(document, paragraph(run("See ") + link + run(", page ") + field + broken))
        append(document, f"<w:sdt {W}><w:sdtContent>{paragraph(run('In a control.'))}</w:sdtContent></w:sdt>")

    assert [text for _, text in shown(read(tmp_path, write))] == ["See the site, page 4 non-binding", "In a control."]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        box = f"<w:txbxContent>{paragraph(run('In the box.'))}</w:txbxContent>"
        names = (
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
            'xmlns:v="urn:schemas-microsoft-com:vml"'
        )
        shape = (
            f'<w:r><mc:AlternateContent {names}><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
        append(document, paragraph(run("Beside the box.") + shape))

    assert [text for _, text in shown(read(tmp_path, write))] == ["Beside the box.", "In the box."]


def test_page_headers_and_footers_are_left_out_and_captions_marked(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "A/HRC/14/10"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_paragraph("Photo: the hall", style="Caption")

    assert shown(read(tmp_path, write)) == [("caption", "Photo: the hall")]


def test_properties_come_from_the_document_and_not_from_a_template(tmp_path: Path) -> None:
    def plain(document: Document) -> None:
        document.add_paragraph("Text.")

    def stated(document: Document) -> None:
        plain(document)
        core = document.core_properties
        core.title, core.author, core.language = "Opening address", "Артур Ластаев", "ru"
        core.created = datetime(2024, 12, 10, 9, 0, tzinfo=UTC)

    def from_an_earlier_file(document: Document) -> None:
        plain(document)
        core = document.core_properties
        core.created, core.modified = datetime(2016, 5, 3, tzinfo=UTC), datetime(2024, 12, 9, tzinfo=UTC)

    assert read(tmp_path, plain).properties == {}
    assert read(tmp_path, from_an_earlier_file).properties == {"date": "2024-12-09"}
    assert read(tmp_path, stated).properties == {
        "title": "Opening address",
        "author": "Артур Ластаев",
        "language": "ru",
        "date": "2024-12-10",
    }


def test_a_document_without_text_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(tmp_path, lambda document: None)
    assert unreadable.value.reason is Reason.NO_TEXT


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_an_encrypted_document_is_refused_and_an_old_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500))
    with pytest.raises(Refused) as refused:
        reader.read(path)
    assert refused.value.reason is Reason.ENCRYPTED
    path.write_bytes(OLE + bytes(500) + "WordDocument".encode("utf-16-le") + bytes(500))
    with pytest.raises(Unsupported):
        reader.read(path)


def test_a_document_cut_anywhere_is_damaged(tmp_path: Path) -> None:
    read(tmp_path, lambda document: document.add_paragraph("Text.") and None)
    whole = (tmp_path / "a.docx").read_bytes()
    path = tmp_path / "cut.docx"
    for size in range(0, len(whole) - 30, len(whole) // 15):
        path.write_bytes(whole[:size])
        with pytest.raises(Unreadable) as unreadable:
            reader.read(path)
        assert unreadable.value.reason is Reason.DAMAGED


def changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one member of a package."""
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if name == member else data)
    return path


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("top secret", encoding="utf-8")
    read(tmp_path, lambda document: document.add_paragraph("Before MARK after.") and None)

    def attack(data: bytes) -> bytes:
        head, body = data.split(b"?>", 1)
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
        return head + b"?>" + entity + body.replace(b"MARK", b"&e;")

    reading = reader.read(changed(tmp_path / "a.docx", "word/document.xml", attack))
    assert "secret" not in " ".join(text for _, text in shown(reading))


def test_the_strict_variant_is_read(tmp_path: Path) -> None:
    read(tmp_path, lambda document: document.add_paragraph("Strictly speaking.") and None)
    path = tmp_path / "a.docx"
    usual = b"http://schemas.openxmlformats.org/"
    strict = b"http://purl.oclc.org/ooxml/"
    for member in ("_rels/.rels", "word/_rels/document.xml.rels"):
        changed(path, member, lambda data: data.replace(usual + b"officeDocument/2006/", strict + b"officeDocument/"))
    changed(
        path,
        "word/document.xml",
        lambda data: data.replace(usual + b"wordprocessingml/2006/", strict + b"wordprocessingml/"),
    )
    assert shown(reader.read(path)) == [(BlockKind.PARAGRAPH.value, "Strictly speaking.")]
