"""Markdown and its front matter."""

import time
from pathlib import Path

import pytest

from corpus.documents import BlockKind, Reading
from corpus.limits import Limits
from corpus.readers import markdown
from corpus.readers.markdown import read


def reading(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "file.md"
    path.write_text(text, encoding="utf-8")
    return read(path)


def blocks(tmp_path: Path, text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in reading(tmp_path, text).blocks]


def test_headings_have_levels_and_no_markup(tmp_path: Path) -> None:
    found = reading(tmp_path, "# The *first*\n\n### Third\n\nSetext\n======\n")
    assert [(block.text, block.level) for block in found.blocks] == [("The first", 1), ("Third", 3), ("Setext", 1)]


def test_front_matter_is_read_and_not_shown(tmp_path: Path) -> None:
    front = "---\ntitle: 'Су: баяндама'\ndate: 2024-12-10\nspeakers: [Асель; Ivan]\nlang: kk\nnested: {a: 1}\n---\n"
    found = reading(tmp_path, f"{front}Text.")
    assert dict(found.properties) == {
        "title": "Су: баяндама",
        "date": "2024-12-10",
        "speaker": "Асель; Ivan",
        "language": "kk",
    }
    assert [block.text for block in found.blocks] == ["Text."]


def test_faulty_front_matter_is_read_line_by_line(tmp_path: Path) -> None:
    found = reading(tmp_path, '---\ntitle: One: two: three\nauthor: "A. Person"\n---\nText.')
    assert dict(found.properties) == {"title": "One: two: three", "author": "A. Person"}


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert blocks(tmp_path, "---\n\nText.\n\n---\n\nMore.")[0] == (BlockKind.PARAGRAPH, "Text.")


def test_front_matter_is_text_where_it_is_longer_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "---\ntitle: Rivers\n---\nText."
    monkeypatch.setattr(markdown, "DEFAULT_LIMITS", Limits(front_matter_chars=len("title: Rivers\n")))
    assert dict(reading(tmp_path, text).properties) == {"title": "Rivers"}
    monkeypatch.setattr(markdown, "DEFAULT_LIMITS", Limits(front_matter_chars=len("title: Rivers")))
    found = reading(tmp_path, text)
    assert not found.properties
    assert "title: Rivers" in " ".join(block.text for block in found.blocks)


def test_front_matter_that_unfolds_to_billions_is_harmless(tmp_path: Path) -> None:
    levels = "\n".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]" for n in range(1, 30))
    found = reading(tmp_path, f"---\nk0: &k0 x\n{levels}\ntitle: *k29\nauthor: A\n---\nText.")
    assert found.properties.get("author") == "A"
    assert len(str(found.properties)) < 1_000


def test_soft_breaks_join_but_labelled_lines_stay(tmp_path: Path) -> None:
    assert blocks(tmp_path, "one\ntwo **three**\n\nDate: today\nRoom: B2\n") == [
        (BlockKind.PARAGRAPH, "one two three"),
        (BlockKind.PARAGRAPH, "Date: today\nRoom: B2"),
    ]


def test_lists_keep_the_numbers_that_are_seen(tmp_path: Path) -> None:
    assert blocks(tmp_path, "3. three\n3. four\n   - inner\n\n     more of it\n\n* bullet\n") == [
        (BlockKind.LIST_ITEM, "3. three"),
        (BlockKind.LIST_ITEM, "4. four"),
        (BlockKind.LIST_ITEM, "inner"),
        (BlockKind.PARAGRAPH, "more of it"),
        (BlockKind.LIST_ITEM, "bullet"),
    ]


def test_table_rows_carry_their_headers(tmp_path: Path) -> None:
    table = "| Time | Hall |\n|---|---|\n| 14:30 | B |\n| 16:00 |  |\n"
    assert blocks(tmp_path, table) == [
        (BlockKind.TABLE_ROW, "Time: 14:30 | Hall: B"),
        (BlockKind.TABLE_ROW, "Time: 16:00"),
    ]


