"""Embedding models for tests: the packaged one, and a tiny random one that is made in a second and known to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import ModelChoice
from index.embedder import Embedder, find_model, load_embedder
from index.embedding import SentenceTransformerEmbedder

LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі0123456789"
WORDS = "the of and query passage conference session рабочая группа және конференция".split()
PROMPTS = {"query": "query: ", "passage": "passage: "}


def make_random_model(folder: Path, *, seed: int = 7) -> Path:
    """Write a sentence-transformers model of two layers with random weights, which reads 62 tokens between its marks."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast
    from transformers.utils import logging

    logging.disable_progress_bar()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *".,:;!?-()–›«»", *WORDS]
    vocabulary += [f"##{letter}" for letter in LETTERS]
    torch.manual_seed(seed)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    bert = BertModel(BertConfig(vocab_size=len(vocabulary), max_position_embeddings=64, **sizes))
    raw = folder / "raw"
    bert.save_pretrained(raw)
    tokens = {word: number for number, word in enumerate(vocabulary)}
    BertTokenizerFast(vocab=tokens, do_lower_case=True, strip_accents=False).save_pretrained(raw)
    modules = [Transformer(str(raw), max_seq_length=64), Pooling(32), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")
    model.save_pretrained(str(folder / "random"), create_model_card=False)
    return folder / "random"


@pytest.fixture(scope="session")
def choice(compiled_cache: Path) -> ModelChoice:
    """The packaged model, its compiled copy shared by all tests."""
    return ModelChoice(cache=compiled_cache)


@pytest.fixture(scope="session")
def embedder(choice: ModelChoice) -> Embedder:
    """The packaged model, in the form that this machine serves it in."""
    return load_embedder(find_model(choice))


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a random model."""
    return make_random_model(tmp_path_factory.mktemp("random-model"))


@pytest.fixture(scope="session")
def random_choice(random_model: Path, tmp_path_factory: pytest.TempPathFactory) -> ModelChoice:
    """A random model with a folder for its compiled copy."""
    return ModelChoice(model=str(random_model), device="cpu", cache=tmp_path_factory.mktemp("random-copy"))


@pytest.fixture(scope="session")
def random_embedder(random_choice: ModelChoice) -> Embedder:
    """A random model, compiled."""
    return load_embedder(find_model(random_choice))


@pytest.fixture(scope="session")
def random_original(random_model: Path) -> SentenceTransformerEmbedder:
    """A random model as sentence-transformers serves it."""
    return SentenceTransformerEmbedder(random_model, name="random", fingerprint="0", device="cpu")
