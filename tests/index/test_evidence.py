"""That most documents are gone is believed where files went, not where a whole folder did."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import Vanished
from index.evidence import require_evidence
from tests.reliability.hashed import build_here, open_here

STORE, ROOT = Path("store"), "/materials"
BEFORE = [f"day {day}/{number}.md" for day in (1, 2) for number in range(3)]


def here(*names: str, root: str = ROOT) -> list[tuple[str, Path]]:
    return [(name, Path(root) / name) for name in names]


def test_a_folder_that_vanished_with_most_documents_is_no_evidence() -> None:
    with pytest.raises(Vanished, match=r"5 of 6 documents are gone.*day 2.*mounted.*--prune --store store"):
        require_evidence(STORE, [ROOT], BEFORE, here("day 1/0.md"))


def test_files_that_went_from_folders_that_are_there_are_evidence() -> None:
    require_evidence(STORE, [ROOT], BEFORE, here("day 1/0.md", "day 2/0.md"))
    require_evidence(STORE, [ROOT], [f"{number}.md" for number in range(9)], here("0.md"))


def test_half_of_the_documents_may_go_with_their_folder() -> None:
    require_evidence(STORE, [ROOT], BEFORE, here(*BEFORE[:3]))


def test_one_of_two_folders_that_is_empty_is_no_evidence() -> None:
    with pytest.raises(Vanished, match=r"4 of 5 documents are gone, and nothing is left in /share"):
        require_evidence(STORE, [ROOT, "/share"], ["a.md", *"wxyz"], here("a.md"))


def test_what_is_gone_is_kept_until_it_is_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "materials"
    for name in ("a.md", "day 1/b.md", "day 1/c.md", "day 1/d.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The lake of {name}.", encoding="utf-8")
    build_here(folder, tmp_path / "store")
    for path in (folder / "day 1").iterdir():
        path.unlink()
    with pytest.raises(Vanished):
        build_here(folder, tmp_path / "store")
    index = open_here(tmp_path / "store")
    index.close()
    assert len(index.documents()) == 4
    assert build_here(folder, tmp_path / "store", prune=True).removed == 3
    (folder / "day 1" / "e.md").write_text("The lake again.", encoding="utf-8")
    assert build_here(folder, tmp_path / "store").added == 1


def test_another_folder_may_take_the_place_of_the_first(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "day 1").mkdir(parents=True)
        (tmp_path / name / "day 1" / f"{name}.md").write_text("The lake.", encoding="utf-8")
    build_here(tmp_path / "one", tmp_path / "store")
    assert build_here(tmp_path / "two", tmp_path / "store").removed == 1
