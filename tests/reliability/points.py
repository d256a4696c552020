"""The moments of a build at which it may be killed, by name."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import build, feeding, gathering, generations, keeping

# Between two of these lies everything that a build does to the disk.
POINTS = (
    "segments linked",
    "batch embedded",
    "batch stored",
    "passages written",
    "words written",
    "vectors written",
    "before manifest",
    "after manifest",
    "before renaming",
    "after renaming",
    "before pointer",
    "after pointer",
    "before clean-up",
    "during clean-up",
    "after clean-up",
)


def install(stop: str, skip: int) -> dict[str, int]:
    """Kill this process at a point, once it has been passed `skip` times; return a count of passings that is kept up."""
    passed = dict.fromkeys(POINTS, 0)
    feeding._WINDOW = 12  # so that a small folder is several batches

    def at(point: str) -> None:
        if point == stop and passed[point] == skip:
            os.kill(os.getpid(), signal.SIGKILL)
        passed[point] += 1

    _around(keeping.Keeping, "link", after=lambda *_: at("segments linked"))
    _around(gathering.VectorWriter, "add", before=lambda *_: at("batch embedded"), after=lambda *_: at("batch stored"))
    _around(gathering.VectorWriter, "finish", after=lambda *_: at("vectors written"))
    _around(build.PassageWriter, "close", after=lambda *_: at("passages written"))
    _around(build, "write_keywords", after=lambda *_: at("words written"))
    named = {generations.MANIFEST: ("before manifest", "after manifest")}
    _around(
        generations, "_write_synced",
        before=lambda path, _: at(named[path.name][0]) if path.name in named else None,
        after=lambda path, _: at(named[path.name][1]) if path.name in named else None,
    )  # fmt: skip
    _around(
        generations.os, "rename",
        before=lambda _, to: None if _is_draft(to) else at("before renaming"),
        after=lambda _, to: None if _is_draft(to) else at("after renaming"),
    )  # fmt: skip
    _around(generations.os, "replace", before=lambda *_: at("before pointer"), after=lambda *_: at("after pointer"))
    _around(
        generations.Store, "_clear_all_but",
        before=lambda *_: at("before clean-up"), after=lambda *_: at("after clean-up"),
    )  # fmt: skip
    whole = shutil.rmtree

    def remove(path: str | Path, **given: Any) -> None:  # noqa: ANN401 - as rmtree takes them
        manifest = Path(path) / generations.MANIFEST
        if passed["after pointer"] and manifest.is_file():  # what was a generation, not what an earlier builder left
            shutil.rmtree = whole
            manifest.unlink()
            at("during clean-up")
        whole(path, **given)

    shutil.rmtree = remove  # type: ignore[assignment] # it is called with a path and keywords alone
    return passed


def _is_draft(path: Path) -> bool:
    return Path(path).name.startswith(".")


def _around(
    place: Any, name: str, *, before: Callable[..., None] = lambda *_: None, after: Callable[..., None] = lambda *_: None  # noqa: ANN401
) -> None:  # fmt: skip
    whole = getattr(place, name)

    def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for functions of several kinds
        before(*given)
        value = whole(*given, **named)
        after(*given)
        return value

    setattr(place, name, run)
