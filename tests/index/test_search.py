"""Searching: the passages that answer, and an index that is left as it was published."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import Index, ModelChoice, build_index
from index.embedder import Embedder
from index.errors import Corrupt, NotBuilt, StoreError, WrongModel
from index.generations import Store
from tests.embedding_models import make_random_model

OpenIndex = Callable[[Path], Index]
Hashes = Callable[[Path], dict[str, str]]

SESSIONS = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Әлия Сәрсен>Good morning, dear delegates of the forum.

00:00:05.000 --> 00:00:09.000
<v Болат Иванов>The attorneys of our region must be free of pressure.
"""
LAWYERS = """---
title: Lawyers
date: 2024-12-11
session: Morning
---
# Lawyers

Legal counsel should never be harassed by the government for defending their clients.

## Schools

Pupils in remote villages travel two hours to reach their classrooms.

## Water

The glaciers that feed our rivers have lost a third of their ice.

## Дети

Каждый ребёнок имеет право на защиту государства.

## Балалар

Әрбір бала мемлекеттің қорғауына құқылы.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("materials")
    (made / "lawyers.md").write_text(LAWYERS, encoding="utf-8")
    (made / "sessions.vtt").write_text(SESSIONS, encoding="utf-8")
    (made / "empty.txt").touch()
    return made


@pytest.fixture(scope="module")
def index(
    folder: Path, choice: ModelChoice, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index through the packaged model."""
    store = tmp_path_factory.mktemp("search") / "store"
    build_index([folder], store, choice=choice)
    opened = Index.open(store, embedder=embedder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Why do children have a long way to school?", "classrooms"),
        ("Is global warming melting frozen mountains?", "glaciers"),
        ("What are rivers fed by?", "glaciers"),
        ("права детей", "ребёнок"),
        ("балалардың құқықтары", "Әрбір бала"),
    ],
)
def test_passages_are_found_by_meaning_or_by_words(index: Index, question: str, answer: str) -> None:
    assert answer in index.search(question)[0].passage.text


@pytest.mark.parametrize("question", ["Every child has a right to protection", "Who protects children?"])
def test_a_question_in_english_finds_russian_text_by_its_words(
    tmp_path: Path, choice: ModelChoice, question: str
) -> None:
    texts = ("Каждый ребёнок имеет право на защиту государства.", "Ледники теряют лёд.", "Школы далеко от деревень.")
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    build_index([tmp_path], tmp_path / "store", choice=choice)
    with closing(Index.open(tmp_path / "store", choice=choice)) as index:
        assert index.search(question)[0].source == "0.txt"
        (child,) = [term for term in index.terms(question) if term.word.startswith("child")]
    assert (child.frequency, set(index.stems("ребёнок", "ru")) <= set(child.stems)) == (1, True)


def test_hits_are_best_first_each_once_and_scored_from_nought_to_one(index: Index) -> None:
    hits = index.search("Must lawyers be free of pressure by the government?", limit=50)
    assert len(hits) == len({hit.passage.id for hit in hits}) == index.manifest.passages
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1
    assert [index.passages.passage(hit.row) for hit in hits] == [hit.passage for hit in hits]
    assert {hit.source for hit in hits} == {"lawyers.md", "sessions.vtt"}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_limit_keeps_the_best(index: Index, limit: int) -> None:
    question = "Who protects children and lawyers?"
    assert index.search(question, limit=limit) == index.search(question, limit=50)[:limit]


@pytest.mark.parametrize("question", ["", " ", "?", "👩‍⚖️", "\x00", "a" * 20_000, "the of and", "ﷺ" * 50])
def test_any_question_is_answered_with_passages_or_none(index: Index, question: str) -> None:
    assert len(index.search(question, limit=3)) <= 3


@pytest.mark.parametrize(
    ("where", "sources"),
    [
        ({"source": "lawyers.md"}, {"lawyers.md"}),
        ({"document": "lawy"}, {"lawyers.md"}),
        ({"document": "YERS.MD"}, {"lawyers.md"}),
        ({"date": "2024..2025"}, {"lawyers.md"}),
        ({"session": "morning"}, {"lawyers.md"}),
        ({"date": "2024-12"}, {"lawyers.md"}),
        ({"kind": "vtt"}, {"sessions.vtt"}),
        ({"speaker": "болат"}, {"sessions.vtt"}),
        ({"speaker": "Nobody"}, set()),
        ({"kind": "vtt", "session": "Morning"}, set()),
    ],
)
def test_a_filter_keeps_to_what_it_names(index: Index, where: dict[str, str], sources: set[str]) -> None:
    assert {hit.source for hit in index.search("attorneys and lawyers", limit=50, where=where)} == sources


def test_a_filter_that_cannot_be_used_is_a_value_error(index: Index) -> None:
    with pytest.raises(ValueError, match="no filter by “colour”"):
        index.search("lawyers", where={"colour": "red"})


def test_what_a_filter_keeps_is_counted(index: Index) -> None:
    assert index.kept({"kind": "vtt"}) == (1, 2)
    assert index.kept({"speaker": "Nobody"}) == (0, 0)


