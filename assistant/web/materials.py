"""The documents tab: what is indexed, what could be read only in part, and what was skipped, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from ..answers import SourceState
from ..rendering import html
from .wording import ENGLISH, Words

COLUMNS = ("document", "kind", "date", "language", "pages", "passages", "state")


def materials(sources: Sequence[SourceState], words: Words = ENGLISH) -> str:
    """Return the table of documents with its counts, as HTML."""
    if not sources:
        return f'<p class="notice">{html(words("no_documents"))}</p>'
    head = "".join(f'<th scope="col" class="{column}">{html(words(f"column_{column}"))}</th>' for column in COLUMNS)
    rows = "".join(_row(source, words) for source in sorted(sources, key=_order))
    return (
        f'{_counts(sources, words)}<div class="table" tabindex="0" role="region">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def summary(sources: Sequence[SourceState], words: Words = ENGLISH) -> str:
    """Return "12 documents · 340 passages", as plain text."""
    readable = [source for source in sources if source.state != "skipped"]
    passages = sum(source.passages for source in readable)
    return f"{words.count('document_count', len(readable))} · {words.count('passage_count', passages)}"


def why(reason: str, detail: str, words: Words) -> str:
    """Return why something could not be read: the detail, after the reason where that is not in the detail's English."""
    named = words(f"reason_{reason}") if words.known(f"reason_{reason}") else reason.replace("_", " ")
    if words.language == ENGLISH.language:
        return detail or named
    return " ".join(filter(None, (named, f"({detail})" if detail and reason else detail)))


def _order(source: SourceState) -> tuple[bool, str]:
    return source.state == "indexed", source.source  # what needs attention first


def _counts(sources: Sequence[SourceState], words: Words) -> str:
    states = [source.state for source in sources]
    parts = [summary(sources, words)]
    parts += [words.count(f"{state}_count", states.count(state)) for state in ("partial", "skipped") if state in states]
    return f'<p class="counts">{html(" · ".join(parts))}</p>'


def _row(source: SourceState, words: Words) -> str:
    title = f"<b>{html(source.title)}</b><br>" if source.title and source.title != source.source else ""
    named = words(f"state_{source.state}") if words.known(f"state_{source.state}") else source.state
    state = f'<span class="state {html(source.state)}">{html(named)}</span>'
    reason = why(source.reason, source.detail, words)
    cells = [
        f'<td class="document">{title}<span class="file">{html(source.source)}</span></td>',
        f"<td>{html(source.kind)}</td>",
        f'<td class="date">{html(source.date)}</td>',
        f"<td>{html(source.language)}</td>",
        f'<td class="number pages">{source.pages if source.pages is not None else ""}</td>',
        f'<td class="number passages">{source.passages or ""}</td>',
        f"<td>{state}{f'<br><span class=why>{html(reason)}</span>' if reason else ''}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"
