"""Choosing an embedding model, and the fastest form that serves it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ModelChoice, StoreError, compiled
from index.compiled import CompiledEmbedder
from index.embedder import PACKAGED, Embedder, Model, batches_by_length, find_model, load_embedder, model_fingerprint
from index.embedding import SentenceTransformerEmbedder
from index.errors import WrongModel


@given(st.lists(st.integers(0, 300), max_size=60), st.integers(1, 600))
def test_batches_hold_every_position_once_longest_first_and_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_by_length(lengths, budget))
    flat = [position for batch in batches for position in batch]
    assert sorted(flat) == list(range(len(lengths)))
    assert [lengths[position] for position in flat] == sorted(lengths, reverse=True)
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[position] for position in batch) <= budget or (
            max(lengths[position] for position in batch) == 0 and len(batch) <= budget
        )  # fmt: skip


def test_without_a_choice_the_packaged_model_is_found(choice: ModelChoice) -> None:
    found = find_model(choice)
    assert found.name == PACKAGED
    assert (found.folder / "model.safetensors").is_file()
    assert found.fingerprint == model_fingerprint(found.folder)


def test_a_folder_is_found_by_its_path(random_choice: ModelChoice, random_model: Path) -> None:
    assert find_model(random_choice).folder == random_model


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongModel, match=r"no model folder .*/nowhere; check AIDE_MEMOIRE_EMBEDDING_MODEL"):
        find_model(ModelChoice(model=str(tmp_path / "nowhere")))


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickled")
    with pytest.raises(WrongModel, match="holds no safetensors model"):
        find_model(ModelChoice(model=str(tmp_path)))


def test_a_folder_that_is_no_model_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(WrongModel, match="could not be loaded"):
        load_embedder(find_model(ModelChoice(model=str(tmp_path), cache=tmp_path / "cache", device="cpu")))


def test_a_random_models_damaged_weights_are_refused(random_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(random_model, tmp_path / "model"))
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:1_000])
    with pytest.raises(WrongModel, match="could not be loaded"):
        load_embedder(find_model(ModelChoice(model=str(folder), cache=tmp_path / "cache", device="cpu")))


def test_a_fingerprint_changes_with_any_file_that_decides_vectors(random_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(random_model, tmp_path / "model"))
    prints = [model_fingerprint(random_model), model_fingerprint(folder)]
    assert prints[0] == prints[1]
    (folder / "README.md").write_text("A model", encoding="utf-8")
    assert model_fingerprint(folder) == prints[0]
    for name in ("1_Pooling/config.json", "tokenizer.json", "model.safetensors"):
        (folder / name).write_bytes((folder / name).read_bytes() + b" ")
        prints.append(model_fingerprint(folder))
    assert len(set(prints)) == 4


def test_the_first_use_makes_a_compiled_copy_of_a_random_model_and_the_next_takes_it(
    random_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = find_model(ModelChoice(model=str(random_model), device="cpu", cache=tmp_path / "new" / "cache"))
    assert isinstance(load_embedder(model), CompiledEmbedder)
    assert [path.name for path in model.compiled_folder.parent.iterdir()] == [model.compiled_folder.name]
    monkeypatch.setattr(compiled, "make", None)
    assert isinstance(load_embedder(model), CompiledEmbedder)


def test_without_compiling_sentence_transformers_serves(random_choice: ModelChoice, random_embedder: Embedder) -> None:
    assert isinstance(random_embedder, CompiledEmbedder)
    served = load_embedder(find_model(replace(random_choice, compiled=False)))
    assert isinstance(served, SentenceTransformerEmbedder)
    assert (served.fingerprint, served.dimension) == (random_embedder.fingerprint, random_embedder.dimension)


def test_where_a_random_model_cannot_be_compiled_sentence_transformers_serves(
    random_choice: ModelChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "make", lambda original, folder: False)
    served = load_embedder(find_model(replace(random_choice, cache=tmp_path)))
    assert isinstance(served, SentenceTransformerEmbedder)


def test_where_copies_cannot_be_kept_sentence_transformers_serves(random_choice: ModelChoice, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    served = load_embedder(find_model(replace(random_choice, cache=tmp_path / "file" / "cache")))
    assert isinstance(served, SentenceTransformerEmbedder)


@pytest.mark.parametrize("name", ["model.xml", "model.bin", "tokenizer.json", "copy.json"])
def test_a_compiled_copy_of_a_random_model_that_was_cut_short_is_made_anew(
    name: str, random_choice: ModelChoice, random_embedder: Embedder, tmp_path: Path
) -> None:
    model = find_model(random_choice)
    elsewhere = Model(model.name, model.folder, model.fingerprint, replace(random_choice, cache=tmp_path))
    shutil.copytree(model.compiled_folder, elsewhere.compiled_folder)
    damaged = elsewhere.compiled_folder / name
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    served = load_embedder(elsewhere)
    assert isinstance(served, CompiledEmbedder)
    assert float(served.embed_query("session") @ random_embedder.embed_query("session")) > 0.999


def test_a_wrong_model_is_an_error_of_the_store() -> None:
    assert issubclass(WrongModel, StoreError)
