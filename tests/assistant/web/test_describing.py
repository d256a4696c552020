"""What is said of a source."""

from __future__ import annotations

from assistant.web.describing import kind
from assistant.web.wording import Words


def test_a_kind_begins_a_line() -> None:
    assert kind("docx", Words("kk")) == "Word"
    assert kind("vtt", Words("ru")) == "Стенограмма"
