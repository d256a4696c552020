"""The forms that a conversation can be taken away in."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers import Answer, Searched
from assistant.saved import read_conversation
from assistant.web.describing import nothing_known
from assistant.web.forms import FORMS
from assistant.web.wording import ENGLISH

ANSWER = Answer("Why?", True, "Because.", (), Searched(1, 1), generation='20261126T004224Z-366"\r\n')


def test_each_form_names_its_file_after_the_index_and_nothing_breaks_the_name() -> None:
    names = {form.file([replace(ANSWER, generation="old"), ANSWER]) for form in FORMS.values()}
    assert names == {f"aide-memoire-20261126T004224Z.{suffix}" for suffix in ("md", "docx", "json")}
    assert FORMS["json"].file([]) == "aide-memoire.json"


def test_json_is_a_saved_conversation() -> None:
    assert read_conversation(FORMS["json"].write([ANSWER], ENGLISH, nothing_known)) == (ANSWER,)
