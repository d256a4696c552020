"""Readers in other processes go on answering while an index is rebuilt over and over: each answer is of one version.

AIDE_MEMOIRE_REBUILDS says how often; `make readers` has eight readers through fifty rebuilds, and compares how long they take
with how long they take while nothing is built.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.reliability.forked import Forge
from tests.reliability.versions import NAMES, QUESTIONS, Rival, built

REBUILDS = int(os.environ.get("AIDE_MEMOIRE_REBUILDS", "3"))
READERS = 8 if REBUILDS >= 50 else 2
SLOWER = 2.0
WARM = 50  # answers of each reader that are not timed
_LONGEST = 3_600  # seconds that a reader goes on for at most
ENOUGH = 100_000 if REBUILDS >= 50 else 20_000  # bytes that each has written down before the index changes, or the end


def read(forges: Sequence[Forge], rival: Rival, folder: Path, rebuilds: int) -> list[tuple[str, int, list[str], float]]:
    """Return the answers that readers had while an index was rebuilt so often, all but their first ones."""
    folder.mkdir()
    until = folder / "enough"
    told = [folder / f"reader {number}" for number in range(len(forges))]
    for forge, path in zip(forges, told, strict=True):
        forge.begin("read", kill_after=_LONGEST, store=rival.store, questions=QUESTIONS, until=until, told=path)
    while not all(path.exists() and path.stat().st_size > ENOUGH for path in told):
        time.sleep(0.05)
    for number in range(rebuilds):
        rival.turn_to(NAMES[number % 2])
        built(rival.build())
    until.touch()
    for forge in forges:
        built(forge.ended())
    lines = (line for path in told for line in path.read_text(encoding="utf-8").splitlines()[WARM:])
    return [tuple(json.loads(line)) for line in lines]


def p99(answers: Sequence[tuple[str, int, list[str], float]]) -> float:
    took = sorted(seconds for *_, seconds in answers)
    return took[int(0.99 * (len(took) - 1))]


def test_every_answer_during_rebuilds_is_of_one_version(rival: Rival, tmp_path: Path) -> None:
    with ExitStack() as opened:
        forges = [opened.enter_context(Forge()) for _ in range(READERS)]
        quiet = read(forges, rival, tmp_path / "quiet", 0)
        busy = read(forges, rival, tmp_path / "busy", REBUILDS)
    versions: dict[str, set[str]] = {}
    for generation, question, ids, _ in [*quiet, *busy]:
        of = {name for name in NAMES if ids == rival.ids[name][question]}
        assert of, f"{generation} answers {QUESTIONS[question]!r} as neither version"
        versions[generation] = versions.get(generation, of) & of
    assert all(len(names) == 1 for names in versions.values()), "one generation answered as both versions"
    assert len(versions) > REBUILDS // 4, "the readers turned to new generations"
    slower = p99(busy) / p99(quiet)
    print(  # noqa: T201 - shown by -s
        f"{len(busy)} answers of {READERS} readers through {REBUILDS} rebuilds, of {len(versions)} generations; "
        f"p99 {1000 * p99(quiet):.0f} ms quiet, {1000 * p99(busy):.0f} ms meanwhile ({slower:.1f} times)"
    )
    if REBUILDS >= 50:
        assert slower <= SLOWER
