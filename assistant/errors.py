"""What can go wrong with a question.

AssistantError              a question cannot be taken or a setting is wrong
├── BadConversation         a saved conversation cannot be read
├── BadQuestion             the question is empty or too long, or its filter cannot be used
├── BadQuestions            a set of questions to measure with cannot be read
├── BadAnswer               a saved answer cannot be read
├── BadSetting              a setting has a value that cannot be used
├── MissingExtra            a part of the program needs a package that is not installed
├── BadFile                 a file cannot be added to the materials, or removed from them
└── NoPicture               a page of a source cannot be shown as a picture
    └── Busy                too many pages are asked for at the same time
"""

from __future__ import annotations


class AssistantError(Exception):
    """The assistant cannot do what was asked; the message says what to do next."""


class BadConversation(AssistantError):
    """What should be a saved conversation is something else, or lacks a field."""


class BadQuestion(AssistantError):
    """The question is empty or longer than the limit, or its filter names no field that can be filtered by."""


class BadQuestions(AssistantError):
    """A set of questions to measure with is missing or malformed."""


class BadAnswer(AssistantError):
    """A saved answer is missing or malformed."""


class BadSetting(AssistantError):
    """A setting has a value that cannot be used."""


class MissingExtra(AssistantError):
    """A part of the program needs packages that are installed on wish; `extra` is their name in the project."""

    def __init__(self, part: str, extra: str) -> None:
        super().__init__(f"{part} needs a further package: pip install 'aide-memoire[{extra}]'")
        self.extra = extra


class BadFile(AssistantError):
    """A file cannot be added to the materials, or removed from them; `reason` is one word for code."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class NoPicture(AssistantError):
    """A page of a source cannot be shown; `reason` is one word for code, as for a file that was not read."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Busy(NoPicture):
    """Too many pages are asked for at the same time; one who asks again in `seconds` may be served."""

    seconds = 2

    def __init__(self) -> None:
        super().__init__("busy", f"Many pages are being drawn: try again in {self.seconds} seconds.")
