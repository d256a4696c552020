"""The only file that knows OpenVINO and tokenizers: a compiled copy of an embedding model for the CPU.

The copy is traced from the very model that sentence-transformers loaded, pooling and normalisation included, checked
against it, and kept in a folder named by the hash of the model's files. It then serves without torch: a second to load
instead of eight, a third of the memory, three to four times the speed.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .embedder import LEAST_COSINE, PROBES, Embedder, Grain, Vectors, batches_by_length, grain_of, least_cosine

if TYPE_CHECKING:
    from .embedding import SentenceTransformerEmbedder

FORMAT = 2
_TOKENS_A_BATCH = 1_024
# OpenVINO keeps what it prepares for each length of a question, a hundred megabytes for all of them: so questions are
# padded to one of a few lengths, in steps that are small where questions are short and each token costs much of the time.
_STEP, _LONG_STEP, _LONG = 8, 32, 64


# What the bindings set up when an array is first looked at ends in a deadlock where two threads do it at the same time.
_TOUCHING = threading.Lock()


def _openvino() -> Any:  # noqa: ANN401 - OpenVINO's bindings are not typed
    # Without this entry OpenVINO's converter would report its use to a server on the internet.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    with _TOUCHING:
        openvino.Tensor(np.zeros(1, dtype=np.float32)).data.sum()
    return openvino


def is_ready(folder: Path) -> bool:
    """Tell whether a finished copy stands in `folder`: its description is written last."""
    return (folder / "copy.json").is_file()


def make(original: SentenceTransformerEmbedder, folder: Path) -> bool:
    """Make a compiled copy of a loaded model in `folder`; return False where this model or machine cannot have one.

    The copy is refused when any probe's vector has a cosine below 0.996 to the original's.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".making-") as scratch:
            return _make(original, Path(scratch) / "copy", folder)
    except OSError:  # the folder for copies cannot be written: the original serves
        return False


def _make(original: SentenceTransformerEmbedder, draft: Path, folder: Path) -> bool:
    draft.mkdir()
    try:
        _trace(original, draft)
        copy = CompiledEmbedder(draft, name=original.name, fingerprint=original.fingerprint)
        faithful = _least_cosine(original, copy) >= LEAST_COSINE
    except Exception:  # a model or machine that OpenVINO cannot serve fails in ways of its own
        return False
    del copy
    if faithful:
        _move_into_place(draft, folder)
    return faithful


