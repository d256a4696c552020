"""sentence-transformers: what it is asked for, and models that cannot be had."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import huggingface_hub
import pytest
import torch

from index.embedder import least_cosine, vectors_of
from index.embedding import SentenceTransformerEmbedder, fetch_model
from index.errors import WrongModel


def with_prompts(random_model: Path, folder: Path, prompts: dict[str, str]) -> SentenceTransformerEmbedder:
    shutil.copytree(random_model, folder)
    settings = folder / "config_sentence_transformers.json"
    described = json.loads(settings.read_text(encoding="utf-8"))
    settings.write_text(json.dumps({**described, "prompts": prompts}), encoding="utf-8")
    return SentenceTransformerEmbedder(folder, name="random", fingerprint="0", device="cpu")


@pytest.mark.parametrize(
    ("prompts", "document"),
    [
        ({"query": "query: ", "document": "passage: "}, "passage: "),
        ({"query": "query: ", "passage": "passage: "}, "passage: "),
        ({"query": "query: ", "corpus": "session "}, "session "),
        ({"query": "query: "}, ""),
    ],
)
def test_a_random_models_prompts_are_used_whatever_it_calls_them(
    random_model: Path, tmp_path: Path, prompts: dict[str, str], document: str
) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", prompts)
    assert embedder.prompts == {"query": "query: ", "document": document}
    ((_, vectors),) = embedder.embed_documents(["рабочая группа"])
    (expected,) = embedder.model.encode([f"{document}рабочая группа"])
    assert float(vectors[0] @ expected) == pytest.approx(1.0, abs=1e-4)
    assert embedder.token_limit == 62 - len(document.replace(":", " :").split())


def test_a_random_model_without_prompts_reads_texts_as_they_are(random_model: Path, tmp_path: Path) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", {})
    (expected,) = embedder.model.encode(["session"])
    assert float(embedder.embed_query("session") @ expected) == pytest.approx(1.0, abs=1e-4)


def test_a_model_runs_on_the_device_it_was_given(random_original: SentenceTransformerEmbedder) -> None:
    assert random_original.device == "cpu"


def test_a_random_model_computes_in_half_precision_where_its_vectors_stay(random_model: Path, tmp_path: Path) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", {})
    exact = embedder.embed_query("working group")
    assert embedder.halve()
    assert embedder.model.dtype == torch.float16
    assert float(embedder.embed_query("working group") @ exact) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("prompt", ["", "passage: "])
def test_a_random_model_is_given_its_tokens_straight_where_its_vectors_stay(
    random_model: Path, tmp_path: Path, prompt: str
) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", {"document": prompt})
    texts = ["working group", "", "рабочая группа " * 60, "session"]
    exact = vectors_of(texts, embedder)
    assert embedder.straighten()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(embedder.model), "encode_document", None)
        assert least_cosine(exact, vectors_of(texts, embedder)) == pytest.approx(1.0, abs=1e-4)


def test_a_random_model_that_wants_more_than_tokens_is_left_to_its_library(random_model: Path, tmp_path: Path) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", {})
    forward = embedder.model.forward

    def wanting(features: dict[str, torch.Tensor], **given: object) -> dict[str, torch.Tensor]:
        found = forward(features, **given)
        if "token_type_ids" not in features:  # which the library gives a model of this kind
            found["sentence_embedding"] = found["sentence_embedding"].flip(-1)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedder.model, "forward", wanting)
        assert not embedder.straighten()
        exact = embedder.model.encode(["session"])
        assert float(vectors_of(["session"], embedder)[0] @ exact[0]) == pytest.approx(1.0, abs=1e-4)


def test_a_random_model_that_half_precision_cannot_hold_keeps_its_own(random_model: Path, tmp_path: Path) -> None:
    embedder = with_prompts(random_model, tmp_path / "model", {})
    with torch.no_grad():
        for weights in embedder.model.parameters():
            weights.mul_(1e6)  # beyond 65,504, the largest number of 16 bits
    exact = embedder.embed_query("working group")
    assert not embedder.halve()
    assert embedder.model.dtype == torch.float32
    assert float(embedder.embed_query("working group") @ exact) == pytest.approx(1.0, abs=1e-6)


def test_a_model_of_the_hub_is_taken_from_its_cache_without_asking_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def snapshot(name: str, *, allow_patterns: list[str], local_files_only: bool) -> str:
        assert not any(pattern.endswith((".bin", ".pkl", ".py", ".pt")) for pattern in allow_patterns)
        asked.append(local_files_only)
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    assert fetch_model("someone/model") == tmp_path
    assert asked == [True]


def test_a_model_that_is_not_in_the_cache_is_fetched_and_one_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reachable = [True]

    def snapshot(name: str, *, local_files_only: bool, **_: object) -> str:
        if local_files_only or not reachable[0]:
            raise OSError("no connection")
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    assert fetch_model("someone/model") == tmp_path
    reachable[0] = False
    with pytest.raises(WrongModel, match=r"'someone/model' is neither on this machine .* no connection"):
        fetch_model("someone/model")
