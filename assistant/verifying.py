"""Re-checks a saved answer: each of its quotes is looked up again in the files themselves, by hash, passage and offset.

Nothing of the index is trusted: the files named are read and divided anew, as they are now.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus import Document, Location, Passage, Skipped, chunk, discover, load_many

from .answers import EXTRACTIVE
from .composing import as_shown
from .errors import BadAnswer
from .evidence import is_pack, packed_answer

LARGEST = 64_000_000  # bytes of a saved answer
_MARKER = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile(r"[“«]([^“”«»]*\w[^“”«»]*)[”»] ?\[(\d+)\]")  # what stands right before the number of a citation
_TEXTS = ("quote", "passage_id", "source", "sha256")
_NUMBERS = ("number", "start", "end")


class State(Enum):
    """What became of a quote.

    VERIFIED: it stands at its offsets in the very file that was cited. MOVED: it stands in the file, but elsewhere, or the
    file has other bytes by now. GONE: the file has changed and no longer holds it. ALTERED: the file is the one that was
    cited and does not hold it, so the answer was changed. MISSING: there is no such file. UNREADABLE: it cannot be read.
    UNCITED: the text has a number that no citation has. UNQUOTED: the text of an answer that only quotes lacks the quote, or
    has other words as one. BROKEN: a part of an evidence pack is not as it was packed.
    """

    VERIFIED = "verified"
    MOVED = "moved"
    GONE = "gone"
    ALTERED = "altered"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNCITED = "uncited"
    UNQUOTED = "unquoted"
    BROKEN = "broken"


_DETAILS = {
    State.VERIFIED: "",
    State.MOVED: "The quote stands in the file, but not at the place that was cited.",
    State.GONE: "The file has changed and no longer holds the quote.",
    State.ALTERED: "The file is the one that was cited, but the quote does not stand in it: the answer was changed.",
    State.MISSING: "There is no such file in the folder: name the folder that was indexed with --materials.",
    State.UNCITED: "The answer's text has this number, but no citation has it.",
    State.UNQUOTED: "The quotes of the answer's text are not those of its citations: the text was changed.",
    State.BROKEN: "This part of the pack is not as it was packed.",
}
_NAME_ONE = "name a file that `ask --json` or `ask --pack` wrote"
_CHANGED = "The file has changed since; the quote still stands in it."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one quote: `answer` and `number` name its citation, both from 1; `detail` says what is wrong, "" if nothing.

    `part` is where it was found: "citation", its "introduction", among the "closest" passages of a refusal, in the answer's
    "text", or in the evidence "pack", of which `source` then names a part and answer and number are 0.
    """

    answer: int
    number: int
    source: str
    quote: str
    state: State
    detail: str
    part: str = "citation"

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as documented for `verify --json`."""
        return {**asdict(self), "state": self.state.value}


def read_saved(path: Path) -> list[Mapping[str, Any]]:
    """Return the answers that a file holds: one, a list of them, a conversation as the page saves it, or an evidence pack.

    Raises BadAnswer when the file is no such thing.
    """
    return _answers(path, _content(path))


def verify_file(path: Path, materials: Sequence[Path]) -> list[Verdict]:
    """Return what became of every citation of the answers that a file holds, and which parts of a pack are broken.

    Raises BadAnswer when the file holds no answer, CorpusError when a folder is not there.
    """
    broken = packed_answer(path).broken if _is_packed(path) else ()
    faults = [Verdict(0, 0, part, "", State.BROKEN, _DETAILS[State.BROKEN], "pack") for part in broken]
    return faults + verify(read_saved(path), materials)


def verify(answers: Sequence[Mapping[str, Any]], materials: Sequence[Path]) -> list[Verdict]:
    """Return what became of every citation of some saved answers, in the files under `materials` as they are now.

    Of a refusal, the closest passages are looked up. Raises CorpusError when a folder is not there.
    """
    wanted = {quoted["source"] for answer in answers for quoted in (*answer["citations"], *_closest(answer))}
    files = _Files(materials, wanted)
    return [verdict for number, answer in enumerate(answers, 1) for verdict in _verdicts(number, answer, files)]


def _verdicts(answer: int, saved: Mapping[str, Any], files: _Files) -> Iterator[Verdict]:
    for part, cited in (("citation", saved["citations"]), ("closest", _closest(saved))):
        for citation in cited:
            yield _verdict(answer, part, citation, citation, files)
            if introduction := citation.get("introduction"):
                yield _verdict(answer, "introduction", citation, introduction, files)
    yield from _text_verdicts(answer, saved)


def _verdict(answer: int, part: str, citation: Mapping[str, Any], quoted: Mapping[str, Any], files: _Files) -> Verdict:
    state, detail = files.judge({**citation, "location": quoted.get("location"), **quoted})
    return Verdict(answer, citation["number"], citation["source"], quoted["quote"], state, detail, part)


def _text_verdicts(answer: int, saved: Mapping[str, Any]) -> Iterator[Verdict]:
    """Yield what is wrong with the text itself: a number without a citation, and of an answer that only quotes, other words."""
    text, citations = saved["text"], saved["citations"]
    quotes = "".join(str(citation["quote"]) for citation in citations)
    cited = {citation["number"] for citation in citations}
    for marker in dict.fromkeys(_MARKER.findall(text)):
        if int(marker) not in cited and f"[{marker}]" not in quotes:
            yield Verdict(answer, int(marker), "", "", State.UNCITED, _DETAILS[State.UNCITED], "text")
    if saved.get("model") == EXTRACTIVE:
        for number, words in _unquoted(text, citations):
            yield Verdict(answer, number, "", words, State.UNQUOTED, _DETAILS[State.UNQUOTED], "text")


def _unquoted(text: str, citations: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """Yield the quotes that a text lacks, and what stands in quotation marks before a number and is no quote."""
    yield from ((one["number"], one["quote"]) for one in citations if as_shown(one["quote"]) not in text)
    for quote in sorted((as_shown(one["quote"]) for one in citations), key=len, reverse=True):
        text = text.replace(quote, "")
    yield from ((int(found[2]), found[1]) for found in _QUOTED.finditer(text))


def _closest(saved: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the closest passages of a refusal, [] where none are saved with it."""
    searched = saved.get("searched")
    return searched.get("closest") or [] if isinstance(searched, dict) else []


