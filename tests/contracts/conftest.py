"""The models that contracts are tried on."""

from tests.embedding_models import choice, embedder, random_choice, random_embedder, random_model, random_original

__all__ = ["choice", "embedder", "random_choice", "random_embedder", "random_model", "random_original"]