def test_links_are_their_text_and_images_captions(tmp_path: Path) -> None:
    assert blocks(tmp_path, "See [the *report*](http://example.org) ~~now~~. ![a hall](x.png)\n\nPhoto: Press") == [
        (BlockKind.PARAGRAPH, "See the report now."),
        (BlockKind.CAPTION, "a hall"),
        (BlockKind.CAPTION, "Photo: Press"),
    ]


def test_comments_scripts_and_tags_are_not_shown(tmp_path: Path) -> None:
    hidden = "<!-- hidden -->\n\n<script>\nalert(1)\n</script>\n\n"
    text = f"{hidden}<div align=center>Shown &amp; told</div>\n\nA <b>bold</b> word.\n"
    assert blocks(tmp_path, text) == [
        (BlockKind.PARAGRAPH, "Shown & told"),
        (BlockKind.PARAGRAPH, "A bold word."),
    ]


def test_quotes_are_paragraphs_and_code_keeps_its_lines(tmp_path: Path) -> None:
    assert blocks(tmp_path, "> said\n> so\n\n```\na\nb\n```\n") == [
        (BlockKind.PARAGRAPH, "said so"),
        (BlockKind.PARAGRAPH, "a\nb"),
    ]


def test_a_comment_that_never_ends_hides_the_rest_and_costs_no_time(tmp_path: Path) -> None:
    assert blocks(tmp_path, "Shown.\n\n" + "<!-- " * 20_000) == [(BlockKind.PARAGRAPH, "Shown.")]


def test_speakers_listed_with_their_roles_are_read(tmp_path: Path) -> None:
    front = "---\nspeakers:\n  - Анна Сарсен\n  - name: Oleg Petrov\n    role: judge\n    deeper: {x: 1}\n---\n"
    assert dict(reading(tmp_path, f"{front}Text.").properties) == {"speaker": "Анна Сарсен; Oleg Petrov, judge"}


def test_footnotes_are_told_from_the_text_and_their_marks_left_out(tmp_path: Path) -> None:
    text = (
        "Бес мемлекет[^1] келісті[^су].\n\n[^1]: https://example.org\n[^су]: Екінші\n    ескерту.\n\n```\na[^1]\n```\n"
    )
    assert blocks(tmp_path, text) == [
        (BlockKind.PARAGRAPH, "Бес мемлекет келісті."),
        (BlockKind.FOOTNOTE, "1 https://example.org"),
        (BlockKind.FOOTNOTE, "су Екінші ескерту."),
        (BlockKind.PARAGRAPH, "a[^1]"),
    ]


def test_tasks_definitions_and_heading_attributes_are_read_without_their_marks(tmp_path: Path) -> None:
    text = "# Задачи {#tasks}\n\n- [x] сделано\n- [ ] нет\n\nЗал\n: 110\n: второй этаж\n"
    assert blocks(tmp_path, text) == [
        (BlockKind.HEADING, "Задачи"),
        (BlockKind.LIST_ITEM, "☑ сделано"),
        (BlockKind.LIST_ITEM, "☐ нет"),
        (BlockKind.PARAGRAPH, "Зал: 110"),
        (BlockKind.PARAGRAPH, "второй этаж"),
    ]


def test_tables_in_html_keep_their_headers_also_over_blank_lines(tmp_path: Path) -> None:
    text = "<table><tr><th>Time</th><th>Hall</th></tr>\n\n<tr><td>9:00</td><td>B</td></tr></table>\n\nEnd."
    assert blocks(tmp_path, text) == [
        (BlockKind.TABLE_ROW, "Time: 9:00 | Hall: B"),
        (BlockKind.PARAGRAPH, "End."),
    ]


def test_a_script_within_a_line_is_not_shown(tmp_path: Path) -> None:
    assert blocks(tmp_path, "Shown <script>alert(1)</script>here.") == [(BlockKind.PARAGRAPH, "Shown here.")]


@pytest.mark.parametrize(
    "text", ["слово " * 2_000_000, "*a " * 30_000, "[" * 30_000, "![a](" * 10_000, "> " * 5_000 + "x", "<div>" * 20_000]
)
def test_one_line_of_marks_takes_seconds(tmp_path: Path, text: str) -> None:
    started = time.perf_counter()
    reading(tmp_path, text)
    assert time.perf_counter() - started < 10
