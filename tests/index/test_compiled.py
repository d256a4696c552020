"""Making a compiled copy: whole or not at all, and never one that gives other vectors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import compiled
from index.compiled import CompiledEmbedder, is_ready, make
from index.embedder import LEAST_COSINE, Vectors
from index.embedding import SentenceTransformerEmbedder


def test_a_copy_of_a_random_model_holds_all_that_serving_needs(
    random_original: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    folder = tmp_path / "cache" / "copy"
    assert not is_ready(folder)
    assert make(random_original, folder)
    assert is_ready(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["copy.json", "model.bin", "model.xml", "tokenizer.json"]
    described = json.loads((folder / "copy.json").read_text(encoding="utf-8"))
    assert described["dimension"] == 32
    assert described["token_limit"] == 64 - 2 - len(["passage", ":"])
    assert described["prompts"] == {"query": "query: ", "document": "passage: "}
    assert [path.name for path in folder.parent.iterdir()] == ["copy"]


ALL_AT_ONCE = """
import sys, threading
from pathlib import Path
from index.compiled import CompiledEmbedder
embedder = CompiledEmbedder(Path(sys.argv[1]), name="", fingerprint="")
sys.setswitchinterval(1e-6)  # threads take turns as often as can be
threads = [threading.Thread(target=embedder.embed_query, args=(f"What is {n}?",), daemon=True) for n in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_the_first_questions_of_a_process_may_come_at_once(
    random_original: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    assert make(random_original, tmp_path / "copy")
    for _ in range(3):  # without care two of three end in a deadlock of OpenVINO's bindings
        subprocess.run([sys.executable, "-c", ALL_AT_ONCE, tmp_path / "copy"], check=True, timeout=120)


LET_GO = """
import sys
from pathlib import Path
from index.compiled import CompiledEmbedder
sys.setswitchinterval(1e-6)
for number in range(100):
    embedder = CompiledEmbedder(Path(sys.argv[1]), name="", fingerprint="")
    for _ in embedder.embed_documents(["A talk. " * (n % 40) for n in range(20 * (number % 11 + 1))]): pass
    del embedder
"""


def test_a_model_is_let_go_of_at_once_after_it_has_embedded(
    random_original: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    """With a Python function for OpenVINO's threads to call and to free, one of some fifty times ended in a deadlock."""
    assert make(random_original, tmp_path / "copy")
    subprocess.run([sys.executable, "-c", LET_GO, tmp_path / "copy"], check=True, timeout=120)


def test_a_copy_that_gives_other_vectors_is_refused(
    random_original: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = CompiledEmbedder.embed_query

    def wrong(self: CompiledEmbedder, text: str) -> Vectors:
        vector = honest(self, text)
        return np.roll(vector, 1) if text == compiled.PROBES[-1] else vector

    monkeypatch.setattr(CompiledEmbedder, "embed_query", wrong)
    assert not make(random_original, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_that_reads_documents_otherwise_than_the_original_is_refused(
    random_original: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = compiled._trace

    def forgetful(original: SentenceTransformerEmbedder, folder: Path) -> None:
        honest(original, folder)
        described = json.loads((folder / "copy.json").read_text(encoding="utf-8"))
        described["prompts"]["document"] = "конференция " * 20
        (folder / "copy.json").write_text(json.dumps(described), encoding="utf-8")

    monkeypatch.setattr(compiled, "_trace", forgetful)
    assert not make(random_original, tmp_path / "copy")


def test_a_model_that_cannot_be_traced_has_no_copy(
    random_original: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(original: SentenceTransformerEmbedder, folder: Path) -> None:
        raise RuntimeError("unsupported operation")

    monkeypatch.setattr(compiled, "_trace", fail)
    assert not make(random_original, tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


def test_a_half_made_copy_is_replaced(random_original: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "model.xml").write_text("<half", encoding="utf-8")
    assert make(random_original, tmp_path / "copy")
    assert is_ready(tmp_path / "copy")


def test_a_copy_that_another_process_made_first_is_kept(
    random_original: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    assert make(random_original, tmp_path / "copy")
    before = (tmp_path / "copy" / "copy.json").stat().st_ino
    assert make(random_original, tmp_path / "copy")
    assert (tmp_path / "copy" / "copy.json").stat().st_ino == before


def test_the_probes_are_in_three_languages_short_and_long() -> None:
    text = "".join(compiled.PROBES)
    assert {"ю", "қ", "w"} <= set(text)
    assert min(map(len, compiled.PROBES)) < 10
    assert max(map(len, compiled.PROBES)) > 1_500
    assert LEAST_COSINE >= 0.996


def test_no_report_of_use_leaves_the_machine() -> None:
    import sys

    compiled._openvino()
    assert sys.modules["openvino_telemetry"] is None


def test_a_question_is_padded_to_one_of_a_few_lengths_and_its_vector_is_the_same(
    random_original: SentenceTransformerEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert make(random_original, tmp_path / "copy")
    copy = CompiledEmbedder(tmp_path / "copy", name="random", fingerprint=random_original.fingerprint)
    lengths = [copy._question_length(tokens) for tokens in range(1, 65)]
    assert all(length >= tokens for tokens, length in enumerate(lengths, 1))
    assert sorted(set(lengths)) == list(range(8, 65, 8))
    copy.prepare()
    questions = [" ".join(["conference"] * words) for words in (1, 6, 7, 20, 200)]
    padded = [copy.embed_query(question) for question in questions]
    monkeypatch.setattr(CompiledEmbedder, "_question_length", lambda _self, tokens: tokens)
    for vector, question in zip(padded, questions, strict=True):
        assert np.allclose(vector, copy.embed_query(question), atol=1e-5)


def test_no_question_is_padded_beyond_what_the_model_reads(
    random_original: SentenceTransformerEmbedder, tmp_path: Path
) -> None:
    assert make(random_original, tmp_path / "copy")
    copy = CompiledEmbedder(tmp_path / "copy", name="random", fingerprint=random_original.fingerprint)
    copy._most = 100
    assert [copy._question_length(tokens) for tokens in (64, 65, 97, 100)] == [64, 96, 100, 100]
