"""Mutated samples: none ends the program, each ends in clean text or a reason, the good files beside them are read."""

import os
from pathlib import Path

from corpus import Document, discover, load_many
from tests.hostile.fuzz import case, run
from tests.hostile.samples import made

CASES = int(os.environ.get("AIDE_MEMOIRE_FUZZ", "150"))
SEED = int(os.environ.get("AIDE_MEMOIRE_FUZZ_SEED", "1"))


def test_a_case_is_the_same_again() -> None:
    assert case(1, 7) == case(1, 7)
    assert case(1, 7) != case(2, 7)


def test_every_made_sample_is_read(tmp_path: Path) -> None:
    for name, data in made():
        (tmp_path / name).write_bytes(data)
    for outcome in load_many(discover([tmp_path])):
        assert isinstance(outcome, Document) or outcome.reason == "unsupported", outcome


def test_mutated_files_cost_only_themselves() -> None:
    result = run(SEED, range(CASES))
    assert not result.failures, "\n".join(result.failures)
    assert result.ends.total() == CASES
    assert result.ends["text"] >= CASES // 10, "the cases are so damaged that they test nothing"
    assert result.ends["damaged"] >= CASES // 20, "the cases are hardly damaged"
