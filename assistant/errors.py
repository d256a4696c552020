"""What can go wrong with a question.

AssistantError              a question cannot be taken or a setting is wrong
├── BadQuestion             the question is empty or too long, or its filter cannot be used
├── BadQuestions            a set of questions to measure with cannot be read
└── BadSetting              a setting has a value that cannot be used
"""

from __future__ import annotations


class AssistantError(Exception):
    """The assistant cannot do what was asked; the message says what to do next."""


class BadQuestion(AssistantError):
    """The question is empty or longer than the limit, or its filter names no field that can be filtered by."""


class BadQuestions(AssistantError):
    """A set of questions to measure with is missing or malformed."""


class BadSetting(AssistantError):
    """A setting has a value that cannot be used."""