def _is_packed(path: Path) -> bool:
    try:
        return is_pack(path)
    except OSError as error:
        raise BadAnswer(f"{path} cannot be read ({error.strerror}): {_NAME_ONE}.") from None


def _content(path: Path) -> bytes:
    if _is_packed(path):
        return packed_answer(path).answer
    if path.stat().st_size > LARGEST:
        raise BadAnswer(f"{path} is larger than {LARGEST // 1_000_000} MB, so it is no answer saved by this program.")
    return path.read_bytes()


def _answers(path: Path, content: bytes) -> list[Mapping[str, Any]]:
    try:
        saved = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"{path} cannot be read as JSON ({error}): {_NAME_ONE}.") from None
    if isinstance(saved, dict) and "conversation" in saved:
        saved = saved["conversation"]
    answers = saved if isinstance(saved, list) else [saved]
    for number, answer in enumerate(answers, 1):
        if fault := _fault_of(answer):
            raise BadAnswer(
                f"{path}, answer {number}: {fault}. Name a file that `ask --json` or the page's export wrote."
            )
    return answers


class _Files:
    """The files that are cited, read when the first quote of one is looked up."""

    def __init__(self, materials: Sequence[Path], wanted: Iterable[str]) -> None:
        self._materials = materials
        self._wanted = frozenset(wanted)

    def judge(self, quoted: Mapping[str, Any]) -> tuple[State, str]:
        """Return what became of a quote, and what is wrong with it."""
        file = self._read.get(quoted["source"])
        if file is None:
            return State.MISSING, _DETAILS[State.MISSING]
        if isinstance(file, Skipped):
            return State.UNREADABLE, file.detail
        same = file.sha256 == quoted["sha256"]
        passage = file.passages.get(quoted["passage_id"])
        if passage and passage.text[quoted["start"] : quoted["end"]] == quoted["quote"]:
            if not same:
                return State.MOVED, _CHANGED
            misplaced = _misplaced(quoted.get("location"), passage.locate_range(quoted["start"], quoted["end"]))
            return (State.MOVED, misplaced) if misplaced else (State.VERIFIED, "")
        if quoted["quote"] in file.text:
            return State.MOVED, _DETAILS[State.MOVED] if same else _CHANGED
        state = State.ALTERED if same else State.GONE
        return state, _DETAILS[state]

    @cached_property
    def _read(self) -> dict[str, _File | Skipped]:
        files = [file for file in discover(list(self._materials)) if self._is_wanted(file.source)]
        return {read.source: read for outcome in load_many(files) for read in _with_children(outcome)}

    def _is_wanted(self, source: str) -> bool:
        return source in self._wanted or any(wanted.startswith(f"{source}/") for wanted in self._wanted)


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is now: the hash of its bytes, its whole text, and its passages by their ids."""

    source: str
    sha256: str
    text: str
    passages: Mapping[str, Passage]


def _misplaced(saved: object, found: Location) -> str:
    """Return what is wrong with the place that was cited, "" if nothing; who speaks may be said elsewhere than in the file."""
    if not isinstance(saved, dict):
        return ""
    cited, stands = (json.loads(json.dumps(place)) for place in (saved, found.as_dict()))  # tuples become lists
    wrong = [name for name in {*cited, *stands} - {"speaker"} if cited.get(name) != stands.get(name)]
    return f"The quote stands in the file, but its {' and '.join(sorted(wrong))} was cited otherwise." if wrong else ""


def _with_children(outcome: Document | Skipped) -> Iterator[_File | Skipped]:
    if isinstance(outcome, Skipped):
        yield outcome
        return
    yield _File(outcome.source, outcome.sha256, outcome.text, {passage.id: passage for passage in chunk(outcome)})
    for child in outcome.children:
        yield from _with_children(child)


def _fault_of(answer: object) -> str:
    """Return what a saved answer lacks, "" where nothing."""
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        return "there is no text"
    if not isinstance(answer.get("citations"), list):
        return "there are no citations"
    if not isinstance(_closest(answer), list):
        return "the closest passages are no list"
    for citation in (*answer["citations"], *_closest(answer)):
        introduction = citation.get("introduction") if isinstance(citation, dict) else None
        if not _is_quote(citation, (*_TEXTS, *_NUMBERS)):
            return "a citation lacks one of " + ", ".join((*_TEXTS, *_NUMBERS))
        if introduction is not None and not _is_quote(introduction, ("quote", "passage_id", "start", "end")):
            return "the introduction of a citation lacks its quote or place"
    return ""


def _is_quote(entry: object, fields: Iterable[str]) -> bool:
    return isinstance(entry, dict) and all(
        isinstance(entry.get(name), str) if name in _TEXTS else type(entry.get(name)) is int and entry[name] >= 0
        for name in fields
    )
