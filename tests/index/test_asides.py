"""Asides: lists of references and links are told from what a document says."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, chunk, discover, load_many
from index.asides import is_aside

TEXT = """# Report

## Findings

The references of the report were checked.

## {heading}

Smith, A. Findings of the report. Almaty, 2014.
"""


@pytest.mark.parametrize("heading", ["References", "Ссылки", "Список литературы:", "Әдебиеттер", "SEE ALSO"])
def test_a_passage_under_such_a_heading_is_an_aside(tmp_path: Path, heading: str) -> None:
    (tmp_path / "report.md").write_text(TEXT.format(heading=heading), encoding="utf-8")
    (document,) = load_many(discover([tmp_path]))
    assert isinstance(document, Document)
    found = {passage.text.split("\n")[-1][:5]: is_aside(passage) for passage in chunk(document)}
    assert found == {"The r": False, "Smith": True}
