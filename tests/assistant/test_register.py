"""Lists of recommendations as records: numbers, makers, and the sentence that says how a block was answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.register import Response, makers_of, register_of, response_in
from index import Index, ModelChoice, build_index

REPORT = """# Report on Norland

12. The delegation thanked all speakers:

- for their questions.

90. The following recommendations enjoy the support of Norland:

90.1. Open more schools (Chad, Peru);

90.2. Close the old prison (Iran (Islamic Republic of)) (Norway);

91. The following recommendations did not enjoy the support of Norland:

91.1. Publish the archives (Ardenia).

92. All conclusions reflect the position of the States that made them.
"""


@pytest.fixture
def index(tmp_path: Path, compiled_cache: Path) -> Index:
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials" / "report.md").write_text(REPORT, encoding="utf-8")
    choice = ModelChoice(cache=compiled_cache)
    build_index([tmp_path / "materials"], tmp_path / "store", choice=choice)
    return Index.open(tmp_path / "store", choice=choice)


def test_items_know_their_number_makers_and_response(index: Index) -> None:
    entries = [entry for entry in register_of(index, "report.md") if entry.response]

    assert [(entry.number, entry.response) for entry in entries] == [
        ("90.1", Response.ACCEPTED),
        ("90.2", Response.ACCEPTED),
        ("91.1", Response.REJECTED),
    ]
    assert entries[0].words.text == "Open more schools (Chad, Peru)"
    assert [entry.makers for entry in entries] == [("Chad", "Peru"), ("Iran", "Norway"), (frozenset({"ardenia"}),)]
    assert register_of(index, "report.md") is register_of(index, "report.md")
    index.close()


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("Ratify CRPD (Hungary) (Spain);", ["Hungary", "Spain"]),
        ("Adhere to (Algeria) or consider (Mexico) the Convention;", ["Algeria", "Mexico"]),
        ("Ratify the protocol (ICCPR-OP2) (the Netherlands)", ["Netherlands"]),
        ("Ratify the protocol (1989), as was asked", []),
    ],
)
def test_makers_stand_in_brackets(text: str, makers: list[str]) -> None:
    assert makers_of(text) == makers


@pytest.mark.parametrize(
    ("sentence", "response"),
    [
        ("The following recommendations will be examined by Norland:", Response.PENDING),
        (
            "They enjoy the support of Norland, which considers that they have already been implemented.",
            Response.IMPLEMENTED,
        ),
        ("The recommendations did not enjoy the support of Norland and would thus be noted:", Response.REJECTED),
        ("The recommendations below were noted:", Response.NOTED),
        ("Следующие рекомендации не пользуются поддержкой:", Response.REJECTED),
        ("Следующие рекомендации были приняты:", Response.ACCEPTED),
        ("Мынадай ұсынымдар қабылданбады:", Response.REJECTED),
        ("Мынадай ұсынымдар қолдау тапты:", Response.ACCEPTED),
        ("The delegation was composed of:", None),
    ],
)
def test_a_response_is_read_from_the_sentence_above_a_block(sentence: str, response: Response | None) -> None:
    assert response_in(sentence) is response
