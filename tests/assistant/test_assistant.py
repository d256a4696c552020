"""The assistant as a program uses it: opened, asked, rebuilt under, filtered, shared by threads, closed."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings, Turn
from assistant.answers import Delta
from assistant.assistant import build_report
from assistant.errors import BadQuestion
from index import Index, StoreError

Verify = Callable[[Assistant, Answer, Path], None]
CATCH = "How far did the catch of trout fall?"


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Settings]:
    """A folder with one file, and the settings of a store that is not built yet."""
    folder = tmp_path / "materials"
    folder.mkdir()
    (folder / "mill.txt").write_text(mill(1), encoding="utf-8")
    return folder, Settings(store=tmp_path / "store")


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which private copies are made, empty at first."""
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def mill(version: int) -> str:
    """Return a text all of whose sentences name its version: an answer must not mix them."""
    said = (
        f"The mill of Greystone was sold in version {version} to the baker Nils Aker.",
        f"The price of the mill was 40 crowns in version {version} of the contract.",
        f"Nils Aker will repair the wheel of the mill in version {version} of the plan.",
    )
    return "Contract of the mill\n\n" + "\n\n".join(said) + "\n"


def rewrite(folder: Path, settings: Settings, version: int) -> str:
    """Publish another version of the text; return the new generation's id."""
    (folder / "mill.txt").write_text(mill(version), encoding="utf-8")
    return build_report(folder, settings=settings).generation


# --- build, open, close


def test_a_folder_is_built_opened_and_answers(own: tuple[Path, Settings], verify: Verify) -> None:
    folder, settings = own
    with Assistant.build(folder, settings=settings) as assistant:
        answer = assistant.ask("Who bought the mill of Greystone?")

        assert "Nils Aker" in answer.text
        verify(assistant, answer, folder)
    with Assistant.open(settings.store) as again:
        assert again.ask("Who bought the mill of Greystone?") == answer


