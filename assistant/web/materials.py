"""The documents tab: what is indexed, what could be read only in part, and what was skipped, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from ..answers import SourceState
from ..rendering import html

COLUMNS = ("Document", "Kind", "Date", "Language", "Pages", "Passages", "State")
_STATES = {"indexed": "Read", "partial": "Read in part", "skipped": "Skipped"}


def materials(sources: Sequence[SourceState]) -> str:
    """Return the table of documents with its counts, as HTML."""
    if not sources:
        return '<p class="notice">There are no documents yet.</p>'
    head = "".join(f'<th scope="col" class="{column.lower()}">{column}</th>' for column in COLUMNS)
    rows = "".join(_row(source) for source in sorted(sources, key=_order))
    return (
        f'{_counts(sources)}<div class="table" tabindex="0" role="region">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def summary(sources: Sequence[SourceState]) -> str:
    """Return "12 documents · 340 passages", as plain text."""
    readable = [source for source in sources if source.state != "skipped"]
    passages = sum(source.passages for source in readable)
    return f"{_plural(len(readable), 'document')} · {_plural(passages, 'passage')}"


def _order(source: SourceState) -> tuple[bool, str]:
    return source.state == "indexed", source.source  # what needs attention first


def _counts(sources: Sequence[SourceState]) -> str:
    states = [source.state for source in sources]
    parts = [summary(sources)]
    if partial := states.count("partial"):
        parts.append(f"{partial} read in part")
    if skipped := states.count("skipped"):
        parts.append(f"{skipped} skipped")
    return f'<p class="counts">{html(" · ".join(parts))}</p>'


def _row(source: SourceState) -> str:
    title = f"<b>{html(source.title)}</b><br>" if source.title and source.title != source.source else ""
    state = f'<span class="state {html(source.state)}">{html(_STATES.get(source.state, source.state))}</span>'
    why = source.detail or source.reason.replace("_", " ")
    cells = [
        f'<td class="document">{title}<span class="file">{html(source.source)}</span></td>',
        f"<td>{html(source.kind)}</td>",
        f'<td class="date">{html(source.date)}</td>',
        f"<td>{html(source.language)}</td>",
        f'<td class="number pages">{source.pages if source.pages is not None else ""}</td>',
        f'<td class="number passages">{source.passages or ""}</td>',
        f"<td>{state}{f'<br><span class=why>{html(why)}</span>' if why else ''}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
