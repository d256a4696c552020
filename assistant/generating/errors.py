"""Why a language model did not answer."""

from __future__ import annotations

from enum import StrEnum

from ..errors import AssistantError


class Reason(StrEnum):
    """What became of a model that did not answer, or not to the end.

    UNREACHABLE: it could not be asked, or answered with an error. SLOW: the time it may take had passed. BROKEN_OFF: it
    stopped in the middle. SILENT: it wrote nothing. TOO_LONG: it wrote more than an answer may have. UNSUPPORTED: nothing
    of what it wrote is borne out by the sources. NO_ANSWER: it found no answer in the sources.
    """

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN_OFF = "broken_off"
    SILENT = "silent"
    TOO_LONG = "too_long"
    UNSUPPORTED = "unsupported"
    NO_ANSWER = "no_answer"


class ModelFailed(AssistantError):
    """A language model did not answer, or not to the end; `reason` says why, the message is for the operator."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
