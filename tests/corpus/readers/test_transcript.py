"""Subtitles: turns, paragraphs and the time of every cue."""

import time
from pathlib import Path

import pytest

from corpus.documents import BlockKind, Reading
from corpus.errors import Reason, Unreadable
from corpus.readers.transcript import read_srt, read_vtt


def vtt(tmp_path: Path, *cues: str, header: str = "WEBVTT") -> Reading:
    path = tmp_path / "talk.vtt"
    path.write_text("\n\n".join([header, *cues]) + "\n", encoding="utf-8")
    return read_vtt(path)


def test_voices_become_turns_with_a_time_at_each_cue(tmp_path: Path) -> None:
    found = vtt(
        tmp_path,
        "1\n00:01.000 --> 00:02.500 align:start\n<v Dana Serik>Welcome to",
        "00:02.500 --> 00:04.000\n<v Dana Serik>the forum.</v>",
        "01:00:04.000 --> 01:00:05.000\n<v.loud Ivan>Thank <i>you</i>.",
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.TURN, "Welcome to the forum."),
        (BlockKind.TURN, "Thank you."),
    ]
    first = found.blocks[0].anchors
    assert [(a.offset, a.location.speaker, a.location.start, a.location.end) for a in first] == [
        (0, "Dana Serik", 1.0, 2.5),
        (11, "Dana Serik", 2.5, 4.0),
    ]
    assert found.blocks[1].location.start == 3604.0


def test_two_voices_of_one_cue_are_two_turns(tmp_path: Path) -> None:
    found = vtt(tmp_path, "00:01.000 --> 00:02.000\n<v Anna>Yes?</v> <v Oleg>No.</v>")
    assert [(block.location.speaker, block.text) for block in found.blocks] == [("Anna", "Yes?"), ("Oleg", "No.")]


