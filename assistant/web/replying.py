"""How a reply stands in the chat: the text with its chips, its sources, a refusal, and what can be done with an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten
from urllib.parse import quote

from ..answers import Answer, Citation
from ..remarks import remarks
from ..rendering import Chip, html, location_label, markdown
from .describing import FindSource, details, nothing_known, title_of
from .wording import ENGLISH, Words

EXCERPT = 220
_SHOWN = 6  # sources that stand open below an answer; a longer list is folded
# What the buttons below an answer do, by the names of their words.
ACTIONS = ("copy", "copy_markdown", "copy_link")
VOTES = ("helpful", "unhelpful")


def reply(
    answer: Answer, words: Words = ENGLISH, *, name: str = "", source: FindSource = nothing_known, votes: bool = False
) -> str:
    """Return an answer with its chips and sources, or a refusal with the closest passages, as Markdown.

    Above it stands what was searched, where that is not simply the question in all materials, below it what else is to be
    known of it. `name` is that under which
    the answer is kept: with it there are buttons, with `votes` also those for an opinion.
    """
    above = [notice(remark) for remark in remarks(answer)]
    below = [notice(" ".join(note.text for note in answer.notes))] if answer.notes else []
    below += [_actions(name, words, votes=votes)] if name else []
    return "\n\n".join([*above, *_replied(answer, words, source), *below])


def _replied(answer: Answer, words: Words, source: FindSource) -> Iterator[str]:
    if not answer.answered:
        closest = _closest(answer.closest, words, source)
        yield f'<div class="refusal" role="note">\n\n{markdown(answer.text)}\n\n{closest}</div>'
        return
    chips = {citation.number: _chip(citation, words) for citation in answer.citations}
    yield markdown(answer.text, chips)
    if answer.citations:
        yield _sources(answer.citations, words, source)


def question(text: str, number: str, words: Words = ENGLISH) -> str:
    """Return a question with the button that takes it back into the field, as Markdown."""
    edit = _button("edit", number, words("edit_question"), '<path d="M4 16l1-4L13 4l3 3-8 8-4 1z"/>')
    return f"{markdown(text)}\n\n{edit}"


def notice(text: str) -> str:
    """Return a short remark of the page itself, as HTML."""
    return f'<p class="notice" role="status">{html(text)}</p>'


def passage_address(passage_id: str, start: int, end: int) -> str:
    """Return the address within the page that opens characters `start` to `end` of a passage."""
    return f"#cite-{quote(passage_id, safe='')}-{start}-{end}"


def _chip(citation: Citation, words: Words) -> Chip:
    spoken = location_label(citation.location, words.language).replace("p. ", "page ", 1)
    label = ", ".join(part for part in (title_of(citation), spoken) if part)
    address = passage_address(citation.passage_id, citation.start, citation.end)
    return Chip(address, words("source_number", number=citation.number, place=label))


def _sources(citations: Sequence[Citation], words: Words, source: FindSource) -> str:
    rows = [f"<li>{_source(citation, words, source)}</li>" for citation in citations]
    if len(rows) <= _SHOWN:
        return f'<ul class="sources">{"".join(rows)}</ul>'
    label = html(words.count("source_count", len(rows)))
    return f'<details class="folded"><summary>{label}</summary><ul class="sources">{"".join(rows)}</ul></details>'


def _source(citation: Citation, words: Words, source: FindSource) -> str:
    more = details(citation, words, source)
    lines = f"<span>{html(title_of(citation))}</span>" + (f"<small>{_parts(more)}</small>" if more else "")
    return _link("source", citation, f"<b>{citation.number}</b><span>{lines}</span>")


def _closest(citations: Sequence[Citation], words: Words, source: FindSource) -> str:
    rows = "".join(f"<li>{_link('closest', c, _excerpt(c, words, source))}</li>" for c in citations)
    heading = html(words("closest"))
    return f'<p class="closest">{heading}</p><ul class="passages">{rows}</ul>' if rows else ""


def _link(kind: str, citation: Citation, inside: str) -> str:
    address = passage_address(citation.passage_id, citation.start, citation.end)
    return f'<a class="{kind}" href="{html(address)}">{inside}</a>'


def _excerpt(citation: Citation, words: Words, source: FindSource) -> str:
    excerpt = shorten(citation.quote, EXCERPT, placeholder=" …")
    place = " · ".join(filter(None, (title_of(citation), details(citation, words, source))))
    return f"<span>{html(excerpt)}</span><small>{_parts(place)}</small>"


def _parts(line: str) -> str:
    """Return a line of parts, "PDF · p. 12", as HTML that can be broken between them, after the dot."""
    *before, last = line.split(" · ")
    return " ".join([*(f"<span>{html(part)} ·</span>" for part in before), f"<span>{html(last)}</span>"])


def _actions(name: str, words: Words, *, votes: bool) -> str:
    """Return the row of buttons; its id names the answer for the page's script."""
    acts = "".join(f'<button type="button" class="{act}">{html(words(act))}</button>' for act in ACTIONS)
    if votes:
        asked = "".join(_button(vote, name, words(vote), _THUMBS[vote]) for vote in VOTES)
        acts += f'<span class="votes">{asked}</span>'
    return f'<div class="actions" role="toolbar" id="answer-{html(name)}">{acts}</div>'


def _button(name: str, value: str, label: str, drawing: str) -> str:
    shape = f'<svg viewBox="0 0 20 20">{drawing}</svg>'
    return f'<button type="button" class="{name}" value="{html(value)}" title="{html(label)}">{shape}</button>'


_THUMB = "M7 9l3-6c1.2 0 2 .8 2 2v3h3.6a1.5 1.5 0 0 1 1.4 1.8l-1.2 5a1.5 1.5 0 0 1-1.5 1.2H7zm0 0H4v7h3"
_THUMBS = {
    "helpful": f'<path d="{_THUMB}"/>',
    "unhelpful": f'<path transform="rotate(180 10 10)" d="{_THUMB}"/>',
}
