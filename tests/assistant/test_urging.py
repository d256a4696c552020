"""What others recommended is no statement of how things are, unless it is asked for."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.answering import understood
from assistant.extracting import extract
from assistant.urging import factual
from index import Index

REPORT = """# Report on Norland

## Dialogue

12. Norland stated that the tax on wells had been kept and was paid by every village on the lake.

## Water

The lake is looked after by the Water Authority of Norland (WAN).

## Conclusions and recommendations

The following recommendations were made:

1. Abolish the tax on wells in every village on the lake (Sweden);

2. Publish what the tax on wells yields each year (Chad);
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, compiled_cache: Path) -> Assistant:
    folder = tmp_path_factory.mktemp("norland")
    (folder / "report.md").write_text(REPORT, encoding="utf-8")
    return Assistant.build(folder, settings=Settings(store=folder.parent / "norland-store", cache=compiled_cache))


def test_how_things_are_is_told_by_a_statement(assistant: Assistant) -> None:
    first = assistant.ask("Is there a tax on wells in the villages on the lake?").citations[0]
    assert first.quote.startswith("12. Norland stated")


def test_what_was_urged_is_told_by_the_recommendation(assistant: Assistant) -> None:
    quotes = [citation.quote for citation in assistant.ask("Who called for abolishing the tax on wells?").citations]
    assert any("(Sweden)" in quote for quote in quotes)


def test_a_statement_that_ends_with_an_abbreviation_is_nothing_urged(assistant: Assistant) -> None:
    with closing(Index.open(assistant.settings.store, choice=assistant.settings.embedding)) as index:
        found = factual(index, extract(index, understood(index, "Who looks after the lake and its wells?")))
    bonus = {quote.text[-9:]: quote.bonus for quote in found.quotes}
    assert bonus["nd (WAN)."] == 0
    assert any(less < 0 for ending, less in bonus.items() if "Sweden" in ending)
