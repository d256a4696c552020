"""Our own build of an index, timed by stage, in a process of its own: `python -m benchmarks.pipeline_ours FOLDER STORE`."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from .processes import processor_seconds


def measure(folder: Path, store: Path, scheduler: str = "") -> dict[str, float]:
    """Index a folder, with a scheduler by its workers; return seconds by stage, and how much was indexed.

    "seconds" is all but importing the libraries and loading the model, which "loading" holds: the build is given the model
    that is loaded already.
    """
    began = time.perf_counter()
    import chromadb  # noqa: F401 - imported by the build when it writes; here it counts as loading

    from assistant import Settings
    from index import build_index
    from index.embedder import find_model, load_embedder

    choice = Settings().embedding
    embedder = load_embedder(find_model(choice))
    loaded, used = time.perf_counter(), processor_seconds(os.getpid())
    with patch("index.build.load_embedder", lambda _: embedder):
        report = build_index([folder], store, choice=choice, full=True, scheduler=scheduler)
    ended = time.perf_counter()
    return {
        "loading": loaded - began,
        **report.stages,
        "seconds": ended - loaded,
        "processor": processor_seconds(os.getpid()) - used,
        "passages": report.passages,
        "characters": sum(len(path.read_text(encoding="utf-8")) for path in folder.rglob("*") if path.is_file()),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured as one line of JSON."""
    parser = argparse.ArgumentParser(description="Index a folder with Aide-mémoire, timed.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--scheduler", default="")
    chosen = parser.parse_args(arguments)
    print(json.dumps(measure(chosen.folder, chosen.store, chosen.scheduler)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