def _trace(original: SentenceTransformerEmbedder, folder: Path) -> None:
    import torch

    class Traced(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = original.model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], p=2, dim=1)

    openvino = _openvino()
    example = {name: torch.ones(2, 8, dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of what these models do rightly, and of its own age
        network = openvino.convert_model(Traced().eval(), example_input=example)
    openvino.save_model(network, folder / "model.xml", compress_to_fp16=True)
    original.tokenizer.save(str(folder / "tokenizer.json"))
    description = {
        "dimension": original.dimension,
        "token_limit": original.token_limit,
        "max_tokens": original.model.max_seq_length or 512,
        "prompts": original.prompts,
        "unknown": original.unknown_token,
    }
    (folder / "copy.json").write_text(json.dumps(description), encoding="utf-8")


def _least_cosine(original: SentenceTransformerEmbedder, copy: CompiledEmbedder) -> float:
    return min(least_cosine(a, b) for a, b in zip(_probed(original), _probed(copy), strict=True))


def _probed(embedder: Embedder) -> tuple[Vectors, Vectors]:
    """Return the vectors of the probes as questions and as documents."""
    documents = np.empty((len(PROBES), embedder.dimension), dtype=np.float32)
    for positions, vectors in embedder.embed_documents(PROBES):
        documents[positions] = vectors
    return np.stack([embedder.embed_query(probe) for probe in PROBES]), documents


def _move_into_place(draft: Path, folder: Path) -> None:
    """Publish the copy; where another process was quicker, keep its copy."""
    if folder.exists() and not is_ready(folder):
        shutil.rmtree(folder)
    try:
        os.rename(draft, folder)
    except OSError:
        if not is_ready(folder):
            raise


class CompiledEmbedder:
    """A compiled copy of a model, with the tokenizer of the original."""

    def __init__(self, folder: Path, *, name: str, fingerprint: str) -> None:
        from tokenizers import Tokenizer

        description = json.loads((folder / "copy.json").read_text(encoding="utf-8"))
        self.name = name
        self.fingerprint = fingerprint
        self.dimension: int = description["dimension"]
        self.token_limit: int = description["token_limit"]
        self._prompts: dict[str, str] = description["prompts"]
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._most: int = description["max_tokens"]
        self._tokenizer.enable_truncation(self._most)
        self._plain: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._plain.no_padding()
        self._plain.no_truncation()
        self._unknown: int | None = description["unknown"]
        self._openvino = _openvino()
        self._core = self._openvino.Core()
        self._model = self._core.read_model(str(folder / "model.xml"))
        self._asking = threading.Lock()

    @cached_property
    def _for_documents(self) -> Any:  # noqa: ANN401 - OpenVINO's bindings are not typed
        """The network that embeds many texts at once, each on one core.

        It is given no Python function to call back: to free that, one of its threads would wait for Python's lock, which whoever
        lets go of the network holds until all those threads have ended.
        """
        return self._core.compile_model(self._model, "CPU", {"PERFORMANCE_HINT": "THROUGHPUT"})

    @cached_property
    def _at_once(self) -> int:
        """How many batches keep that network busy."""
        return int(self._for_documents.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

    @cached_property
    def _for_questions(self) -> Any:  # noqa: ANN401 - OpenVINO's bindings are not typed
        """The network that embeds one text soonest, on all cores: half the time of the other."""
        return self._core.compile_model(self._model, "CPU", {"PERFORMANCE_HINT": "LATENCY"}).create_infer_request()

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the character offset at which each of its tokens begins."""
        encodings = self._plain.encode_batch(list(texts), add_special_tokens=False)
        return [[start for start, _ in encoding.offsets] for encoding in encodings]

    def grain(self, text: str) -> Grain:
        """Return how finely the model's tokens cut a text."""
        encoding = self._plain.encode(text, add_special_tokens=False)
        pairs = zip(encoding.offsets, encoding.ids, strict=True)
        return grain_of(text, [(start, end, token != self._unknown) for (start, end), token in pairs])

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches as they are ready: the positions of their texts and a float32 array (batch, dimension)."""
        prompt = self._prompts["document"]
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        tokens = [encoding.ids for encoding in encodings]
        free = [self._for_documents.create_infer_request() for _ in range(self._at_once)]
        running: deque[tuple[Any, list[int]]] = deque()
        for positions in batches_by_length([len(ids) for ids in tokens], _TOKENS_A_BATCH):
            if not free:
                request, done = running.popleft()
                yield done, _made(request)
                free.append(request)
            request = free.pop()
            request.start_async(_padded([tokens[position] for position in positions]))
            running.append((request, positions))
        while running:
            request, done = running.popleft()
            yield done, _made(request)

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, float32 of shape (dimension,)."""
        ids = self._tokenizer.encode(self._prompts["query"] + text).ids
        return self._ask(ids)

    def prepare(self) -> None:
        """Prepare the network for questions of every length, so that none is slower, or takes more memory, than another."""
        for length in sorted({self._question_length(tokens) for tokens in range(1, self._most + 1)}):
            self._ask([0] * length)

    def _ask(self, ids: Sequence[int]) -> Vectors:
        question = _padded([ids], self._question_length(len(ids)))
        with self._asking:  # it takes all cores, and who waits for it within the bindings keeps Python from all others
            vectors = next(iter(self._for_questions.infer(question).values()))
            return np.array(vectors[0], dtype=np.float32)

    def _question_length(self, tokens: int) -> int:
        """Return the length to which a question of so many tokens is padded."""
        step = _STEP if tokens <= _LONG else _LONG_STEP
        return min(-(-tokens // step) * step, self._most)


def _made(request: Any) -> Vectors:  # noqa: ANN401 - OpenVINO's bindings are not typed
    """Return what a running request makes, once it is made, as an array of its own."""
    request.wait()
    return np.array(request.get_output_tensor(0).data, dtype=np.float32)


def _padded(tokens: Sequence[Sequence[int]], length: int = 0) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Return token ids and mask as arrays of (batch, longest), or `length` where that is more.

    What is padded is masked, so any id will do.
    """
    longest = max(length, *(len(ids) for ids in tokens))
    ids_array = np.zeros((len(tokens), longest), dtype=np.int64)
    mask = np.zeros_like(ids_array)
    for row, ids in enumerate(tokens):
        ids_array[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return {"input_ids": ids_array, "attention_mask": mask}
