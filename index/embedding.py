"""The only file that knows sentence-transformers: loads a model, with its prompts and its CUDA path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from .embedder import (
    LEAST_COSINE,
    PROBES,
    Grain,
    Vectors,
    batches_by_length,
    grain_of,
    least_cosine,
    vectors_of,
)
from .errors import WrongModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# sentence-transformers knows these names too, but takes the first even where the model has given it no words.
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
_TOKENS_A_BATCH = {"cpu": 2_048, "cuda": 65_536}


class SentenceTransformerEmbedder:
    """A model as sentence-transformers serves it, on the CPU or a GPU."""

    def __init__(self, folder: Path, *, name: str, fingerprint: str, device: str = "auto") -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self.model: SentenceTransformer = SentenceTransformer(
                str(folder),
                device=None if device == "auto" else device,
                local_files_only=True,
                model_kwargs={"attn_implementation": "eager"},
            )
        except Exception as error:  # the library's own, the tokenizer's and the weights' reader's errors alike
            raise WrongModel(f"The embedding model in {folder} could not be loaded: {error}") from error
        self.model.eval().requires_grad_(requires_grad=False)
        self._wordpieces = deepcopy(self._own_wordpieces)  # one tokenizer cannot count in one thread and cut in another
        self._tokens = deepcopy(self.tokenizer)
        self._tokens.no_padding()
        self._tokens.enable_truncation(self.model.max_seq_length or 512)
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = self.model.get_embedding_dimension() or 0
        self.token_limit = (self.model.max_seq_length or 512) - self._specials()
        self._straight = False
        if self.device == "cuda":
            self.halve()
            self.straighten()

    @property
    def device(self) -> str:
        """Where the model runs: "cpu" or "cuda"."""
        return str(self.model.device.type)

    @property
    def prompts(self) -> dict[str, str]:
        """The words the model wants before a "query" and before a "document", which some models call "passage"."""
        named = self.model.prompts
        documents = [named.get(name) or "" for name in _DOCUMENT_PROMPTS]
        return {"query": named.get("query") or "", "document": next(filter(None, documents), "")}

    @property
    def unknown_token(self) -> int | None:
        """The id of the token that stands for what the model has no tokens for, None where it has such for everything."""
        return cast("int | None", self._wordpieces.unk_token_id)

    @property
    def tokenizer(self) -> Any:  # noqa: ANN401 - transformers ships no type for its tokenizer's backend
        """The model's fast tokenizer, as the `tokenizers` library has it."""
        return self._own_wordpieces.backend_tokenizer

    @property
    def _own_wordpieces(self) -> Any:  # noqa: ANN401 - transformers' tokenizers are typed by their own methods alone
        return self.model[0].tokenizer

    def token_starts(self, texts: Sequence[str]) -> list[list[int]]:
        """Return, for each text, the character offset at which each of its tokens begins."""
        if not texts:
            return []
        encoded = self._wordpieces(list(texts), add_special_tokens=False, return_offsets_mapping=True, truncation=False)
        return [[start for start, _ in offsets] for offsets in encoded["offset_mapping"]]

    def grain(self, text: str) -> Grain:
        """Return how finely the model's tokens cut a text."""
        encoded = self._wordpieces(text, add_special_tokens=False, return_offsets_mapping=True, truncation=False)
        unknown = self._wordpieces.unk_token_id
        pairs = zip(encoded["offset_mapping"], encoded["input_ids"], strict=True)
        return grain_of(text, [(start, end, token != unknown) for (start, end), token in pairs])

    def embed_documents(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """Yield batches as they are ready: the positions of their texts and a float32 array (batch, dimension)."""
        prompt = self.prompts["document"]
        tokens = [encoding.ids for encoding in self._tokens.encode_batch([prompt + text for text in texts])]
        for positions in batches_by_length([len(ids) for ids in tokens], _TOKENS_A_BATCH.get(self.device, 2_048)):
            vectors = self._encoded([texts[at] for at in positions], [tokens[at] for at in positions])
            yield positions, self._unit(vectors)

    def embed_query(self, text: str) -> Vectors:
        """Return the vector of a question, float32 of shape (dimension,)."""
        return cast(Vectors, self._unit(self.model.encode_query([text], show_progress_bar=False))[0])

    def prepare(self) -> None:
        """Do now what the first question would otherwise wait for."""
        self.embed_query(PROBES[0])

    def halve(self) -> bool:
        """Compute in half precision from now on, which a GPU does faster; False where that would change the vectors."""
        exact, original = self._probed(), self.model
        self.model = deepcopy(original).half()
        if least_cosine(exact, self._probed()) >= LEAST_COSINE:
            return True
        self.model = original
        return False

    def straighten(self) -> bool:
        """Give the model its tokens straight from now on; False where its vectors are then others.

        sentence-transformers spends ten times as long on the tokens of a batch as a GPU on its vectors.
        """
        library = self._probed()
        self._straight = True
        self._straight = least_cosine(library, self._probed()) >= LEAST_COSINE
        return self._straight

    def _encoded(self, texts: Sequence[str], tokens: Sequence[Sequence[int]]) -> object:
        """Return the vectors of some texts whose tokens are known."""
        if not self._straight:
            return self.model.encode_document(
                list(texts), prompt=self.prompts["document"], batch_size=len(texts), show_progress_bar=False
            )
        features = self._wordpieces.pad({"input_ids": tokens}, return_tensors="pt").to(self.model.device)
        return self.model(dict(features))["sentence_embedding"].float().cpu().numpy()

    def _probed(self) -> Vectors:
        return vectors_of(PROBES, self)

    def _specials(self) -> int:
        specials = int(self._wordpieces.num_special_tokens_to_add())
        return specials + len(self._wordpieces.tokenize(self.prompts["document"]))

    @staticmethod
    def _unit(vectors: object) -> Vectors:
        array = np.asarray(vectors, dtype=np.float32)
        return cast(Vectors, array / np.maximum(np.linalg.norm(array, axis=1, keepdims=True), 1e-12))


def fetch_model(name: str) -> Path:
    """Return the folder of a model of the hub, downloading it when it is not in the hub's own cache.

    Raises WrongModel when it can neither be found nor fetched.
    """
    from huggingface_hub import snapshot_download

    patterns = ["*.json", "*.txt", "*.safetensors", "*.model", "*/*.json", "*/*.safetensors"]
    for offline in (True, False):
        try:
            return Path(snapshot_download(name, allow_patterns=patterns, local_files_only=offline))
        except (OSError, ValueError) as error:
            reason = error
    raise WrongModel(f"The embedding model {name!r} is neither on this machine nor to be fetched: {reason}")