def test_a_store_given_by_itself_goes_before_the_one_in_the_settings(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    other = settings.store.parent / "other"

    with Assistant.build(folder, store=other, settings=settings) as assistant:
        assert assistant.settings.store == other
    assert Index.latest(settings.store) is None


def test_building_again_reports_progress_only_for_what_changed(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    seen: list[int] = []
    for _ in range(2):
        Assistant.build(folder, settings=settings, progress=lambda now: seen.append(now.files)).close()
    assert seen == [1]
    Assistant.build(folder, settings=settings, full=True, progress=lambda now: seen.append(now.files)).close()
    assert seen == [1, 1]


def test_a_store_that_was_never_built_is_an_error_that_says_how_to_build_it(own: tuple[Path, Settings]) -> None:
    with pytest.raises(StoreError, match="aide-memoire index"):
        Assistant.open(settings=own[1])


def test_nothing_is_left_beside_an_open_index_and_it_may_be_closed_twice(
    own: tuple[Path, Settings], private: Path
) -> None:
    folder, settings = own
    assistant = Assistant.build(folder, settings=settings)
    assert list(private.iterdir()) == []

    assistant.close()
    assistant.close()


def test_a_fault_inside_the_block_still_closes_the_index(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    assistant = Assistant.build(folder, settings=settings)
    with assistant._using() as index:
        assert not index._closed
    with pytest.raises(BadQuestion), assistant:
        assistant.ask("")
    assert index._closed


# --- questions


def test_being_prepared_changes_no_answer(forum: Assistant) -> None:
    before = forum.ask("Who chaired the session?")
    forum.prepare()
    assert forum.ask("Who chaired the session?") == before


@pytest.mark.parametrize("question", ["", "   ", "\n\t\u00a0"])
def test_an_empty_question_is_refused_before_anything_is_searched(forum: Assistant, question: str) -> None:
    with pytest.raises(BadQuestion, match="empty"):
        forum.ask(question)
    with pytest.raises(BadQuestion, match="empty"):
        forum.search(question)
    with pytest.raises(BadQuestion, match="empty"):
        list(forum.stream(question))


def test_the_async_twins_do_what_the_others_do(forum: Assistant) -> None:
    question = "Who said that we drink from the same lake?"

    async def twins() -> tuple[Answer, list[Delta | Answer], list[str]]:
        events = [event async for event in forum.astream(question)]
        hits = await forum.asearch("trout", limit=2)
        return await forum.aask(question), events, [hit.passage.id for hit in hits]

    answer, events, found = asyncio.run(twins())
    assert answer == forum.ask(question) == events[-1]
    assert events == list(forum.stream(question))
    assert found == [hit.passage.id for hit in forum.search("trout", limit=2)]
    with pytest.raises(BadQuestion):
        asyncio.run(forum.aask(" "))


def test_half_a_character_is_no_question(forum: Assistant) -> None:
    for ask in (forum.ask, forum.search):
        with pytest.raises(BadQuestion, match="half a character"):
            ask("Who \ud83d?")


def test_a_question_may_be_as_long_as_the_limit_and_no_longer(forum_index: Index, forum_store: Path) -> None:
    short = Assistant(forum_index, Settings(store=forum_store, question_limit=len(CATCH)))

    assert short.ask(CATCH).answered
    with pytest.raises(BadQuestion, match=str(len(CATCH))):
        short.ask(f"{CATCH}?")


def test_white_space_around_a_question_is_not_part_of_it(forum: Assistant) -> None:
    assert forum.ask(f"\n {CATCH}  ") == forum.ask(CATCH)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did the Lakeside Forum take place?", ("12 May 2023", "report.md")),
        ("Who welcomed the delegates?", ("Ingrid Solheim", "report.md")),
        ("What did Tomas Berg say about the lake?", ("We drink from the same lake", "report.md")),
        (CATCH, ("38 tonnes", "hall/statement.txt")),
        ("How many samples had too much nitrate?", ("thirty-one", "panel.vtt")),
        ("Сколько хозяйств объединяет Союз садоводов?", ("640 хозяйств", "hall/заявление.txt")),
        ("Жайлау қауымдастығы қашан құрылды?", ("2019 жылы құрылды", "hall/мәлімдеме.txt")),
    ],
)
def test_a_question_in_any_of_three_languages_is_answered_from_its_sentence(
    forum: Assistant, forum_folder: Path, verify: Verify, question: str, expected: tuple[str, str]
) -> None:
    words, source = expected
    answer = forum.ask(question)

    assert answer.answered
    assert any(words in citation.quote and citation.source == source for citation in answer.citations)
    verify(forum, answer, forum_folder)


def test_a_follow_up_is_searched_with_the_name_of_the_question_before(forum: Assistant) -> None:
    history = [Turn("Who is Tomas Berg?", "The mayor of Ardenfels.")]

    answer = forum.ask("And what did he say about the lake?", history=history)

    assert answer.question == "And what did he say about the lake?"
    assert answer.searched.question == "What did Tomas Berg say about the lake?"
    assert "We drink from the same lake" in answer.text


@pytest.mark.parametrize(
    "question",
    [CATCH, "Which measures did the Forum adopt?", "Who won the chess championship?", "Что предлагает союз?"],
)
def test_the_pieces_of_a_stream_make_up_the_answers_text_exactly(forum: Assistant, question: str) -> None:
    *pieces, last = forum.stream(question)

    assert last == forum.ask(question)
    assert len(pieces) > 1
    assert all(isinstance(piece, Delta) and piece.text for piece in pieces)
    assert "".join(piece.text for piece in pieces if isinstance(piece, Delta)) == last.text


# --- refusals


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who won the chess championship?", "do not answer"),
        ("Кто выиграл чемпионат по шахматам?", "нет ответа"),
        ("Шахмат біріншілігін кім ұтты?", "жауап жоқ"),
    ],
)
def test_a_refusal_speaks_the_questions_language_and_counts_what_was_searched(
    forum: Assistant, forum_folder: Path, verify: Verify, question: str, words: str
) -> None:
    answer = forum.ask(question)

    assert not answer.answered
    assert words in answer.text
    assert answer.searched.documents == 5
    assert str(answer.searched.passages) in answer.text
    verify(forum, answer, forum_folder)


def test_a_refusal_names_the_files_that_could_not_be_read(forum: Assistant) -> None:
    answer = forum.ask("Who won the chess championship?")

    assert "broken.pdf" in answer.text
    assert "empty.txt" in answer.text
    assert {skipped.source for skipped in answer.searched.unread} == {"broken.pdf", "empty.txt"}


def test_a_refusal_names_what_is_nowhere_mentioned(forum: Assistant) -> None:
    answer = forum.ask("What did Bartholomew Quince say about wells?")

    assert not answer.answered
    assert "Bartholomew Quince" in answer.text


