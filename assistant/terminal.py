"""Answers, hits, sources and reports as lines for a terminal; everything from a document is stripped of control bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from index import BuildReport, Hit

from .answers import Answer, Citation, SourceState
from .feedback import Opinion
from .generating import Found
from .plurals import counted
from .remarks import remarks
from .rendering import location_label, terminal
from .verifying import State, Verdict

_EXCERPT = 240
_QUOTES = {"citation", "introduction", "closest"}


def answer_lines(answer: Answer) -> Iterator[str]:
    """Yield what was searched, the answer, then its sources; for a refusal the closest passages, as such."""
    above = [terminal(remark) for remark in remarks(answer)]
    yield from [*above, ""] if above else []
    yield terminal(answer.text)
    yield ""
    for citation in answer.citations:
        yield citation_line(citation)
    if answer.notes:
        yield ""
        yield from (terminal(note.text) for note in answer.notes)
    if answer.closest:
        yield "Closest, but not an answer:"
        for citation in answer.closest:
            yield f"  – {terminal(_short(citation.quote))}"
            yield f"    {_where(citation)}"


def citation_line(citation: Citation) -> str:
    """Return the number of a citation and its place: "[1] Plenary 1 · 00:18:06 · day-1/plenary-1.vtt"."""
    return f"[{citation.number}] {_where(citation)}"


def hit_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """Yield each passage with its place."""
    for rank, hit in enumerate(hits, 1):
        label = location_label(hit.passage.location)
        yield f"{rank}. {_line(hit.passage.title)} · {label} · {_line(hit.source)}"
        yield f"   {terminal(_short(hit.passage.text))}"
        yield ""


def hits_as_dicts(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return hits as documented for `search --json`."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 4),
            "passage_id": hit.passage.id,
            "source": hit.passage.source,
            "title": hit.passage.title,
            "text": hit.passage.text,
            "location": hit.passage.location.as_dict(),
            "metadata": dict(hit.passage.metadata),
        }
        for rank, hit in enumerate(hits, 1)
    ]


def verdict_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield each citation that is not as it was cited, by its file, and a count of those that are."""
    wrong = [verdict for verdict in verdicts if verdict.state is not State.VERIFIED]
    for source in dict.fromkeys(verdict.source for verdict in wrong):
        yield _line(source) or "In the text of the answer:"
        for verdict in wrong:
            if verdict.source == source:
                yield f"  {_place_of(verdict)} {verdict.state.value}: {terminal(verdict.detail)}"
                if verdict.quote:
                    yield f"    “{terminal(_short(verdict.quote))}”"
    quotes = [verdict for verdict in verdicts if verdict.part in _QUOTES]
    stand = sum(verdict.state is State.VERIFIED for verdict in quotes)
    yield f"{stand} of {len(quotes)} quotes stand in the files as they were cited."


def _place_of(verdict: Verdict) -> str:
    if verdict.part == "pack":
        return "in the pack"
    closest = "closest " if verdict.part == "closest" else ""
    return f"answer {verdict.answer} {closest}[{verdict.number}]"


def source_lines(sources: Sequence[SourceState]) -> Iterator[str]:
    """Yield each document with its state, those that could not be read last, and a count."""
    for source in sorted(sources, key=lambda found: (found.state == "skipped", found.source)):
        if source.state == "skipped":
            yield f"skipped  {_line(source.source)}: {terminal(source.detail)}"
            continue
        pages = f", {counted(source.pages, 'page', 'en')}" if source.pages else ""
        size = f"{source.kind}{pages}, {counted(source.passages, 'passage', 'en')}"
        yield f"{source.state}  {_line(source.source)}: {_line(source.title)} ({size})"
        if source.detail:
            yield f"         {terminal(source.detail)}"
    skipped = sum(source.state == "skipped" for source in sources)
    yield f"{counted(len(sources) - skipped, 'document', 'en')}, {skipped} skipped"


def report_lines(report: BuildReport) -> Iterator[str]:
    """Yield what a build did, and each file that was skipped with its reason."""
    yield (
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed, "
        f"{len(report.skipped)} skipped; {report.passages} passages, {report.embedded} embedded, {report.seconds:.1f} s"
    )
    for skipped in report.skipped:
        yield f"skipped  {_line(skipped.source)}: {terminal(skipped.detail)}"


def _where(citation: Citation) -> str:
    heading = citation.location.heading[-1:] if citation.location.heading[-1:] != (citation.title,) else ()
    parts = [citation.title, *heading, location_label(citation.location), citation.source]
    return " · ".join(_line(part) for part in parts if part)


def _line(text: str) -> str:
    """Return a name or a title as a part of a line, whatever line breaks it brings."""
    return " ".join(terminal(text).split())


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _EXCERPT else folded[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def table_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table, its columns aligned: the first to the left, the others, which are figures, to the right."""
    rows = [[terminal(cell).replace("_", " ") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        figures = "  ".join(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield f"{first.ljust(widths[0])}  {figures}"


def model_lines(asked: Found | None, local: Sequence[Found]) -> Iterator[str]:
    """Yield whether the model of the settings answers, and the models of servers on this machine."""
    if asked is None:
        yield "No language model is set: answers are quoted from the sources. AIDE_MEMOIRE_MODEL names one."
    elif asked.reachable:
        yield f"reachable      {terminal(asked.name)} ({asked.milliseconds} ms to the first word)"
    else:
        yield f"not reachable  {terminal(asked.name)}: {terminal(asked.detail)}"
    for found in local:
        server, _, name = found.name.partition(": ")
        named = f"AIDE_MEMOIRE_MODEL=openai:{name} AIDE_MEMOIRE_MODEL_URL={found.detail}"
        yield terminal(f"on this machine  {name} ({server}): {named}")
    if not local:
        yield "No server of language models was found on this machine."


def opinion_lines(opinions: Sequence[Opinion]) -> Iterator[str]:
    """Yield what visitors think of answers: when, of which question or of an answer from which files, and why."""
    for held in opinions:
        verdict = "helpful" if held.helpful else "not helpful"
        about = f"“{held.question}”" if held.question else ", ".join(held.sources) or "a refusal"
        filters = "".join(f" {name}={value}" for name, value in held.where.items())
        yield terminal(f"{held.at}  {verdict}: {about}{filters}")
        if held.reason:
            yield terminal("    " + " ".join(held.reason.split()))
    helpful = sum(held.helpful for held in opinions)
    yield f"{len(opinions)} opinions, {helpful} helpful" if len(opinions) != 1 else f"1 opinion, {helpful} helpful"
