"""Lines for a terminal: what they say, and that nothing from a document can move the cursor."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant, Citation
from assistant.answers import Searched, SourceState
from assistant.terminal import answer_lines, hit_lines, hits_as_dicts, report_lines, source_lines
from corpus import Location, Skipped
from index import BuildReport

HOSTILE = "\x1b]0;title\x07\x1b[31mred\x1b[0m\u202ereversed\x08\r"


def citation(number: int = 1, **changed: object) -> Citation:
    fields: dict[str, object] = {
        "number": number,
        "quote": "The Forum met in May.",
        "passage_id": "id",
        "source": "day-1/report.pdf",
        "title": "Report",
        "location": Location(page=12, page_label="ix", heading=("Report", "Opening")),
        "start": 0,
        "end": 21,
        "sha256": "0" * 64,
    }
    return Citation(**{**fields, **changed})  # type: ignore[arg-type] # the fields are those of a citation


def answer(question: str = "When?", searched: str = "When?", closest: tuple[Citation, ...] = ()) -> Answer:
    cited = () if closest else (citation(),)
    text = "The materials do not answer this." if closest else "“The Forum met in May.” [1]"
    return Answer(question, not closest, text, cited, Searched(1, 2, (), searched), closest=closest)


def test_an_answer_is_followed_by_its_sources_with_title_heading_place_and_file() -> None:
    lines = list(answer_lines(answer()))

    assert lines[0] == "“The Forum met in May.” [1]"
    assert lines[-1] == "[1] Report · Opening · p. 12 (ix) · day-1/report.pdf"


def test_a_heading_that_is_the_title_is_not_said_twice() -> None:
    cited = citation(location=Location(paragraph=3, heading=("Report",)))
    lines = answer_lines(Answer("When?", True, "May [1]", (cited,), Searched(1, 2, (), "When?")))

    assert list(lines)[-1] == "[1] Report · paragraph 3 · day-1/report.pdf"


def test_the_question_searched_for_is_shown_only_where_it_differs() -> None:
    assert not any("Searched for" in line for line in answer_lines(answer()))
    assert (
        next(answer_lines(answer("And in 2014?", "What happened in 2014?"))) == "Searched for: What happened in 2014?"
    )


def test_a_refusal_shows_the_closest_passages_as_such() -> None:
    lines = list(answer_lines(answer(closest=(citation(), citation(2, quote="word " * 200)))))

    assert lines.index("Closest, but not an answer:") == 2
    assert "  – The Forum met in May." in lines
    assert lines[-2].endswith(" …")
    assert len(lines[-2]) < 300


@given(st.text(max_size=80))
def test_no_control_character_of_a_document_reaches_the_terminal(text: str) -> None:
    hostile = text + HOSTILE
    cited = citation(quote=hostile, title=hostile, source=hostile, location=Location(heading=(hostile,)))
    lines = [
        *answer_lines(Answer(hostile, True, hostile, (cited,), Searched(1, 2, (), hostile + "?"))),
        *answer_lines(answer(closest=(cited,))),
        *source_lines([SourceState(hostile, hostile, "text", "skipped", reason="empty", detail=hostile)]),
        *source_lines([SourceState(hostile, hostile, "text", "partial", detail=hostile)]),
        *report_lines(BuildReport(0, 0, 0, 0, (Skipped(hostile, "empty", hostile),), 0, 0, 0.0, "g")),
    ]

    shown = "".join(lines).replace("\n", "").replace("\t", "")
    assert not {character for character in shown if unicodedata.category(character) in {"Cc", "Cf", "Cs"}}


def test_sources_are_listed_with_their_state_the_unreadable_last_and_a_count() -> None:
    lines = list(
        source_lines(
            [
                SourceState("a.pdf", "", "", "skipped", reason="encrypted", detail="It has a password."),
                SourceState("b.pdf", "Report", "pdf", "partial", pages=9, passages=4, detail="Page 3 is an image."),
                SourceState("c.txt", "Talk", "text", "indexed", passages=2),
            ]
        )
    )

    assert lines == [
        "partial  b.pdf: Report (pdf, 9 pages, 4 passages)",
        "         Page 3 is an image.",
        "indexed  c.txt: Talk (text, 2 passages)",
        "skipped  a.pdf: It has a password.",
        "2 documents, 1 skipped",
    ]


def test_a_build_is_reported_with_its_counts_and_each_skipped_file() -> None:
    skipped = Skipped("a.pdf", "encrypted", "It has a password.")
    first, second = report_lines(BuildReport(3, 1, 4, 2, (skipped,), 41, 9, 1.26, "g"))

    assert first.startswith("3 added, 1 changed, 4 unchanged, 2 removed, 1 skipped; 41 passages, 9 embedded, 1.3 s")
    assert second == "skipped  a.pdf: It has a password."


def test_hits_are_shown_with_rank_and_place_and_as_json_with_the_documented_fields(forum: Assistant) -> None:
    hits = forum.search("catch of trout", limit=2)
    lines, shown = list(hit_lines(hits)), json.loads(json.dumps(hits_as_dicts(hits)))

    assert lines[0].startswith("1. ")
    assert hits[0].source in lines[0]
    assert [hit["rank"] for hit in shown] == [1, 2]
    fields = {"rank", "score", "passage_id", "source", "title", "text", "location", "metadata"}
    assert all(set(hit) == fields for hit in shown)
    assert shown[0]["text"] == hits[0].passage.text


@pytest.mark.parametrize("lines", [hit_lines([]), report_lines(BuildReport(0, 0, 0, 0, (), 0, 0, 0.0, "g"))])
def test_nothing_found_and_nothing_done_are_no_errors(lines: object) -> None:
    assert len(list(lines)) <= 1  # type: ignore[call-overload] # both are iterators of lines
