"""A build killed at every named point, or at any moment, leaves the old index or the new one, sound, and soon opened.

AIDE_MEMOIRE_KILLS says how many kills are tried in all; `make kills` tries two thousand.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter

import pytest

from tests.reliability.points import POINTS
from tests.reliability.versions import NAMES, Rival, built

KILLS = int(os.environ.get("AIDE_MEMOIRE_KILLS", "18"))
SEED = int(os.environ.get("AIDE_MEMOIRE_SEED", "20241210"))
SLOWEST = 5.0  # seconds until an index is open again, in 99 of 100 cases
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is how POSIX systems end a process at once")


def test_a_build_killed_anywhere_leaves_one_of_two_whole_indexes(rival: Rival) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same kills in each run
    standing, opened, hit = NAMES[0], [], Counter[str]()
    rival.turn_to(NAMES[1])
    whole = built(rival.build()).value
    assert all(whole["passed"].values()), f"a build passes every point: {whole['passed']}"
    standing = NAMES[1]
    for number in range(KILLS):
        goal = NAMES[NAMES.index(standing) - 1]
        rival.turn_to(goal)
        point = "" if number >= len(POINTS) and number % 3 == 0 else POINTS[number % len(POINTS)]
        skip = chance.randrange(whole["passed"][point]) if point else 0
        after = None if point else chance.uniform(0, 1.1) * whole["seconds"]
        replay = (
            f"AIDE_MEMOIRE_KILLS={KILLS} AIDE_MEMOIRE_SEED={SEED} pytest {__file__}  # kill {number}: {point or after}"
        )
        ended = rival.build(stop=[point, skip], kill_after=after)
        assert not ended.error, replay
        hit[point] += ended.signal == signal.SIGKILL
        found, seconds = rival.version()
        assert found in (standing, goal), replay
        if point:
            assert ended.signal == signal.SIGKILL, replay
            turned = POINTS.index(point) >= POINTS.index("after pointer")
            assert found == (goal if turned else standing), replay
        standing = found
        opened.append(seconds)
    goal = NAMES[NAMES.index(standing) - 1]
    rival.turn_to(goal)
    built(rival.build())
    assert rival.version()[0] == goal
    assert rival.left_behind() == []
    assert {point for point in POINTS if hit[point]} >= set(POINTS[:KILLS])
    slowest = sorted(opened)[int(0.99 * len(opened))]
    print(f"{KILLS} kills, {hit['']} at random moments; open again in {slowest:.2f} s (p99)")  # noqa: T201 - shown by -s
    assert slowest < SLOWEST
