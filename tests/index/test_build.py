"""Building: what changed is read and embedded, everything else is taken over, and a refresh equals a full build."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import CorpusError, Document, Skipped, discovery, load_many, loading
from index import BuildReport, Hit, Index, ModelChoice, Progress, StoreError, build, build_index, compiled, reading
from index.embedder import Embedder
from index.embedding import SentenceTransformerEmbedder
from index.errors import Busy, NotBuilt, WrongModel
from index.generations import Store
from index.vectors import opened_copy
from tests.embedding_models import make_random_model

OpenIndex = Callable[[Path], Index]
Hashes = Callable[[Path], dict[str, str]]
QUESTIONS = ("Who organised the conference?", "независимость адвокатов", "кітапхана", "Sarsen", "delegates of twelve")


@pytest.fixture
def refresh(materials: Path, store: Path, random_choice: ModelChoice) -> Callable[[], BuildReport]:
    """A function that brings the index of `materials` up to date."""
    return lambda: build_index([materials], store, choice=random_choice)


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


def texts(index: Index) -> dict[str, str]:
    found = index.passages.many(range(index.manifest.passages))
    return {passage.id: passage.text for passage in found.values()}


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_first_build_of_a_folder_reads_and_embeds_everything(
    materials: Path, tmp_path: Path, random_choice: ModelChoice, opened: OpenIndex
) -> None:
    report = build_index([materials], tmp_path / "store", choice=random_choice)
    assert counts(report) == (3, 0, 0, 0)
    assert report.passages == report.embedded == 4
    assert report.skipped == ()
    assert report.stages.keys() == {"reading", "embedding", "writing"}
    assert all(0 < seconds < report.seconds for seconds in report.stages.values())
    assert report.stages["embedding"] + report.stages["writing"] < report.seconds
    index = opened(tmp_path / "store")
    assert index.generation == report.generation
    assert (index.manifest.documents, index.manifest.passages) == (3, 4)
    assert [record.source for record in index.documents()] == ["day 2/closing.md", "opening.md", "talk.md"]


def test_a_report_has_the_documented_json_form(materials: Path, tmp_path: Path, random_choice: ModelChoice) -> None:
    (materials / "empty.txt").touch()
    report = build_index([materials], tmp_path / "store", choice=random_choice)
    assert json.loads(json.dumps(report.as_dict())) == {
        "documents": {"added": 4, "changed": 0, "unchanged": 0, "removed": 0, "skipped": 1},
        "passages": 4,
        "embedded": 4,
        "seconds": round(report.seconds, 3),
        "skipped": [{"source": "empty.txt", "reason": "empty", "detail": report.skipped[0].detail}],
        "generation": report.generation,
    }


def test_a_second_build_of_an_unchanged_folder_embeds_and_publishes_nothing(
    store: Path, refresh: Callable[[], BuildReport], hashes: Hashes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, generation = hashes(store), Index.latest(store)
    monkeypatch.setattr(build, "load_embedder", None)
    monkeypatch.setattr(build, "load_many", None)
    report = refresh()
    assert counts(report) == (0, 0, 3, 0)
    assert (report.embedded, report.passages, report.generation) == (0, 4, generation)
    assert hashes(store) == before


def test_a_touched_file_is_not_read_again(materials: Path, refresh: Callable[[], BuildReport], store: Path) -> None:
    generation = Index.latest(store)
    os.utime(materials / "opening.md", (1, 1))
    assert counts(refresh()) == (0, 0, 3, 0)
    assert Index.latest(store) == generation


def test_one_changed_file_costs_only_its_changed_passages(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    before = texts(opened(store))
    append(materials / "opening.md", "\n## Farewell\n\nThe delegates left on Friday.\n")
    report = refresh()
    assert counts(report) == (0, 1, 2, 0)
    assert (report.embedded, report.passages) == (1, 5)
    after = texts(opened(store))
    assert after.items() > before.items()
    (hit, *_) = opened(store).search("Who left on Friday?")
    assert hit.passage.text == "Farewell\n\nThe delegates left on Friday."


def test_a_changed_word_is_found_and_the_old_one_no_more(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    path = materials / "opening.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Astana", "Shymkent"), encoding="utf-8")
    assert refresh().embedded == 1
    index = opened(store)
    assert "Shymkent" in index.search("Shymkent")[0].passage.text
    assert index.terms("Astana")[0].frequency == 0


def test_a_renamed_file_with_a_title_of_its_own_is_embedded_no_more(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    (materials / "talk.md").rename(materials / "renamed talk.md")
    report = refresh()
    assert counts(report) == (1, 0, 2, 1)
    assert report.embedded == 0
    assert opened(store).search("независимость адвокатов")[0].source == "renamed talk.md"


def test_a_passage_that_moves_to_another_file_keeps_its_vectors(
    materials: Path, refresh: Callable[[], BuildReport]
) -> None:
    shutil.copy(materials / "talk.md", materials / "copy of talk.md")
    report = refresh()
    assert counts(report) == (1, 0, 3, 0)
    assert (report.embedded, report.passages) == (0, 5)


def test_a_removed_file_leaves_the_index_and_every_byte_of_it(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex, hashes: Hashes
) -> None:
    words = ["Sarsen", "sarsen", "Ambassador", "ambassador", "opening.md"]
    with closing(opened(store)) as index:
        rows = index.passages.rows_of("opening.md")
        units = [unit for row in index.passages.vectors(rows).values() for unit in row]
        keys = [key for row in index.passages.units(rows).values() for _, _, key in row]
    secrets = [text.encode() for text in [*words, *keys]] + [vector.tobytes() for _, _, vector in units]
    before = Store(store).folder(Index.latest(store) or "")
    assert all(any(secret in data for data in contents(before)) for secret in secrets)
    (materials / "opening.md").unlink()
    report = refresh()
    assert counts(report) == (0, 0, 2, 1)
    assert (report.embedded, report.passages) == (0, 2)
    index = opened(store)
    assert "opening.md" not in {hit.source for question in QUESTIONS for hit in index.search(question, limit=50)}
    assert not [s for s in secrets for data in contents(Store(store).folder(report.generation)) if s in data]
    assert index.search("Sarsen")[0].similarity < 1


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def stored_vectors(index: Index) -> int:
    with opened_copy(index.passages.every[0].place.folder / "vectors") as store:
        return store.size


def test_vectors_of_a_removed_file_leave_the_store(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    held = stored_vectors(opened(store))
    (materials / "opening.md").unlink()
    refresh()
    index = opened(store)
    assert stored_vectors(index) == index.manifest.units < held


def test_an_added_file_is_found(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    (materials / "note.txt").write_text("Press note\n\nA zeppelin landed beside the hall.", encoding="utf-8")
    report = refresh()
    assert counts(report) == (1, 0, 3, 0)
    assert report.embedded == report.passages - 4
    assert opened(store).search("zeppelin")[0].source == "note.txt"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("broken.pdf", b"%PDF-1.7\nnothing of the kind", "damaged"),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00", "unsupported"),
    ],
)
def test_a_file_that_cannot_be_read_costs_only_itself_and_is_named(
    *,
    materials: Path,
    refresh: Callable[[], BuildReport],
    store: Path,
    opened: OpenIndex,
    name: str,
    data: bytes,
    reason: str,
) -> None:
    (materials / name).write_bytes(data)
    report = refresh()
    assert [(skipped.source, skipped.reason) for skipped in report.skipped] == [(name, reason)]
    assert (report.passages, report.embedded) == (4, 0)
    index = opened(store)
    assert [record.source for record in index.documents() if record.skipped] == [name]
    assert index.manifest.documents == 3
    again = refresh()
    assert counts(again) == (0, 0, 4, 0)
    assert (again.skipped, again.generation) == (report.skipped, report.generation)


def test_a_skipped_file_that_changes_is_tried_again(
    materials: Path, refresh: Callable[[], BuildReport], store: Path, opened: OpenIndex
) -> None:
    (materials / "late.md").write_bytes(b"")
    refresh()
    (materials / "late.md").write_bytes(b"\n\n")
    still = refresh()
    assert counts(still) == (0, 1, 3, 0)
    assert [skipped.source for skipped in still.skipped] == ["late.md"]
    (materials / "late.md").write_text("# Late\n\nThe zeppelin was late.", encoding="utf-8")
    mended = refresh()
    assert (mended.skipped, mended.embedded) == ((), 1)
    assert opened(store).search("zeppelin")[0].source == "late.md"


def test_a_file_without_permission_is_tried_each_time_and_keeps_no_old_answer(
    *,
    materials: Path,
    refresh: Callable[[], BuildReport],
    store: Path,
    opened: OpenIndex,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = discovery.open_regular

    def closed(path: Path) -> object:
        if path.name == "opening.md":
            raise PermissionError(13, "Permission denied")
        return honest(path)

    with monkeypatch.context() as refusing:
        refusing.setattr(discovery, "open_regular", closed)
        refusing.setattr(loading, "open_regular", closed)
        refusing.setattr(build, "load_many", lambda found: (loading.load(file) for file in found))
        reports = [refresh(), refresh()]
    assert [[skipped.reason for skipped in report.skipped] for report in reports] == [["unreadable"]] * 2
    assert "opening.md" not in {hit.source for hit in opened(store).search("Who organised the conference?")}
    assert refresh().embedded == 2
    assert opened(store).search("Ambassador Sarsen")[0].source == "opening.md"


def test_a_refreshed_index_answers_as_one_built_in_full(
    *,
    materials: Path,
    refresh: Callable[[], BuildReport],
    store: Path,
    tmp_path: Path,
    random_choice: ModelChoice,
    opened: OpenIndex,
) -> None:
    (materials / "a new one.md").write_text("# New\n\nA zeppelin landed.\n\nКітаптар келді.", encoding="utf-8")
    refresh()
    append(materials / "talk.md", "\n## Прения\n\nВыступила Дана Серикова.\n")
    (materials / "day 2" / "closing.md").rename(materials / "closing.md")
    refresh()
    (materials / "opening.md").unlink()
    append(materials / "a new one.md", "\n\nIt left again.")
    refresh()
    build_index([materials], tmp_path / "full", choice=random_choice, full=True)
    refreshed, full = opened(store), opened(tmp_path / "full")
    assert list(texts(refreshed).items()) == list(texts(full).items())
    assert refreshed.documents() == full.documents()
    assert (refreshed.manifest.corpus, refreshed.manifest.units) == (full.manifest.corpus, full.manifest.units)
    for question in (*QUESTIONS, "zeppelin", "прения"):
        found, expected = refreshed.search(question), full.search(question)
        assert [hit.row for hit in found] == [hit.row for hit in expected]
        assert numbers(found) == pytest.approx(numbers(expected), abs=1e-3)


def numbers(hits: list[Hit]) -> list[float]:
    return [number for hit in hits for number in (hit.score, hit.similarity)]


def test_a_full_build_embeds_everything_anew_with_the_same_ids(
    materials: Path, store: Path, random_choice: ModelChoice, opened: OpenIndex
) -> None:
    before = texts(opened(store))
    report = build_index([materials], store, choice=random_choice, full=True)
    assert (report.embedded, report.passages) == (4, 4)
    assert texts(opened(store)) == before


def test_without_paths_the_folders_of_the_last_build_are_refreshed(
    materials: Path, store: Path, random_choice: ModelChoice
) -> None:
    (materials / "talk.md").unlink()
    report = build_index([], store, choice=random_choice)
    assert counts(report) == (0, 0, 2, 1)


def test_without_paths_and_index_the_folder_is_asked_for(tmp_path: Path, random_choice: ModelChoice) -> None:
    with pytest.raises(NotBuilt, match="Which folder"):
        build_index([], tmp_path / "store", choice=random_choice)


def test_another_folder_takes_the_place_of_the_first(
    store: Path, tmp_path: Path, random_choice: ModelChoice, opened: OpenIndex
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "only.md").write_text("# Only\n\nA zeppelin.", encoding="utf-8")
    report = build_index([other], store, choice=random_choice)
    assert counts(report) == (1, 0, 0, 3)
    assert [record.source for record in opened(store).documents()] == ["only.md"]


@pytest.mark.parametrize("emptied", ["no files", "no folder"])
def test_a_folder_without_files_leaves_the_index_as_it_was(
    materials: Path, store: Path, refresh: Callable[[], BuildReport], opened: OpenIndex, emptied: str
) -> None:
    shutil.rmtree(materials)
    if emptied == "no files":
        materials.mkdir()
    with pytest.raises((StoreError, CorpusError), match=r"no files in|no file or folder at"):
        refresh()
    assert opened(store).search("Sarsen")[0].source == "opening.md"


def test_a_folder_whose_name_is_not_unicode_is_indexed(
    materials: Path, tmp_path: Path, random_choice: ModelChoice, opened: OpenIndex
) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    materials.rename(odd)
    (odd / "talk.md").rename(odd / os.fsdecode(b"r\xe9sum\xe9.md"))
    build_index([odd], tmp_path / "store", choice=random_choice)
    report = build_index([], tmp_path / "store", choice=random_choice)
    assert counts(report) == (0, 0, 3, 0)
    assert opened(tmp_path / "store").search("адвокатов")[0].source == "r\ufffdsum\ufffd.md"


def test_an_error_midway_leaves_the_old_index_and_no_draft(
    *,
    materials: Path,
    store: Path,
    refresh: Callable[[], BuildReport],
    opened: OpenIndex,
    hashes: Hashes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = hashes(store)
    append(materials / "talk.md", "\nA zeppelin.\n")

    def fail(document: Document) -> None:
        raise MemoryError

    with monkeypatch.context() as failing:
        failing.setattr(reading, "chunk", fail)
        with pytest.raises(MemoryError):
            refresh()
    assert hashes(store) == before
    assert opened(store).search("Sarsen")[0].source == "opening.md"
    assert refresh().embedded == 1


def test_only_one_build_runs_at_a_time(store: Path, refresh: Callable[[], BuildReport]) -> None:
    with Store(store).building(), pytest.raises(Busy):
        refresh()


def test_a_damaged_index_is_rebuilt_in_full(store: Path, refresh: Callable[[], BuildReport], opened: OpenIndex) -> None:
    parts = {name.partition("/")[0] for name in Store(store).manifest().files}
    assert parts == {"keywords", "passages.sqlite", "vectors"}
    for number in range(len(Store(store).manifest().files) + 1):
        manifest = Store(store).manifest()
        path = Store(store).folder(manifest.id) / [*sorted(manifest.files), "manifest.json"][number]
        path.write_bytes(path.read_bytes()[:-3] + b"xyz")
        report = refresh()
        assert report.embedded == report.passages == 4
        assert opened(store).search("Sarsen")[0].source == "opening.md"


def test_another_recipe_or_model_means_a_full_rebuild(
    *,
    materials: Path,
    store: Path,
    refresh: Callable[[], BuildReport],
    random_choice: ModelChoice,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(build, "RECIPE", "another")
    assert refresh().embedded == 4
    assert refresh().embedded == 0
    other = replace(random_choice, model=str(make_random_model(tmp_path / "other model", seed=8)), compiled=False)
    assert build_index([materials], store, choice=other).embedded == 4
    with pytest.raises(WrongModel, match=r"was made with .*/random, not .*/random: set AIDE_MEMOIRE_EMBEDDING_MODEL"):
        Index.open(store, choice=random_choice)
    with opening(store, other) as index:
        assert index.search("Sarsen")[0].source == "opening.md"


def test_a_file_that_no_reader_took_is_read_once_a_later_version_has_one(
    refresh: Callable[[], BuildReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_reader(files: Sequence[discovery.Found]) -> Iterator[Document | Skipped]:
        for outcome in load_many(files):
            unread = Skipped(outcome.source, "unsupported", "There is no reader for it.")
            yield unread if outcome.source == "talk.md" else outcome

    with monkeypatch.context() as earlier:
        earlier.setattr(build, "RECIPE", "earlier")
        earlier.setattr(build, "load_many", without_reader)
        assert [skipped.source for skipped in refresh().skipped] == ["talk.md"]
    assert refresh().skipped == ()


@contextmanager
def opening(store: Path, choice: ModelChoice) -> Iterator[Index]:
    index = Index.open(store, choice=choice)
    try:
        yield index
    finally:
        index.close()


def test_a_random_model_that_cannot_be_compiled_goes_the_whole_path(
    materials: Path, random_choice: ModelChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "make", lambda original, folder: False)
    choice = replace(random_choice, cache=tmp_path / "cache")
    build_index([materials], tmp_path / "store", choice=choice)
    with opening(tmp_path / "store", choice) as index:
        assert isinstance(index.embedder, SentenceTransformerEmbedder)
        assert index.search("независимость адвокатов")[0].source == "talk.md"


def test_vectors_of_an_index_are_those_of_documents_with_their_prompt(
    store: Path, opened: OpenIndex, random_original: SentenceTransformerEmbedder
) -> None:
    index = opened(store)
    (row,) = index.passages.rows_of("talk.md")
    passage = index.passages.passage(row)
    units = index.passages.units([row])[row]
    read = [f"passage: {passage.text[start:end]}" for start, end, _ in units]
    read[0] = read[0].replace("passage: ", f"passage: {index.context(passage)}\n")
    written_out = random_original.model.encode(read)
    stored = index.passages.vectors_by_key([key for _, _, key in units])
    assert len(units) > 1
    for vector, (_, _, key) in zip(written_out, units, strict=True):
        assert float(stored[key] @ vector) == pytest.approx(1.0, abs=2e-3)


def test_progress_runs_to_the_end_of_what_changed(materials: Path, store: Path, random_choice: ModelChoice) -> None:
    (materials / "empty.txt").touch()
    append(materials / "opening.md", "\n## Farewell\n\nThe delegates left.\n")
    told: list[Progress] = []
    report = build_index([materials], store, choice=random_choice, progress=told.append)
    size = (materials / "opening.md").stat().st_size
    assert [(step.files, step.files_total, step.bytes_total) for step in told] == [(1, 2, size), (2, 2, size)]
    assert told[-1].bytes == size
    assert told[-1].passages == report.embedded == 1


def test_readers_keep_answering_while_an_index_is_rebuilt_and_turn_to_each_new_generation(
    materials: Path, store: Path, refresh: Callable[[], BuildReport], random_embedder: Embedder
) -> None:
    stop = threading.Event()
    seen: dict[str, set[str]] = {}
    failures: list[BaseException] = []

    def read() -> None:
        index = Index.open(store, embedder=random_embedder)
        try:
            while not stop.is_set():
                if Index.latest(store) != index.generation:
                    index.close()
                    index = Index.open(store, embedder=random_embedder)
                text = index.search("In which number is the meeting?", limit=1)[0].passage.text
                seen.setdefault(index.generation, set()).add(text)
        except BaseException as error:
            failures.append(error)
        finally:
            index.close()

    path = materials / "meeting.md"
    expected = {}
    path.write_text("# Meeting\n\nThe meeting has number 0.", encoding="utf-8")
    first = refresh()
    expected[first.generation] = "Meeting\n\nThe meeting has number 0."
    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 7):
            path.write_text(f"# Meeting\n\nThe meeting has number {number}.", encoding="utf-8")
            expected[refresh().generation] = f"Meeting\n\nThe meeting has number {number}."
        assert until(lambda: bool(failures) or list(expected)[-1] in seen)
    finally:
        stop.set()
        for reader in readers:
            reader.join(30)
    assert failures == []
    assert len(seen) >= 2
    assert all(found == {expected[generation]} for generation, found in seen.items())


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    waiting = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if holds():
            return True
        waiting.wait(0.05)
    return False


def test_a_store_whose_pointer_names_nothing_can_be_rebuilt(
    store: Path, refresh: Callable[[], BuildReport], opened: OpenIndex
) -> None:
    (store / "CURRENT").write_bytes(b"\xff\x00")
    assert "CURRENT" not in opened(store).generation
    assert "The newest index is damaged" in opened(store).notice
    assert refresh().embedded == 4
    assert opened(store).notice == ""
    assert opened(store).search("Sarsen")[0].source == "opening.md"
