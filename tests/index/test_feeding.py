"""The feed between embedding and storing: each unit once, in windows, and no error lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import feeding
from index.embedder import Embedder, Vectors
from index.feeding import VectorFeed
from index.units import Unit
from index.vectors import VectorStore


def unit(text: str) -> Unit:
    return Unit(0, len(text), text, f"key of {text}")


def earlier(keys: Sequence[str]) -> dict[str, Vectors]:
    """Return what an earlier build made: one vector."""
    return {key: np.ones(32, np.float32) for key in keys if key == "key of a"}


class Remembering:
    """A store that remembers what it was given, and fails when told to."""

    def __init__(self, *, full: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.full = full

    def add(self, keys: list[str], vectors: Vectors) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        assert vectors.shape[0] == len(keys)
        self.batches.append(keys)


def test_vectors_are_stored_under_the_keys_of_their_texts(random_embedder: Embedder, tmp_path: Path) -> None:
    texts = [f"sentence {'number ' * (n % 7)}{n}" for n in range(60)]
    store = VectorStore(tmp_path / "vectors")
    with VectorFeed(lambda: random_embedder, store) as feed:
        assert all(feed.add([unit(text)]) for text in texts)
    stored = store.get(f"key of {text}" for text in texts)
    positions_and_vectors = [random_embedder.embed_documents([text]) for text in texts[:5]]
    for text, batches in zip(texts, positions_and_vectors, strict=False):
        ((_, vectors),) = batches
        assert float(stored[f"key of {text}"] @ vectors[0]) > 0.999
    assert len(stored) == 60
    assert feed.seconds > 0


def test_a_known_unit_is_not_embedded_again(random_embedder: Embedder) -> None:
    store = Remembering()
    with VectorFeed(lambda: random_embedder, store, earlier) as feed:  # type: ignore[arg-type]
        asked = [feed.add(map(unit, texts)) for texts in (["a"], ["a", "b"], ["b"], ["b", "c"], [])]
    assert asked == [False, True, False, True, False]
    assert store.batches == [["key of a"], ["key of b", "key of c"]]


def test_the_model_is_not_loaded_for_nothing() -> None:
    def load() -> Embedder:
        raise AssertionError

    with VectorFeed(load, Remembering(), earlier) as feed:  # type: ignore[arg-type]
        feed.add([unit("a")])
    assert feed.seconds == 0


def test_units_are_embedded_a_window_at_a_time(random_embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "_WINDOW", 4)
    store = Remembering()
    with VectorFeed(lambda: random_embedder, store) as feed:  # type: ignore[arg-type]
        for number in range(10):
            feed.add([unit(str(number))])
    assert [len(batch) for batch in store.batches] == [4, 4, 2]
    assert [key for batch in store.batches for key in batch] == [f"key of {number}" for number in range(10)]


def test_reading_goes_on_while_the_model_works_but_not_far_ahead(
    random_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "_WINDOW", 1)
    begin = threading.Event()

    def load() -> Embedder:
        assert begin.wait(60)
        return random_embedder

    store, added = Remembering(), threading.Semaphore(0)

    def read() -> None:
        with VectorFeed(load, store) as feed:  # type: ignore[arg-type]
            for number in range(6):
                feed.add([unit(str(number))])
                added.release()

    reading = threading.Thread(target=read)
    reading.start()
    for _ in range(feeding._AHEAD):
        assert added.acquire(timeout=60), "a window was waited for before there was another"
    assert not added.acquire(timeout=0.5), "more windows wait than may"
    assert store.batches == []
    begin.set()
    reading.join(60)
    assert len(store.batches) == 6


def test_windows_embedded_at_once_are_stored_in_order(
    random_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "_WINDOW", 1)
    second = threading.Event()

    class SecondFirst:
        """Embeds the first window only when the second is done."""

        dimension = random_embedder.dimension

        def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
            if texts[0] == "0":
                assert second.wait(60)
            yield from random_embedder.embed_documents(texts)
            if texts[0] == "1":
                second.set()

    store = Remembering()
    with VectorFeed(SecondFirst, store, at_once=2) as feed:  # type: ignore[arg-type]
        for number in range(6):
            feed.add([unit(str(number))])
    assert [key for batch in store.batches for key in batch] == [f"key of {number}" for number in range(6)]


def test_an_error_of_the_model_ends_the_build() -> None:
    def load() -> Embedder:
        raise MemoryError

    feed = VectorFeed(load, Remembering())  # type: ignore[arg-type]
    with pytest.raises(MemoryError), feed:
        feed.add([unit("a")])


def test_an_error_of_the_store_ends_the_build(random_embedder: Embedder) -> None:
    feed = VectorFeed(lambda: random_embedder, Remembering(full=True))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="No space left"), feed:
        feed.add([unit("a")])


def test_after_an_error_nothing_more_is_embedded() -> None:
    def load() -> Embedder:
        raise AssertionError

    def fail() -> None:
        with VectorFeed(load, Remembering()) as feed:  # type: ignore[arg-type]
            feed.add([unit("a")])
            raise ValueError("a reader failed")

    with pytest.raises(ValueError, match="a reader failed"):
        fail()


def test_every_vector_of_a_window_is_filled(random_embedder: Embedder) -> None:
    class Checking(Remembering):
        def add(self, keys: list[str], vectors: Vectors) -> None:
            assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)
            super().add(keys, vectors)

    store = Checking()
    with VectorFeed(lambda: random_embedder, store) as feed:  # type: ignore[arg-type]
        feed.add(unit("word " * n) for n in range(1, 120))
    assert len(store.batches[0]) == 119