def test_a_refusal_offers_the_closest_passages_apart_from_its_text(forum: Assistant) -> None:
    answer = forum.ask("What was the catch of salmon in Norland?")

    assert not answer.answered
    assert 1 <= len(answer.closest) <= 3
    assert len({citation.passage_id for citation in answer.closest}) == len(answer.closest)
    assert not any(citation.quote in answer.text for citation in answer.closest)


@pytest.mark.parametrize("year", ["1987", "2031"])
def test_an_answer_never_comes_from_another_year(forum: Assistant, year: str) -> None:
    answer = forum.ask(f"How large was the catch of trout in {year}?")

    assert not answer.answered
    assert year in answer.text


# --- filters


@pytest.mark.parametrize(
    ("where", "sources"),
    [
        ({"speaker": "Amara Diallo"}, {"panel.vtt"}),
        ({"speaker": "peder holm"}, {"hall/statement.txt"}),
        ({"document": "Report of the Lakeside Forum"}, {"report.md"}),
        ({"source": "hall/"}, {"hall/statement.txt", "hall/заявление.txt", "hall/мәлімдеме.txt"}),
        ({"language": "ru"}, {"hall/заявление.txt"}),
        ({"language": "kk"}, {"hall/мәлімдеме.txt"}),
        ({"date": "2023-05"}, {"report.md"}),
        ({"date": "2022..2023"}, {"report.md"}),
        ({"document": "ЗАЯВЛЕНИЕ"}, {"hall/заявление.txt"}),
        ({"speaker": "қоңыратбай"}, {"hall/мәлімдеме.txt"}),
        ({"kind": "vtt"}, {"panel.vtt"}),
        ({"language": "en", "source": "hall/"}, {"hall/statement.txt"}),
    ],
)
def test_a_filter_narrows_search_to_its_passages(forum: Assistant, where: dict[str, str], sources: set[str]) -> None:
    found = [hit for question in ("the water of the lake", "вода", "су") for hit in forum.search(question, where=where)]

    assert {hit.source for hit in found} == sources


def test_a_filter_narrows_answers(forum: Assistant) -> None:
    assert forum.ask(CATCH, where={"speaker": "Peder Holm"}).answered
    assert not forum.ask(CATCH, where={"speaker": "Amara Diallo"}).answered


@pytest.mark.parametrize("where", [{"speaker": "Nobody"}, {"language": "fr"}, {"date": "1999"}])
def test_a_filter_that_fits_nothing_is_answered_with_a_refusal_that_says_so(
    forum: Assistant, where: dict[str, str]
) -> None:
    answer = forum.ask(CATCH, where=where)
    every = forum.ask("What did the Moon Society say?").searched

    assert not answer.answered
    assert (answer.searched.documents, answer.searched.passages, answer.searched.where) == (0, 0, where)
    assert answer.searched.left_out == (every.documents, every.passages)
    (clause,) = (f"{name}={value}" for name, value in where.items())
    assert f"Left out by the filter {clause}: {every.documents} documents, {every.passages} passages." in answer.text
    assert answer.text.startswith("The materials do not answer this.")
    assert answer.closest == ()
    assert forum.search(CATCH, where=where) == []


@pytest.mark.parametrize("name", ["colour", "x' OR 1=1 --", "", "speaker')", "$"])
def test_a_field_that_cannot_be_filtered_by_is_a_bad_question(forum: Assistant, name: str) -> None:
    for method in (forum.search, forum.ask, lambda *args, **options: next(forum.stream(*args, **options))):
        with pytest.raises(BadQuestion, match="use speaker, session, date"):
            method(CATCH, where={name: "Peder"})


def test_what_is_said_of_a_document_is_shown_with_where_it_was_found(forum: Assistant) -> None:
    by_source = {source.source: source for source in forum.sources()}
    statement, report = by_source["hall/заявление.txt"], by_source["report.md"]

    assert statement.metadata == {"speaker": "Вера Лужина"}
    assert statement.origins == {"title": "first page", "language": "text", "speaker": "first page"}
    assert (report.origins["title"], report.origins["date"]) == ("front matter", "front matter")


