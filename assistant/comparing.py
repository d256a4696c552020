"""Comparisons: what each of several speakers said on something, side by side, and who said nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from index import Index

from .asking import Asked
from .phrases import phrases_for
from .plurals import counted
from .quoting import Stretch
from .replies import Kind, Line, Reply, Section
from .speakers import speaker_of

_QUOTES_EACH = 2
_DASH = "– "  # in the place of the speaker's name, which stands above
_ENGLISH = re.compile(
    r"^\W*what (?P<aux>did|do|does|has|have) (?P<one>[^,?]+?) and (?P<other>[^,?]+?) "
    r"(?P<rest>(?:say|said|think|thought|propose|suggest|advise|stress|emphasi[sz]e|mention|note|report|tell|explain|ask|"
    r"promise|pledge|hope|recommend|call for|announce)\w*\b.*)$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"^\W*compare (?:what )?(?P<one>[^,?]+?) and (?P<other>[^,?]+?)(?:['’]s? \w+)? (?:sa(?:id|y) )?"
    r"(?P<rest>(?:on|about|regarding|over)\s+.+)$",
    re.IGNORECASE,
)
_COMPARE_RUSSIAN = re.compile(
    r"^\W*сравни(?:те)? (?P<one>.+?) и (?P<other>.+?) (?P<rest>(?:по|об?|про|насч[её]т)\s+.+)$", re.IGNORECASE
)
_RUSSIAN = re.compile(
    r"^\W*что (?P<verb>(?:сказал|говорил|думают|отметил|предложил|заявил|подчеркнул|сообщил|рассказал)\w*) "
    r"(?P<one>.+?) и (?P<other>.+?) "
    r"(?P<rest>(?:об?|про|по|насч[её]т) .+)$",
    re.IGNORECASE,
)
_KAZAKH = re.compile(
    r"^(?P<one>\S+(?:\s\S+){0,3}?)\s+(?:мен|пен|бен|және)\s+(?P<other>.+?)\s+"
    r"(?P<rest>\S+(?:\s\S+)?\s+(?:туралы|жөнінде) не (?:айт|де)\w*.*)$",
    re.IGNORECASE,
)


def compared(
    index: Index, asked: Asked, where: Mapping[str, str] | None, answer: Callable[[str], Reply]
) -> Reply | None:
    """Return what each of two speakers said; `answer` answers a question about one. None for other questions."""
    parts = _questions(asked.text)
    if parts is None:
        return None
    language = index.language(asked.text)
    phrases = phrases_for(language)
    documents = index.manifest.documents if not where else index.kept(where)[0]
    searched = counted(documents, "document", language)
    sections = []
    for name, question in parts:
        reply = answer(question)
        lines = [line for section in reply.sections for line in section.lines][:_QUOTES_EACH]
        if lines:
            sections.append(
                Section(tuple(replace(line, before=line.before or _DASH) for line in lines), heading=f"{name}:")
            )
        elif nearest := _said_otherwise(index, name, reply.closest):
            heading = phrases.nearest_said.format(speaker=name, documents=searched)
            sections.append(Section((Line(nearest, before=_DASH),), heading=heading))
        else:
            sections.append(Section(heading=phrases.silent.format(speaker=name, documents=searched)))
    said = _once(sections)
    return Reply(Kind.COMPARISON, said) if any(section.lines for section in said) else None


def _said_otherwise(index: Index, name: str, closest: Sequence[Stretch]) -> Stretch | None:
    """Return the nearest words of a speaker who said nothing on what is asked, None where the nearest are of others."""
    wanted = set(_bare(name).lower().split())
    for words in closest:
        speaker = speaker_of(index, words)
        if speaker is not None and wanted <= set(re.findall(r"[^\W\d_]+", speaker.name.lower())):
            return words
    return None


def _once(sections: list[Section]) -> tuple[Section, ...]:
    """Return the sections with no words quoted a second time below another name."""
    seen: list[Stretch] = []
    kept = []
    for section in sections:
        lines = [line for line in section.lines if not any(_overlap(line.words, words) for words in seen)]
        seen += [line.words for line in lines]
        kept.append(replace(section, lines=tuple(lines)))
    return tuple(kept)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.row == other.row and one.start < other.end and other.start < one.end


def _questions(question: str) -> list[tuple[str, str]] | None:
    """Return for each speaker the name, and the question about that one alone."""
    if found := _ENGLISH.match(question):
        names = [found["one"], found["other"]]
        return [(_bare(name), f"What {found['aux']} {name} {found['rest']}") for name in names]
    if found := _COMPARE.match(question):
        topic = found["rest"].partition(" ")[2]
        return [(_bare(name), f"What did {name} say about {topic}") for name in (found["one"], found["other"])]
    if found := _COMPARE_RUSSIAN.match(question):
        return [(name, f"Что сказала {name} {found['rest']}") for name in (found["one"], found["other"])]
    if found := _RUSSIAN.match(question):
        return [(name, f"Что {found['verb']} {name} {found['rest']}") for name in (found["one"], found["other"])]
    if found := _KAZAKH.match(question):
        return [(name, f"{name} {found['rest']}") for name in (found["one"], found["other"])]
    return None


def _bare(name: str) -> str:
    return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