def test_a_speaker_is_found_by_the_turn(index: Index) -> None:
    (hit,) = index.search("What about lawyers?", where={"speaker": "Болат Иванов"})
    assert hit.passage.text == "The attorneys of our region must be free of pressure."
    assert hit.passage.location.speaker == "Болат Иванов"


def test_the_similarity_of_a_hit_is_that_of_its_nearest_unit(index: Index) -> None:
    question = "Why do children have a long way to school?"
    hits = index.search(question)
    units = index.similarities(question, [hit.row for hit in hits])
    for hit in hits:
        assert hit.similarity == pytest.approx(max(cosine for _, _, cosine in units[hit.row]), abs=1e-4)
        spans = [(start, end) for start, end, _ in units[hit.row]]
        assert spans == sorted(spans)
        assert spans[-1][1] == len(hit.passage.text)
    assert index.similarities(question, []) == {}


def test_a_question_is_embedded_and_searched_for_once(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    embed, look = index.embedder.embed_query, index._keywords.search
    monkeypatch.setattr(index.embedder, "embed_query", lambda text: asked.append(text) or embed(text))  # type: ignore[func-returns-value]
    monkeypatch.setattr(index._keywords, "search", lambda *a, **k: asked.append("words") or look(*a, **k))  # type: ignore[func-returns-value]
    few, many = (index.search("Who walks so far to the village school?", limit=limit) for limit in (1, 4))
    assert sorted(asked) == ["Who walks so far to the village school?", "words"]
    assert many[:1] == few
    assert index.search("Who walks so far to the village school?", where={"kind": "vtt"}) != many
    assert asked[2:] == ["words"]
    assert not index._finder._vector("Who walks so far to the village school?").flags.writeable


def test_rare_words_weigh_more_and_unknown_ones_as_much_as_the_rarest(index: Index) -> None:
    weights = {term.word: (term.frequency, term.weight) for term in index.terms("rivers, forum, xylophone; lawyers")}
    assert weights["xylophone"][0] == 0
    assert weights["rivers"][0] == 1
    assert weights["lawyers"][0] == 5  # the title stands above each passage of the file
    assert weights["xylophone"][1] == weights["rivers"][1] > weights["lawyers"][1] >= 0


def test_terms_and_stems_agree(index: Index) -> None:
    (term,) = index.terms("glaciers")
    assert set(term.stems) & set(index.stems("The glacier is gone", "en"))


@pytest.mark.parametrize(
    ("question", "language", "known"),
    [("Who spoke about rivers?", "en", True), ("Кто говорил о реках?", "ru", False), ("Кім сөйледі?", "kk", False)],
)
def test_it_is_known_which_languages_the_model_knows(index: Index, question: str, language: str, known: bool) -> None:
    assert index.language(question) == language
    assert index.knows(question) is known


def test_neighbours_stay_within_the_document(index: Index) -> None:
    passages = [index.passages.passage(row) for row in index.passages.rows_of("lawyers.md")]
    assert index.neighbours(passages[0].id, before=3, after=1) == passages[:2]
    assert index.neighbours(passages[-1].id, before=1, after=3) == passages[-2:]
    assert index.neighbours(passages[2].id, before=0, after=0) == [passages[2]]
    assert index.neighbours("nobody", before=1, after=1) == []


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_sample_is_spread_over_the_index(index: Index, size: int) -> None:
    found = [passage.id for passage in index.sample(size)]
    assert len(set(found)) == len(found) == min(size, index.manifest.passages)


def test_every_file_is_known_with_its_hash_and_why_it_was_skipped(index: Index, folder: Path, hashes: Hashes) -> None:
    written = hashes(folder)
    assert {record.source: index.sha256(record.source) for record in index.documents()} == written
    assert index.sha256("nobody") == ""
    assert [record.reason for record in index.documents() if record.skipped] == ["empty"]


def test_the_context_of_a_passage_is_what_is_searched_with_it(index: Index) -> None:
    hit = index.search("glaciers")[0]
    assert index.context(hit.passage) == "Lawyers › Water"


def test_opening_and_searching_leave_every_byte_as_it_was_published(
    store: Path, opened: OpenIndex, hashes: Hashes
) -> None:
    before = hashes(store)
    index = opened(store)
    for question in ("Who organised it?", "адвокаты", "кітапхана"):
        index.search(question, where={"kind": "markdown"})
    index.neighbours(index.sample(1)[0].id, before=1, after=1)
    index.close()
    opened(store).search("Sarsen")
    assert hashes(store) == before


def test_an_open_index_leaves_nothing_beside_it_and_may_be_closed_twice(
    store: Path, opened: OpenIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "beside").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "beside"))
    index = opened(store)
    assert not list((tmp_path / "beside").iterdir())
    index.close()
    index.close()


def test_two_readers_of_one_store_do_not_meet(store: Path, opened: OpenIndex) -> None:
    one, other = opened(store), opened(store)
    one.close()
    assert other.search("Sarsen")[0].source == "opening.md"


