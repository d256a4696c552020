"""Puts an answer into a ZIP: the same answer over the same files makes the same bytes.

README.txt       what this is and how to check it, in the question's language
answer.json      the answer as `ask --json` prints it, but for the time it took
answer.html      the answer to read: its quotes in their passages, and on the pages they stand on
quotes.txt       the quotes, each with its place and the hash of its file
pages/…          the cited pages of PDF files and images, as they are
sources.json     the cited files and their hashes
sources.sha256   the same, for `sha256sum --check` in the folder of the materials
versions.json    the program, the index and the models that answered
SHA256SUMS       the hash of each of these
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Protocol

from index import Index

from ..answers import Answer, Citation, Context, SourceState
from ..errors import NoPicture
from ..versions import program_version
from ..viewing import DrawingLimits, PagePicture
from .page import Shown, answer_page
from .words import words_in

FORMAT = 1
SUMS = "SHA256SUMS"
ANSWER = "answer.json"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows: when a pack was made is no part of it


class Evidence(Protocol):
    """Where a pack takes from what stands around a quote; an `Assistant` is one."""

    def context(self, passage_id: str) -> Context | None:
        """Return a passage among its neighbours."""

    def source(self, name: str) -> SourceState | None:
        """Return what is known of a file."""

    def page(self, passage_id: str, start: int, end: int, *, number: int | None = None) -> PagePicture | None:
        """Return a page as a picture with the quote's place on it."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pictures of a pack by their names: a page that several quotes stand on is kept once."""

    members: dict[str, bytes]
    named: dict[tuple[str, int], str]

    def keep(self, source: str, picture: PagePicture) -> str:
        """Return the name of a page's picture in the pack."""
        place = source, picture.number
        if place not in self.named:
            self.named[place] = f"pages/{len(self.named) + 1:03}-page-{picture.number}.webp"
            self.members[self.named[place]] = picture.data
        return self.named[place]


def pack(evidence: Evidence, answer: Answer, *, embedding: str = "") -> bytes:
    """Return the evidence pack of an answer, or of a refusal; `embedding` names the model that searched.

    A page that cannot be drawn, as that of a file that has changed since, is left out with its reason.
    """
    language = Index.language(answer.searched.question or answer.question)
    cited = answer.citations or answer.closest
    with ThreadPoolExecutor(DrawingLimits().together) as threads:
        drawn = list(threads.map(lambda citation: _shown(evidence, citation), cited))
    pages = _Pages({}, {})
    shown = [replace(one, picture=pages.keep(one.citation.source, one.page)) if one.page else one for one in drawn]
    sources = _sources(evidence, cited)
    members = {
        "README.txt": words_in(language).readme.encode(),
        ANSWER: _json(answer.as_dict()),
        "answer.html": answer_page(answer, shown, language).encode("utf-8", "replace"),
        "quotes.txt": _quotes(cited).encode(),
        "sources.json": _json(sources),
        "sources.sha256": _sums({entry["source"]: entry["sha256"] for entry in sources if not entry["inside"]}),
        "versions.json": _json(_versions(answer, embedding)),
        **pages.members,
    }
    members[SUMS] = _sums({name: hashlib.sha256(content).hexdigest() for name, content in members.items()})
    return _zipped(members)


def _shown(evidence: Evidence, citation: Citation) -> Shown:
    """Return what is shown of a citation, its page without a name as yet."""
    context = evidence.context(citation.passage_id)
    if context is None:  # a newer index answers by now
        return Shown(citation, "")
    text = context.passages[context.position].text
    if not context.pictured:
        return Shown(citation, text)
    try:
        return Shown(citation, text, page=evidence.page(citation.passage_id, citation.start, citation.end))
    except NoPicture as fault:
        return Shown(citation, text, fault=str(fault))


def _sources(evidence: Evidence, cited: tuple[Citation, ...]) -> list[dict[str, Any]]:
    """Return each cited file with its hash; `inside` says that it lies in another file, as in an archive."""
    entries = []
    for name in sorted({citation.source for citation in cited}):
        citations = [citation for citation in cited if citation.source == name]
        state = evidence.source(name)
        entries.append(
            {
                "source": name,
                "title": citations[0].title,
                "kind": state.kind if state else "",
                "date": state.date if state else "",
                "sha256": citations[0].sha256,
                "cited": [citation.number for citation in citations],
                "inside": _is_inside(evidence, name),
            }
        )
    return entries


def _is_inside(evidence: Evidence, name: str) -> bool:
    """Tell whether a source lies in another one, as in an archive or a message, and not just in folders."""
    steps = name.split("/")
    return any(evidence.source("/".join(steps[:length])) for length in range(1, len(steps)))


def _quotes(cited: tuple[Citation, ...]) -> str:
    """Return the quotes as plain text; a line break in a quote stays, each is set off by a blank line."""
    blocks = [
        f"[{citation.number}] {citation.source}\n"
        f"sha256 {citation.sha256}\n"
        f"passage {citation.passage_id}, characters {citation.start} to {citation.end}\n\n"
        f"{citation.quote}\n"
        for citation in cited
    ]
    return "\n\n".join(blocks)


def _versions(answer: Answer, embedding: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "program": "aide-memoire",
        "version": program_version(),
        "generation": answer.generation,
        "embedding_model": embedding,
        "model": answer.model,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _sums(hashes: Mapping[str, str]) -> bytes:
    """Return hashes and names as `sha256sum` writes them, which escapes a name that would break the line."""
    lines = []
    for name in sorted(hashes):
        escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{'' if escaped == name else chr(92)}{hashes[name]}  {escaped}\n")
    return "".join(lines).encode()


def _zipped(members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o644 << 16
            stored = name.endswith(".webp")  # it is compressed already
            archive.writestr(entry, members[name], zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return written.getvalue()
