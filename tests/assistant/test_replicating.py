"""A replica serves a copy of a published index, follows newer ones, and goes on with what it has when it must."""

from __future__ import annotations

import shutil
from pathlib import Path
from queue import SimpleQueue

import pytest

from assistant import Assistant, Settings
from assistant.assistant import build_report
from assistant.replicating import replicating
from index import Published, StoreError
from index.generations import Store

EVERY, LONG = 0.05, 120  # seconds between two looks, and for which a line is waited for


@pytest.fixture
def builder(tmp_path: Path) -> Settings:
    (tmp_path / "materials").mkdir()
    made = Settings(store=tmp_path / "built")
    grow(made, tmp_path / "materials", "The lake was surveyed in 2011.")
    return made


@pytest.fixture
def replica(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "copy", follow=(tmp_path / "shared").as_uri())


def grow(builder: Settings, folder: Path, sentence: str) -> str:
    (folder / f"{len(list(folder.iterdir()))}.txt").write_text(sentence + "\n", encoding="utf-8")
    return build_report(folder, settings=builder).generation


def until(lines: SimpleQueue[str], part: str) -> str:
    while part not in (line := lines.get(timeout=LONG)):
        pass
    return line


def test_a_replica_turns_to_a_newer_index_while_it_is_asked(
    builder: Settings, replica: Settings, tmp_path: Path
) -> None:
    first = Published(replica.follow).send(builder.store).generation
    lines: SimpleQueue[str] = SimpleQueue()
    with replicating(replica, every=EVERY, say=lines.put), Assistant.open(settings=replica) as assistant:
        assert until(lines, "is here").startswith(f"The index {first} is here, from file://")
        assert assistant.ask("When was the lake surveyed?").generation == first
        second = grow(builder, tmp_path / "materials", "The tram was opened in 2014.")
        Published(replica.follow).send(builder.store)
        until(lines, second)
        answer = assistant.ask("When was the tram opened?")
        assert (answer.generation, answer.answered) == (second, True)


def test_a_replica_goes_on_with_its_copy_while_nothing_can_be_fetched_and_says_so_once(
    builder: Settings, replica: Settings, tmp_path: Path
) -> None:
    generation = Published(replica.follow).send(builder.store).generation
    with replicating(replica, say=lambda _: None):
        pass
    shutil.move(tmp_path / "shared", tmp_path / "unmounted")
    lines: SimpleQueue[str] = SimpleQueue()
    with replicating(replica, every=EVERY, say=lines.put), Assistant.open(settings=replica) as assistant:
        assert f"The copy in {replica.store} answers meanwhile." in until(lines, "Nothing is published")
        assert assistant.ask("When was the lake surveyed?").generation == generation
        shutil.move(tmp_path / "unmounted", tmp_path / "shared")
        until(lines, "is reached again; the copy is up to date")
        assert lines.empty()


def test_a_replica_goes_on_when_what_is_published_is_damaged(
    builder: Settings, replica: Settings, tmp_path: Path
) -> None:
    first = Published(replica.follow).send(builder.store).generation
    lines: SimpleQueue[str] = SimpleQueue()
    with replicating(replica, every=EVERY, say=lines.put), Assistant.open(settings=replica) as assistant:
        second = grow(builder, tmp_path / "materials", "The tram was opened in 2014.")
        shared, aside = tmp_path / "shared", tmp_path / "aside"  # nobody may fetch before the damage is done
        Published(aside.as_uri()).send(builder.store)
        (aside / "generations" / second / "passages.sqlite").write_bytes(b"")
        shutil.copytree(aside / "generations" / second, shared / "generations" / second)
        (aside / "CURRENT").replace(shared / "CURRENT")
        assert "answers meanwhile" in until(lines, "passages.sqlite")
        assert assistant.ask("When was the lake surveyed?").generation == first
        Published(replica.follow).send(builder.store, full=True)
        until(lines, second)
        assert assistant.ask("When was the tram opened?").generation == second


def test_without_a_copy_a_replica_says_what_is_missing(replica: Settings) -> None:
    with pytest.raises(StoreError, match="Nothing is published"), replicating(replica):
        pass


def test_an_index_that_was_built_here_is_no_copy(builder: Settings, replica: Settings) -> None:
    Published(replica.follow).send(builder.store)
    before = Store(builder.store).current()
    own = Settings(store=builder.store, follow=replica.follow)
    with pytest.raises(StoreError, match="was built here"), replicating(own):
        pass
    assert Store(builder.store).current() == before