def test_many_threads_get_the_answers_that_one_gets(store: Path, opened: OpenIndex) -> None:
    index = opened(store)
    questions = ["Sarsen", "независимость адвокатов", "кітапхана", "Who organised the conference?"]
    expected = {question: index.search(question) for question in questions}
    failures: list[object] = []

    def ask(first: int) -> None:
        for number in range(12):
            question = questions[(first + number) % len(questions)]
            try:
                found = index.search(question)
                if [hit.passage for hit in found] != [hit.passage for hit in expected[question]]:
                    failures.append(question)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_every_damage_to_every_file_is_found_on_opening_and_the_file_is_named(store: Path, opened: OpenIndex) -> None:
    manifest = Store(store).manifest()
    for name in [*manifest.files, "manifest.json"]:
        path = Store(store).folder(manifest.id) / name
        whole = path.read_bytes()
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([byte ^ 1 for byte in whole[middle : middle + 1]]) + whole[middle + 1 :]
        for data in [b"", whole[:middle], whole[:-1], flipped, None] if whole else [b"x", None]:
            if data is None:
                path.unlink()
            else:
                path.write_bytes(data)
            with pytest.raises(Corrupt, match=Path(name).name):
                opened(store)
        path.write_bytes(whole)
    assert opened(store).search("Sarsen")[0].source == "opening.md"


def test_a_store_without_an_index_is_not_opened(tmp_path: Path, opened: OpenIndex) -> None:
    with pytest.raises(NotBuilt):
        opened(tmp_path)
    assert Index.latest(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_an_index_of_a_random_model_is_not_opened_with_another(
    store: Path, random_choice: ModelChoice, choice: ModelChoice, embedder: Embedder, tmp_path: Path
) -> None:
    with pytest.raises(WrongModel, match=r"was made with .*/random, not all-MiniLM-L6-v2.*rebuild: aide-memoire index"):
        Index.open(store, embedder=embedder)
    other = replace(random_choice, model=str(make_random_model(tmp_path, seed=9)), compiled=False)
    with pytest.raises(WrongModel):
        Index.open(store, choice=other)
    assert choice.model == ""


def test_an_index_of_a_random_model_goes_the_whole_path(store: Path, random_choice: ModelChoice) -> None:
    index = Index.open(store, choice=random_choice)
    try:
        assert index.manifest.model == random_choice.model
        assert index.search("независимость адвокатов")[0].source == "talk.md"
    finally:
        index.close()


def test_a_model_that_is_gone_is_an_error_of_the_store(store: Path, random_choice: ModelChoice, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no model folder"):
        Index.open(store, choice=replace(random_choice, model=str(tmp_path / "gone")))


def test_an_index_without_a_single_readable_file_finds_nothing(
    tmp_path: Path, random_choice: ModelChoice, opened: OpenIndex
) -> None:
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "empty.txt").touch()
    report = build_index([tmp_path / "materials"], tmp_path / "store", choice=random_choice)
    assert (report.passages, len(report.skipped)) == (0, 1)
    index = opened(tmp_path / "store")
    assert index.search("anything") == []
    assert index.sample(3) == []
    assert index.terms("anything")[0].frequency == 0


def test_the_other_part_of_a_divided_paragraph_stands_next_to_the_one_that_was_found(
    tmp_path: Path, choice: ModelChoice, embedder: Embedder
) -> None:
    filler = " ".join(f"The clerk noted item {number} of the long agenda." for number in range(60))
    long = f"Walruses were counted by the harbour master. {filler} The count was repeated in spring."
    others = "\n\n".join(f"The master of the harbour {number} spoke." for number in range(8))
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "long.md").write_text(f"{others}\n\n## Count\n\n{long}\n", encoding="utf-8")
    build_index([tmp_path / "materials"], tmp_path / "store", choice=choice)
    with closing(Index.open(tmp_path / "store", embedder=embedder)) as index:
        first, second = index.search("Who counted walruses?", limit=8)[:2]
    assert "Walruses" in first.passage.text
    assert second.row == first.row + 1
    assert second.score == pytest.approx(first.score, rel=0.02)


def test_the_rest_of_a_short_text_stands_near_the_part_that_was_found(
    tmp_path: Path, choice: ModelChoice, embedder: Embedder
) -> None:
    (tmp_path / "materials").mkdir()
    note = "Walruses were counted.\n\n## Later\n\nNobody came, and the tea was cold."
    (tmp_path / "materials" / "note.md").write_text(note, encoding="utf-8")
    for number in range(8):
        (tmp_path / "materials" / f"{number}.md").write_text(f"Who counted chairs in hall {number}?", encoding="utf-8")
    build_index([tmp_path / "materials"], tmp_path / "store", choice=choice)
    with closing(Index.open(tmp_path / "store", embedder=embedder)) as index:
        hits = index.search("Who counted walruses?", limit=9)
    found = {hit.passage.text.split()[-1]: hit.score for hit in hits if hit.source == "note.md"}
    assert found["cold."] == pytest.approx(0.7 * found["counted."])
