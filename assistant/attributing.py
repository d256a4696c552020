"""Who said it: words with their speaker, whom the text names beside them or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index import Index

from .asking import Asked
from .extracting import Extract, Quote, preferring
from .programme import is_entry
from .quoting import Stretch
from .replies import Kind, Line, Reply, Section
from .settling import asked_share
from .speakers import Speaker, speaker_of
from .states import state_of
from .support import Evidence, covered, strangers

_SPEAKING = (
    r"(?:said|says?|stated|claimed|argued|noted|stressed|emphasi[sz]ed|mentioned|spoke|talked|proposed|suggested|asked for|"
    r"called for|promised|pledged|announced|warned|recommended|wanted|demanded|requested|hoped|thanked|described|reported|"
    r"complained|insisted|welcomed|expressed|praised|critici[sz]ed|opposed)"
)
_WHO_SAID = re.compile(
    rf"^\W*(?:and\s+)?(?:who|which \w+) (?:was it (?:who|that) )?(?:also )?{_SPEAKING}\b|"
    rf"^\W*(?:by whom|who) was .+ (?:said|proposed|suggested|announced|promised)\b|"
    r"^\W*(?:а\s+)?кто (?:же )?(?:сказал|говорил|заявил|предложил|предлагал|отметил|подчеркнул|упомянул|просил|попросил|"
    r"пообещал|обещал|рассказал|предупредил|поблагодарил|потребовал|призвал|объявил|рекомендовал|выступил)\w*\b|"
    r"\bкім(?:дер)?\b[^?]*?\b(?:айт|деді|ұсын|мәлімде|атап өт|уәде)\w*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\bwhat (?:did|does) the (?P<role>(?-i:[A-Z])\w+) (?:say|stress|emphasi[sz]e|note|announce|promise|hope|think|want|ask)\b|"
    r"\bчто (?:сказал|заявил|отметил|подчеркнул|обещал|пообещал)\w* (?P<ru>\w+)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|on)\s+(?P<en>.+)|\b(?:об?|про|насч[её]т)\s+(?P<ru>.+)|(?P<kk>\S+(?:\s\S+)?)\s+(?:туралы|жөнінде)\b",
    re.IGNORECASE,
)
_MEANT = 0.6  # cosine of words that speak of a topic without naming it
_JOINED = 700  # characters of one quote
_HELD = 0.6  # for words of the one who holds the office asked about
_OFF_TOPIC = -0.6  # for what a speaker said on something else
_NAMED = 0.25  # for words whose speaker is known
_ENTRY = -0.5  # for a line of a programme, which tells nobody's words


def asks_who_said(question: str) -> bool:
    """Tell whether a question asks whose words something are."""
    return _WHO_SAID.search(question) is not None


def heard(index: Index, found: Extract) -> Extract:
    """Return the quotes with those that the text gives to the speaker asked about taken for that speaker's.

    For a question who said something, those whose speaker is known come first.
    """
    asked = found.asked
    if asked.voice:
        quotes = tuple(_given_to(index, asked, quote) for quote in found.quotes)
        found = replace(found, quotes=quotes)
        return preferring(found, lambda quote: 0.0 if speaks_of_topic(found, quote) else _OFF_TOPIC)
    if role := _ROLE.search(asked.text):
        return preferring(found, lambda quote: _HELD * _is_in_role(index, quote, role["role"] or role["ru"]))
    if asks_who_said(asked.text):
        return preferring(found, lambda quote: _worth(index, quote))
    return found


def speaks_of_topic(found: Extract, quote: Quote) -> bool:
    """Tell whether a quote speaks of what somebody is asked to have spoken about: by its words, or by what it means."""
    topic = _ABOUT.search(found.asked.text)
    if not found.asked.voice or topic is None:
        return True
    return asked_share(found, quote, topic["en"] or topic["ru"] or topic["kk"]) > 0 or (
        quote.evidence.known and quote.evidence.similarity >= _MEANT
    )


def _is_in_role(index: Index, quote: Quote, role: str) -> bool:
    speaker = speaker_of(index, quote.words)
    return speaker is not None and speaker.role.lower() == role.lower()


def named(index: Index, asked: Asked, reply: Reply) -> Reply:
    """Return a reply with the name before words that are given to a role alone, and below them the sentence that tells it."""
    who_said = asks_who_said(asked.text)
    if reply.kind is not Kind.FACT or not (who_said or asked.voice):
        return reply
    sections = tuple(replace(section, lines=tuple(_lines(index, section))) for section in reply.sections)
    return replace(reply, kind=Kind.ATTRIBUTION if who_said else reply.kind, sections=sections)


def _given_to(index: Index, asked: Asked, quote: Quote) -> Quote:
    speaker = speaker_of(index, quote.words) if quote.evidence.states else None
    if speaker is None:
        return quote
    words = set(re.findall(r"[^\W\d_]+", speaker.name.lower()))
    if asked.voice <= words or (state := state_of(" ".join(asked.voice).title())) == state_of(speaker.name) != "":
        return replace(quote, evidence=_voiced(asked, quote))
    of_another = bool(state and state_of(speaker.name))
    return replace(quote, evidence=replace(quote.evidence, silent=True)) if of_another else quote


def _voiced(asked: Asked, quote: Quote) -> Evidence:
    """Return what speaks for words that are the speaker's own, as if the speaker's name stood beside them."""
    held = quote.own | asked.voice
    return replace(
        quote.evidence,
        own=covered(asked, held),
        around=max(quote.evidence.around, covered(asked, held)),
        strangers=min(quote.evidence.strangers, strangers(asked, held)),
        voiced=True,
        silent=False,
    )


def _worth(index: Index, quote: Quote) -> float:
    if is_entry(quote.text):
        return _ENTRY
    return _NAMED if speaker_of(index, quote.words) else 0.0


def _lines(index: Index, section: Section) -> Iterator[Line]:
    shown = [line.words for line in section.lines]
    for line in section.lines:
        speaker = speaker_of(index, line.words)
        link = speaker.link if speaker else None
        if speaker is None or link is None or line.before:
            yield line
            continue
        told = replace(line, before=f"{', '.join(part for part in (speaker.name, speaker.title) if part)}: ")
        if link.row == line.words.row:  # one passage is cited once
            joined = _joined(line.words, link)
            yield replace(told, introduction=link) if joined == line.words else replace(line, words=joined)
            continue
        yield told
        if not any(_within(link, words) for words in shown):
            shown.append(link)
            yield _explaining(speaker, link)


def _explaining(speaker: Speaker, link: Stretch) -> Line:
    return Line(link, before=f"{speaker.role[:1].upper()}{speaker.role[1:]} – ")


def _joined(words: Stretch, link: Stretch) -> Stretch:
    """Return the words together with a sentence of the same passage, the words alone where both are too far apart."""
    start, end = min(words.start, link.start), max(words.end, link.end)
    return replace(words, start=start, end=end) if end - start <= _JOINED else words


def _within(one: Stretch, other: Stretch) -> bool:
    return one.row == other.row and other.start <= one.start and one.end <= other.end
