"""The documents tab: what is indexed, what could be read only in part, and what was skipped, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ..answers import SourceState
from ..rendering import html
from .dates import date
from .unread import in_words
from .wording import ENGLISH, LANGUAGES, Words

COLUMNS = ("document", "kind", "date", "language", "pages", "passages", "state")
# What the formats are called: by name where that is the same in every language, else by one of the page's words.
_FORMATS = {"pdf": "PDF", "docx": "Word", "rtf": "RTF", "odt": "ODT", "markdown": "Markdown", "epub": "EPUB"}
_KINDS = {
    "html": "html", "text": "text", "vtt": "transcript", "srt": "transcript", "pptx": "slides", "odp": "slides",
    "xlsx": "spreadsheet", "ods": "spreadsheet", "csv": "table", "image": "image", "eml": "message", "msg": "message",
    "ics": "calendar", "zip": "archive",
}  # fmt: skip


def materials(sources: Sequence[SourceState], words: Words = ENGLISH) -> str:
    """Return the table of documents with its counts and a field to search it, as HTML."""
    if not sources:
        return f'<p class="notice">{html(words("no_documents"))}</p>'
    head = "".join(_head(column, words) for column in COLUMNS)
    rows = "".join(_row(source, words) for source in sorted(sources, key=_order))
    find = html(words("find_documents"))
    return (
        f'<div class="find"><input type="search" placeholder="{find}" aria-label="{find}" autocomplete="off">'
        f'<span class="found" role="status"></span></div>{_counts(sources, words)}'
        f'<div class="table" tabindex="0" role="region"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def summary(sources: Sequence[SourceState], words: Words = ENGLISH) -> str:
    """Return "12 documents · 340 passages", as plain text."""
    readable = [source for source in sources if source.state != "skipped"]
    passages = sum(source.passages for source in readable)
    return f"{words.count('document_count', len(readable))} · {words.count('passage_count', passages)}"


def why(reason: str, detail: str, words: Words) -> str:
    """Return why something could not be read: the detail, after the reason where the visitor does not read its English."""
    named = words(f"reason_{reason}") if words.known(f"reason_{reason}") else reason.replace("_", " ")
    if words.language == ENGLISH.language:
        return detail or named
    told = in_words(detail, words)
    if told != detail or not reason:
        return told
    return f"{named} ({told})" if told else named


def kind_name(kind: str, words: Words) -> str:
    """Return what a kind of file is called."""
    return words(f"kind_{_KINDS[kind]}") if kind in _KINDS else _FORMATS.get(kind, kind)


def state_name(state: str, words: Words) -> str:
    """Return what the state of a document is called."""
    return words(f"state_{state}") if words.known(f"state_{state}") else state


def document_address(source: str) -> str:
    """Return the address within the page that shows a document."""
    return f"#document-{quote(source, safe='')}"


def _order(source: SourceState) -> tuple[bool, str]:
    return source.state == "indexed", source.source  # what needs attention first


def _counts(sources: Sequence[SourceState], words: Words) -> str:
    states = [source.state for source in sources]
    parts = [summary(sources, words)]
    parts += [words.count(f"{state}_count", states.count(state)) for state in ("partial", "skipped") if state in states]
    return f'<p class="counts">{html(" · ".join(parts))}</p>'


def _head(column: str, words: Words) -> str:
    name = html(words(f"column_{column}"))
    return f'<th scope="col" class="{column}" aria-sort="none"><button type="button">{name}</button></th>'


def _row(source: SourceState, words: Words) -> str:
    title = source.title or source.source
    file = f'<br><span class="file">{html(source.source)}</span>' if title != source.source else ""
    state = f'<span class="state {html(source.state)}">{html(state_name(source.state, words))}</span>'
    reason = why(source.reason, source.detail, words)
    cells = [
        f'<td class="document"><a href="{html(document_address(source.source))}">{html(title)}</a>{file}</td>',
        f'<td class="kind">{html(kind_name(source.kind, words))}</td>',
        f'<td class="date" data-value="{html(source.date)}">{html(date(source.date, words))}</td>',
        f'<td class="language">{html(LANGUAGES.get(source.language, source.language))}</td>',
        _number("pages", source.pages, words),
        _number("passages", source.passages or None, words),
        f'<td class="condition">{state}{f"<br><span class=why>{html(reason)}</span>" if reason else ""}</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _number(column: str, number: int | None, words: Words) -> str:
    """Return a cell with a number; `data-name` says what it counts where the column's head is not shown."""
    shown = "" if number is None else words.number(number)
    name = html(words(f"column_{column}"))
    return f'<td class="number {column}" data-value="{number or 0}" data-name="{name}">{shown}</td>'
