"""The plain LangChain pipeline, as tutorials have it: the only file here that knows LangChain's parts.

RecursiveCharacterTextSplitter of 1,000 characters with 200 overlapping, HuggingFaceEmbeddings with the library's defaults
on the packaged model, a persistent Chroma. In a process of its own: `python -m benchmarks.pipeline_plain FOLDER STORE`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from index.embedder import packaged_model


def measure(folder: Path, store: Path) -> dict[str, float]:
    """Index a folder of text files; return seconds by stage, and how much was indexed.

    "seconds" is all but importing the libraries and loading the model, which "loading" holds.
    """
    began = time.perf_counter()
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Timed(Embeddings):
        seconds = 0.0
        model = HuggingFaceEmbeddings(model_name=str(packaged_model()))

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            asked = time.perf_counter()
            vectors = self.model.embed_documents(texts)
            self.seconds += time.perf_counter() - asked
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.model.embed_query(text)

    embeddings = Timed()
    loaded = time.perf_counter()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    documents = [
        Document(page_content=path.read_text(encoding="utf-8"), metadata={"source": path.name}) for path in files
    ]
    splits = RecursiveCharacterTextSplitter(chunk_size=1_000, chunk_overlap=200).split_documents(documents)
    read = time.perf_counter()
    Chroma.from_documents(splits, embeddings, persist_directory=str(store))
    ended = time.perf_counter()
    return {
        "loading": loaded - began,
        "reading": read - loaded,
        "embedding": embeddings.seconds,
        "writing": ended - read - embeddings.seconds,
        "seconds": ended - loaded,
        "passages": len(splits),
        "characters": sum(len(document.page_content) for document in documents),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured as one line of JSON."""
    parser = argparse.ArgumentParser(description="Index a folder with the plain LangChain pipeline, timed.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    chosen = parser.parse_args(arguments)
    print(json.dumps(measure(chosen.folder, chosen.store)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
