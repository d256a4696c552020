"""Materials in two versions, and what an index of either answers: so an index that holds a mixture is told at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reliability.forked import Ended, Forge

FILES, TALKS = 8, 4
SUBJECTS = "libraries archives museums theatres bridges railways rivers orchards".split()
QUESTIONS = [f"speaker {number} about {subject}" for number, subject in enumerate(SUBJECTS)] + [
    "Which talk of the programme did the delegates adopt?",
    "alpha",
    "bravo",
]
NAMES = ("alpha", "bravo")


def write_version(folder: Path, name: str) -> None:
    """Make a folder that of a version: every second file differs, one stands in this version alone."""
    folder.mkdir(exist_ok=True)
    for number, subject in enumerate(SUBJECTS):
        version = name if number % 2 else "every"
        talks = [
            f"Speaker {number} presented talk {talk} about {subject} in the {version} version of the programme, "
            f"and the delegates adopted it without a vote.\n"
            for talk in range(TALKS)
        ]
        (folder / f"talk {number}.md").write_text(f"# Talks about {subject}\n\n" + "\n".join(talks), encoding="utf-8")
    for other in NAMES:
        (folder / f"only in {other}.md").unlink(missing_ok=True)
    (folder / f"only in {name}.md").write_text(f"Only {name} has this talk of speaker 9.\n", encoding="utf-8")


def contents(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


@dataclass
class Rival:
    """A folder that changes between the two versions, its store, and what either version answers."""

    forge: Forge
    folder: Path
    store: Path
    large: int | None = None  # units; a segment of more is packed, and kept while anything of it counts
    ids: dict[str, Any] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Learn what an index of each version alone answers, then build the first version."""
        for name in NAMES:
            write_version(self.folder, name)
            apart = self.store.with_name(f"{name} alone")
            built(self.build(store=apart))
            asked = built(self.ask(store=apart)).value
            self.ids[name], self.files[name] = asked["ids"], contents(self.folder)
            assert asked["documents"] == self.files[name]
        assert all(one != other for one, other in zip(*self.ids.values(), strict=True) if one), "the versions differ"
        for name in (NAMES[1], NAMES[0]):  # two generations, so that a third has something to clear away
            write_version(self.folder, name)
            built(self.build())

    def turn_to(self, name: str) -> None:
        write_version(self.folder, name)

    def build(self, *, store: Path | None = None, **given: Any) -> Ended:  # noqa: ANN401 - as the job takes them
        return self.forge.run("build", materials=self.folder, store=store or self.store, large=self.large, **given)

    def ask(self, *, store: Path | None = None, **given: Any) -> Ended:  # noqa: ANN401
        return self.forge.run("ask", store=store or self.store, questions=QUESTIONS, **given)

    def version(self) -> tuple[str, float]:
        """Return which version the index holds, wholly, and how long it took to open; it must be sound."""
        asked = built(self.ask()).value
        (name,) = (name for name in NAMES if asked["documents"] == self.files[name])
        assert asked["ids"] == self.ids[name], f"documents of {name}, other answers"
        assert asked["notice"] == ""
        assert built(self.forge.run("check", store=self.store)).value == []
        return name, asked["opened"]

    def left_behind(self) -> list[str]:
        """Return what is in the store besides the pointer, the lock and two generations."""
        generations = sorted(path.name for path in (self.store / "generations").iterdir())
        extra = [path.name for path in self.store.iterdir() if path.name not in {"CURRENT", "lock", "generations"}]
        return [*extra, *(name for name in generations if name.startswith(".")), *generations[:-2]]


def built(ended: Ended) -> Ended:
    assert (ended.signal, ended.error) == (0, ""), ended
    return ended
