"""Posting lists of several segments read as one; rows of files that have gone weigh nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from index.joined import JoinedPostings
from index.postings import Entry, Postings, write_postings

FIRST = [Entry(0, ["bridge", "river", "river"], ["report"]), Entry(0, ["bridge"], []), Entry(1, ["court"], ["bridge"])]
SECOND = [Entry(0, ["river", "court"], ["report"], aside=True)]


def joined(tmp_path: Path, live: list[list[bool]] | None = None) -> JoinedPostings:
    for name, entries in (("first", FIRST), ("second", SECOND)):
        (tmp_path / name).unlink(missing_ok=True)
        write_postings(tmp_path / name, entries)
    flags = [np.array(part) for part in live] if live else None
    return JoinedPostings([tmp_path / "first", tmp_path / "second"], flags)


def test_rows_and_documents_go_on_from_one_segment_to_the_next(tmp_path: Path) -> None:
    with closing(joined(tmp_path)) as found:
        river = found.of("river")
        assert (river.rows.tolist(), river.counts.tolist()) == ([0, 3], [2, 1])
        assert found.of("report").context.tolist() == [0, 3]
        assert found.documents.tolist() == [0, 0, 1, 2]
        assert found.lengths.tolist() == [3, 1, 1, 2]
        assert found.asides.tolist() == [False, False, False, True]
        assert (found.size, found.document_count) == (4, 3)
        assert found.of("nowhere").frequency == 0


def test_what_has_gone_is_in_no_list_and_no_count(tmp_path: Path) -> None:
    with closing(joined(tmp_path, [[False, False, True], [True]])) as found:
        assert found.of("river").rows.tolist() == [3]
        assert found.of("bridge").rows.tolist() == []
        assert found.of("bridge").context.tolist() == [2]
        assert found.lengths.tolist() == [0, 0, 1, 2]
        assert (found.size, found.document_count) == (2, 2)


def test_one_segment_reads_as_its_own_file(tmp_path: Path) -> None:
    write_postings(tmp_path / "first", FIRST)
    with closing(JoinedPostings([tmp_path / "first"])) as found, closing(Postings(tmp_path / "first")) as own:
        for stem in ("bridge", "river", "court", "report"):
            assert found.of(stem).rows.tolist() == own.of(stem).rows.tolist()
            assert found.of(stem).context.tolist() == own.of(stem).context.tolist()
        assert found.alike("bridge") == own.alike("bridge")
