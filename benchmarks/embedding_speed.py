"""Embedding speed and exactness: the compiled copy against sentence-transformers' own `encode`, and what the machine could do.

The ceiling is the rate at which the machine multiplies matrices: an embedder that did nothing else would reach it. Operations
are two for each weight of a linear layer and token, and for attention four for each pair of tokens and dimension (Kaplan and
others, Scaling laws for neural language models, 2020, section 2.1).

The only file here that knows sentence-transformers.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from assistant import Settings
from corpus import Document, chunk, discover, load_many
from index.embedder import LEAST_COSINE, Embedder, Vectors, find_model, load_embedder

from .report import Cell, Figures, Table, load
from .script import options, run
from .sets import find_set

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

WORDS = range(150, 251)
_SIDE, _PRODUCTS = 2_048, 12
TEXTS = {"English": "squad2_pool", "Russian": "xquad_en_ru:mono_ru"}


def measure(chosen: argparse.Namespace) -> Figures:
    """Embed the passages of each language with both, in turns, and compare speed and vectors."""
    corpora = {language: find_set(chosen.eval, name).corpus for language, name in TEXTS.items()}
    from sentence_transformers import SentenceTransformer

    model = find_model(Settings().embedding)
    compiled = load_embedder(model)
    device = getattr(compiled, "device", "cpu")
    plain = SentenceTransformer(str(model.folder), device=device)
    rounds, ceiling = 1 if chosen.quick else 2, product(device)
    rows, values = [], {}
    for language, folder in corpora.items():
        texts = passages_of(folder)[: 128 if chosen.quick else None]
        row, values[language.lower()] = _compare(language, texts, plain, compiled, rounds=rounds, ceiling=ceiling)
        rows.append(row)
    columns = (
        "passages",
        "number",
        "words",
        "encode/s",
        "compiled/s",
        "ratio",
        "GFLOP/s",
        "of the ceiling",
        "least cosine",
        "mean cosine",
    )
    notes = (
        f"Ours is {type(compiled).__name__}; the other is SentenceTransformer.encode as it comes (fp32, batches of 32), both on "
        f"{device}. Best of {rounds}, in turns. Load averages {load()}. Required: cosine {LEAST_COSINE} for every passage.",
        f"The ceiling is {ceiling / 1e9:,.0f} GFLOP/s, the best that PyTorch's product of two matrices of {_SIDE} rows and columns "
        "reached in float32 or bfloat16. Required: 70 % of it.",
    )
    return Figures((Table("Embedding speed", columns, tuple(rows), notes),), values)


def passages_of(folder: Path) -> list[str]:
    """Return the passages of a corpus that have about 150 to 250 words; where fewer than a hundred have, all of them."""
    outcomes = load_many(discover([folder]))
    texts = [passage.text for found in outcomes if isinstance(found, Document) for passage in chunk(found)]
    chosen = [text for text in texts if len(text.split()) in WORDS]
    return chosen if len(chosen) >= 100 else texts


def operations(model: SentenceTransformer, texts: Sequence[str]) -> float:
    """Return how many operations a model of BERT's kind needs at the least for some texts, one by one and without padding."""
    from torch.nn import Linear

    layers = model[0].auto_model.encoder
    weights = sum(layer.weight.numel() for layer in layers.modules() if isinstance(layer, Linear))
    config = model[0].auto_model.config
    tokens = [len(ids) for ids in model.tokenizer(list(texts), truncation=True)["input_ids"]]
    attention = 4 * config.num_hidden_layers * config.hidden_size
    return float(sum(2 * weights * count + attention * count**2 for count in tokens))


def product(device: str) -> float:
    """Return the operations a second of the quickest product of two square matrices, in float32 or bfloat16.

    A processor without instructions for bfloat16 takes a thousand times as long: a small product tells.
    """
    import torch

    kinds = [torch.float32]
    if _rate(device, torch.bfloat16, _SIDE // 16) > _rate(device, torch.float32, _SIDE // 16) / 4:
        kinds.append(torch.bfloat16)
    return max(_rate(device, kind, _SIDE) for kind in kinds)


def _rate(device: str, kind: torch.dtype, side: int) -> float:
    import torch

    first, second = (torch.randn(side, side, device=device).to(kind) for _ in range(2))
    best = 0.0
    for _ in range(_PRODUCTS):
        began = time.perf_counter()
        (first @ second)[0, 0].item()  # an element is there when the whole is, on a GPU too
        best = max(best, 2 * side**3 / (time.perf_counter() - began))
    return best


def cosines(first: Vectors, second: Vectors) -> Vectors:
    """Return the cosine of each row of one array to the same row of another, both of shape (n, dimension)."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return cast(Vectors, np.einsum("ij,ij->i", first, second) / lengths)


def _compare(
    language: str, texts: Sequence[str], plain: SentenceTransformer, compiled: Embedder, *, rounds: int, ceiling: float
) -> tuple[tuple[Cell, ...], dict[str, float]]:
    slow, quick = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        exact = np.asarray(plain.encode(list(texts)), dtype=np.float32)
        halfway = time.perf_counter()
        ours = _embedded(compiled, texts)
        slow.append(halfway - began)
        quick.append(time.perf_counter() - halfway)
    near = cosines(exact, ours)
    speeds = len(texts) / min(slow), len(texts) / min(quick)
    words = int(np.median([len(text.split()) for text in texts]))
    least, mean = f"{near.min():.5f}", f"{near.mean():.5f}"
    reached = operations(plain, texts) / min(quick)
    share = f"{reached / ceiling:.0%}"
    row = (language, len(texts), words, *speeds, speeds[1] / speeds[0], reached / 1e9, share, least, mean)
    found = {"encode_per_second": speeds[0], "compiled_per_second": speeds[1], "ratio": speeds[1] / speeds[0]}
    found["of_ceiling"] = reached / ceiling
    return row, {**found, "least_cosine": float(near.min()), "mean_cosine": float(near.mean())}


def _embedded(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    vectors = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    for positions, batch in embedder.embed_documents(texts):
        vectors[positions] = batch
    return vectors


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