# --- search, sources, context


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_search_returns_at_most_so_many_passages_best_first(forum: Assistant, limit: int) -> None:
    hits = forum.search("the lake and its water", limit=limit)

    assert len(hits) == min(limit, len(forum.search("the lake and its water", limit=100)))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_sources_tell_of_every_file_and_why_one_was_skipped(forum: Assistant, forum_folder: Path) -> None:
    sources = {source.source: source for source in forum.sources()}

    files = [path for path in forum_folder.rglob("*") if path.is_file()]
    assert set(sources) == {path.relative_to(forum_folder).as_posix() for path in files}
    assert sources["report.md"].state == "indexed"
    assert sources["report.md"].title == "Report of the Lakeside Forum"
    assert sources["report.md"].date == "2023-05-12"
    assert sources["hall/заявление.txt"].language == "ru"
    assert (sources["empty.txt"].state, sources["empty.txt"].reason) == ("skipped", "empty")
    assert (sources["broken.pdf"].state, sources["broken.pdf"].passages) == ("skipped", 0)
    assert sources["broken.pdf"].detail
    assert sum(source.passages for source in sources.values()) == forum.ask(CATCH).searched.passages


def test_context_shows_a_passage_among_its_neighbours_of_the_same_document(forum: Assistant) -> None:
    for hit in forum.search("the lake and its water", limit=20):
        context = forum.context(hit.passage.id)

        assert context is not None
        assert context.passages[context.position] == hit.passage
        assert {passage.source for passage in context.passages} == {context.source} == {hit.source}
        starts = [passage.start for passage in context.passages]
        assert starts == sorted(starts)


def test_an_unknown_passage_has_no_context(forum: Assistant) -> None:
    assert forum.context("no such id") is None


# --- a newer generation


def test_a_new_generation_answers_the_next_question_and_the_old_one_is_closed(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    with Assistant.build(folder, settings=settings) as assistant:
        with assistant._using() as old:
            first = old.generation
        assert "version 1" in assistant.ask("Who bought the mill of Greystone?").text

        second = rewrite(folder, settings, 2)

        assert "version 2" in assistant.ask("Who bought the mill of Greystone?").text
        assert first != second == assistant.generation
        assert old._closed


def test_an_old_generation_stays_open_until_its_last_user_is_done(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    with Assistant.build(folder, settings=settings) as assistant:
        with assistant._using() as old:
            rewrite(folder, settings, 2)
            assert assistant.ask("Who bought the mill of Greystone?").generation != old.generation
            assert not old._closed
            assert "version 1" in old.search("mill", limit=1)[0].passage.text
        assert old._closed


def test_a_removed_files_text_is_in_no_answer(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    (folder / "bridge.txt").write_text("The bridge\n\nThe bridge of Harwick was closed by Olga Brandt in June.\n")
    with Assistant.build(folder, settings=settings) as assistant:
        question = "Who closed the bridge of Harwick?"
        found = assistant.ask(question)
        assert "Olga Brandt" in found.text

        (folder / "bridge.txt").unlink()
        build_report(folder, settings=settings)

        refused = assistant.ask(question)
        assert not refused.answered
        assert not any("bridge" in citation.quote for citation in refused.closest)
        assert {source.source for source in assistant.sources()} == {"mill.txt"}
        assert assistant.context(found.citations[0].passage_id) is None


def test_threads_that_ask_during_rebuilds_get_whole_answers_of_one_generation(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    questions = ("Who bought the mill of Greystone?", "What was the price of the mill?", "Who will repair the wheel?")
    done = threading.Event()
    versions: dict[str, str] = {}
    with Assistant.build(folder, settings=settings) as assistant:
        versions[assistant.generation] = "version 1"

        def ask(number: int) -> list[Answer]:
            answers = [assistant.ask(questions[number % 3])]
            while not done.is_set():
                answers.append(assistant.ask(questions[number % 3]))
            return [*answers, assistant.ask(questions[number % 3])]

        with ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(ask, number) for number in range(8)]
            try:
                for version in range(2, 6):
                    versions[rewrite(folder, settings, version)] = f"version {version}"
            finally:
                done.set()
            answers = [answer for future in asking for answer in future.result(60)]

    assert {answer.generation for answer in answers} >= {min(versions), max(versions)}
    for answer in answers:
        assert answer.answered
        said = {name for name in versions.values() for citation in answer.citations if name in citation.quote}
        assert said == {versions[answer.generation]}


def test_a_store_that_vanishes_after_opening_still_answers(own: tuple[Path, Settings]) -> None:
    folder, settings = own
    with Assistant.build(folder, settings=settings) as assistant:
        shutil.rmtree(settings.store)

        assert "Nils Aker" in assistant.ask("Who bought the mill of Greystone?").text