def test_a_name_in_capitals_holds_until_the_next(tmp_path: Path) -> None:
    cues = ["DANA SERIK: Good morning.", "We begin now.", "And quickly.", "АСЕЛЬ: Рақмет.", "Сөз соңы."]
    found = vtt(tmp_path, *(f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{text}" for n, text in enumerate(cues)))
    assert [(block.location.speaker, block.text) for block in found.blocks] == [
        ("DANA SERIK", "Good morning. We begin now. And quickly."),
        ("АСЕЛЬ", "Рақмет. Сөз соңы."),
    ]


def test_a_cue_without_a_voice_among_voices_has_no_speaker(tmp_path: Path) -> None:
    texts = ["<v Anna>One.", "<v Oleg>Two.", "(music)"]
    found = vtt(tmp_path, *(f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{text}" for n, text in enumerate(texts)))
    assert [block.location.speaker for block in found.blocks] == ["Anna", "Oleg", None]


def test_a_clause_before_a_colon_is_no_speaker(tmp_path: Path) -> None:
    found = vtt(tmp_path, "00:01.000 --> 00:02.000\nOne thing: we stay.")
    assert [(block.kind, block.text) for block in found.blocks] == [(BlockKind.PARAGRAPH, "One thing: we stay.")]


def test_a_pause_ends_a_paragraph(tmp_path: Path) -> None:
    found = vtt(
        tmp_path, "00:01.000 --> 00:02.000\nOne.", "00:02.500 --> 00:03.000\nTwo.", "00:06.000 --> 00:07.000\nThree."
    )
    assert [block.text for block in found.blocks] == ["One. Two.", "Three."]


def test_long_speech_breaks_at_the_end_of_a_sentence(tmp_path: Path) -> None:
    cues = [f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{'word ' * 9}{'end.' if n % 3 == 2 else 'on'}" for n in range(30)]
    found = vtt(tmp_path, *cues)
    assert len(found.blocks) > 2
    assert all(block.text.endswith("end.") for block in found.blocks)
    assert all(len(block.text.split()) <= 120 for block in found.blocks)


def test_a_roll_up_cue_repeats_no_words(tmp_path: Path) -> None:
    found = vtt(
        tmp_path,
        "00:01.000 --> 00:03.000\nthe rivers of the region",
        "00:03.000 --> 00:03.010\nthe rivers of the region",
        "00:03.010 --> 00:05.000\nthe rivers of the region\n<00:03.500><c>are shared by</c>",
        "00:05.000 --> 00:07.000\nare shared by five states",
    )
    assert [block.text for block in found.blocks] == ["the rivers of the region are shared by five states"]


def test_notes_styles_and_regions_are_not_speech(tmp_path: Path) -> None:
    found = vtt(
        tmp_path,
        "STYLE\n::cue { color: red }",
        "REGION\nid:bottom",
        "NOTE a remark\nof two lines",
        "00:01.000 --> 00:02.000\nQ&amp;A begins",
        header="WEBVTT - Closing session\nKind: captions\nLanguage: en",
    )
    assert [block.text for block in found.blocks] == ["Q&A begins"]
    assert dict(found.properties) == {"title": "Closing session", "language": "en"}


def test_in_scripts_without_spaces_lines_are_joined_without_them_and_cues_parted(tmp_path: Path) -> None:
    found = vtt(tmp_path, "00:01.000 --> 00:02.000\n大家\n好", "00:02.000 --> 00:03.000\n我是何智")
    assert found.blocks[0].text == "大家好 我是何智"
    assert [anchor.offset for anchor in found.blocks[0].anchors] == [0, 4]


def test_srt_is_read_with_commas_remarks_and_empty_cues(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_bytes(
        "# made by a machine\n\n1\n0:00:01,250 --> 0:00:02,000\n\n\n2\n00:00:02,000 --> 00:00:03,500\n"
        "- Сәлем!\n- Қош келдіңіз!\n".encode("utf-16")
    )
    found = read_srt(path)
    assert [block.text for block in found.blocks] == ["Сәлем!", "Қош келдіңіз!"]
    assert [block.location.start for block in found.blocks] == [2.0, 2.0]


def test_a_cue_whose_time_cannot_be_is_left_out_and_counted(tmp_path: Path) -> None:
    found = vtt(tmp_path, "00:99.000 --> 01:00.000\nHello", "01:00.000 --> 01:02.000\nWorld")
    assert [block.text for block in found.blocks] == ["World"]
    assert found.unread == ("1 of 2 subtitles have times that cannot be read.",)


def test_a_file_whose_times_all_cannot_be_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as error:
        vtt(tmp_path, "00:99.000 --> 01:00.000\nHello")
    assert error.value.reason is Reason.DAMAGED


def test_a_file_without_cues_has_no_blocks(tmp_path: Path) -> None:
    assert vtt(tmp_path).blocks == ()


def srt(tmp_path: Path, *cues: str) -> Reading:
    path = tmp_path / "talk.srt"
    path.write_text("\n\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues, 1)) + "\n", encoding="utf-8")
    return read_srt(path)


def test_overlapping_cues_of_a_roll_up_file_are_merged_word_by_word(tmp_path: Path) -> None:
    found = srt(
        tmp_path,
        "00:00:01,000 --> 00:00:03,000\nбес мемлекет өзендердің",
        "00:00:02,000 --> 00:00:04,000\nмемлекет өзендердің деректерін\nбөлісуге",
        "00:00:04,000 --> 00:00:06,000\nдеректерін бөлісуге келісті\n<00:00:05.000><c> бүгін</c>",
        "00:00:06,000 --> 00:00:08,000\nкелісті бүгін Астанада.",
    )
    assert [block.text for block in found.blocks] == [
        "бес мемлекет өзендердің деректерін бөлісуге келісті бүгін Астанада."
    ]
    (block,) = found.blocks
    assert [(block.text[a.offset :].split()[0], a.location.start, a.location.end) for a in block.anchors] == [
        ("бес", 1.0, 3.0),
        ("деректерін", 2.0, 4.0),
        ("келісті", 4.0, 6.0),
        ("Астанада.", 6.0, 8.0),
    ]


def test_what_is_said_twice_is_kept_twice_where_cues_do_not_roll(tmp_path: Path) -> None:
    texts = ["Спасибо.", "Спасибо.", "Начнём с первого доклада.", "Потом второй.", "И третий."]
    found = srt(tmp_path, *(f"00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{text}" for n, text in enumerate(texts)))
    assert [block.text for block in found.blocks] == [" ".join(texts)]


def test_a_cue_shown_twice_at_one_time_is_read_once(tmp_path: Path) -> None:
    cue = "00:00:01,000 --> 00:00:03,000\nWe begin now."
    assert [block.text for block in srt(tmp_path, cue, cue).blocks] == ["We begin now."]


def test_dashes_and_marks_begin_the_words_of_another_voice(tmp_path: Path) -> None:
    found = srt(
        tmp_path,
        "00:00:01,000 --> 00:00:02,000\n- Кто начнёт?\n- Я начну.",
        "00:00:02,000 --> 00:00:03,000\nСразу. >> Хорошо.",
        "00:00:03,000 --> 00:00:04,000\n&gt;&gt; ANNA: Thank you.\n[applause]",
    )
    assert [(block.kind, block.location.speaker, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, None, "Кто начнёт?"),
        (BlockKind.PARAGRAPH, None, "Я начну. Сразу."),
        (BlockKind.PARAGRAPH, None, "Хорошо."),
        (BlockKind.TURN, "ANNA", "Thank you. [applause]"),
    ]


def test_cues_without_words_are_not_counted_as_unreadable(tmp_path: Path) -> None:
    found = srt(tmp_path, "00:00:01,000 --> 00:00:02,000\n", "00:00:03,000 --> 00:00:04,000\nСөз.")
    assert ([block.text for block in found.blocks], found.unread) == (["Сөз."], ())


def test_a_file_cut_within_a_cue_gives_what_it_holds(tmp_path: Path) -> None:
    found = vtt(tmp_path, "00:01.000 --> 00:02.000\nOne.", "00:02.000 --> 00:0")
    assert [block.text for block in found.blocks] == ["One."]


def test_a_cue_of_a_million_words_takes_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    cue = "00:00:0{}.000 --> 00:00:09.000\n" + "no " * 1_000_000
    assert len(vtt(tmp_path, cue.format(1), cue.format(2)).blocks) > 0
    assert time.perf_counter() - started < 10
