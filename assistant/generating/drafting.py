"""An answer while a model writes it: what of its sentences may be shown, with our own numbers, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index import Index

from ..answers import Citation, Note
from ..timing import VERIFY, stage
from .citing import Citations
from .judging import Judge, Judged, State
from .parsing import Written
from .prompting import NO_ANSWER, Source
from .words import said

_OWN_BRACKETS = str.maketrans("[]", "［］")  # a number in brackets is always a citation of ours


class Draft:
    """Takes the sentences of a model one by one; `text` is what may be shown of them so far."""

    def __init__(self, index: Index, sources: Sequence[Source], language: str, *, mark: bool) -> None:
        self.text = ""
        self.declined = False
        self._judge = Judge(index, sources)
        self._citations = Citations(index)
        self._language = language
        self._mark = mark
        self._counts = dict.fromkeys(State, 0)

    @stage(VERIFY)
    def take(self, written: Written) -> str:
        """Return what is to be added to the text for a sentence, "" where it is not to be shown."""
        if written.text.strip(" .!*\"'").upper() == NO_ANSWER:
            self.declined = True
            return ""
        judged = self._judge.judge(written)
        self._counts[judged.state] += 1
        shown = self._shown(judged)
        if not shown:
            return ""
        added = (written.before or " ") + shown if self.text else written.before.lstrip() + shown
        self.text += added
        return added

    def _shown(self, judged: Judged) -> str:
        text = judged.written.text.translate(_OWN_BRACKETS)
        if judged.state is State.LEADS_AWAY:
            return ""
        if judged.state is State.UNSUPPORTED:
            return f"{text} ⟨{said('not_borne_out', self._language)}⟩" if self._mark else ""
        numbers = dict.fromkeys(self._citations.number(judged.written.text, source) for source in judged.sources)
        return text + " " + "".join(f"[{number}]" for number in numbers)

    @property
    def holds_answer(self) -> bool:
        """Whether at least one sentence is borne out by the sources."""
        return len(self._citations) > 0

    def citations(self) -> tuple[Citation, ...]:
        """Return what the sentences rest on."""
        return self._citations.all()

    def notes(self) -> Iterator[Note]:
        """Yield what is to be said of the sentences that are not shown as supported."""
        for state, kind in (
            (State.UNSUPPORTED, "marked" if self._mark else "dropped"),
            (State.LEADS_AWAY, "links"),
            (State.TRANSLATED, "translated"),
        ):
            if count := self._counts[state]:
                yield Note(kind, said(kind, self._language, count=count))
