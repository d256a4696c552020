"""Each planted bug makes the suite that is named with it fail; AIDE_MEMOIRE_PLANTED=all plants every one (`make planted`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.planted import BUGS

CHOSEN = list(BUGS) if os.environ.get("AIDE_MEMOIRE_PLANTED") == "all" else ["words are filed one row off"]
SHORT = {"AIDE_MEMOIRE_KILLS": "15", "AIDE_MEMOIRE_MUTATIONS": "20"}


@pytest.mark.parametrize("name", CHOSEN)
def test_a_planted_bug_is_found_by_the_suite_that_is_to_find_it(name: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.reliability.planted", BUGS[name].found_by]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], env=os.environ | SHORT | {"PLANTED_BUG": name},
        capture_output=True, text=True, timeout=550, check=False,
    )  # fmt: skip
    replay = f"PLANTED_BUG={name!r} {' '.join(command[1:])}"
    assert done.returncode == 1, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}\n{replay}"
    assert re.search(r"^(FAILED|ERROR) tests/", done.stdout, re.MULTILINE), replay
