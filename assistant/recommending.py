"""Answers about recommendations: every item of the right report, who made it, and how it was responded to.

A list is a sweep over the report, not a search: nothing that qualifies is left out, and who is silent is told from who spoke.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from index import Index

from .asking import Asked
from .composing import quoted
from .naming import is_named, named_in
from .phrases import Phrases, phrases_for
from .plurals import counted, ranges
from .quoting import Stretch
from .register import Entry, key_of, register_of, response_in
from .rendering import location_label
from .replies import Kind, Line, Reply, Section
from .reviewed import RECOMMENDS, Aim, Party, Review, review_in
from .scoping import report_label
from .states import state_in, states_in
from .topics import notions_of

_MOST_ITEMS = 60
_SOURCES = 60  # passages searched for reports, where none is about a State that the question names
_CLOSE = 0.8  # share of the words of a recommendation that a question quotes
_LEAST = 0.5  # weight of a notion that most items speak of
_MOST = 0.6  # of the weight of a topic's notions
_ALIKE = 0.6  # cosine of an item to a topic that it does not name
_CLOSEST = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a document that may hold recommendations."""

    source: str
    title: str
    date: str
    symbol: str

    @property
    def label(self) -> str:
        """Its title, symbol and year, as an answer names it."""
        return ", ".join(part for part in (f"“{self.title or self.source}”", self.symbol, self.date[:4]) if part)


@dataclass(frozen=True, slots=True)
class _Scope:
    """The reports a question is about, and those about the same State of other years."""

    reports: tuple[Report, ...]
    others: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asking:
    """One question on its way: the index, what it asks, and the language it is answered in."""

    index: Index
    review: Review
    language: str

    @property
    def phrases(self) -> Phrases:
        return phrases_for(self.language)


def recommended(index: Index, asked: Asked, where: Mapping[str, str] | None) -> Reply | None:
    """Return the answer to a question about recommendations, or its refusal; None where no list of them can tell."""
    review = review_in(asked.text)
    if review is None or "speaker" in (where or {}):
        return None
    if not (review.makers or review.receivers or review.quoted or review.topic or review.asks_all):
        return None
    asking = _Asking(index, review, index.language(asked.text))
    scope = _scope(asking, where)
    if not scope.reports:
        return _absent(asking, scope) if scope.others else None
    entries = [entry for report in scope.reports for entry in _entries(index, report)]
    if not entries:
        return None
    if review.asks_all and review.body:
        entries = [entry for entry in entries if review.body.search(entry.heading)] or entries
    if review.asks_all and not any(entry.response for entry in entries):
        asking = replace(asking, review=replace(review, response=None))  # those who met adopted them: nobody answered
    reply = _about_one(asking, entries) if review.quoted else _listed(asking, scope, entries)
    if reply is None or not review.receivers:
        return reply
    return replace(reply, within=", ".join(report_label(index, one.source, asking.language) for one in scope.reports))


def _entries(index: Index, report: Report) -> list[Entry]:
    return [entry for entry in register_of(index, report.source) if RECOMMENDS.search(entry.heading)]


def _scope(asking: _Asking, where: Mapping[str, str] | None) -> _Scope:
    """Return the documents about those recommended to, of the years asked about."""
    review, index = asking.review, asking.index
    records = _reports_of(index)
    if where:
        kept = {hit.source for hit in index.search(asking.review.quoted or "recommendations", limit=500, where=where)}
        records = [record for record in records if record.source in kept]
    about = [record for record in records if _is_about(record, review.receivers)]
    if not review.receivers or (not about and not any(isinstance(party.key, str) for party in review.receivers)):
        about = [] if review.receivers else _any_reports(asking, records, where)
    dated = tuple(record for record in about if all(_is_of(record, year) for year in review.years))
    if about or not review.receivers:
        return _Scope(dated, tuple(record for record in about if record not in dated) if review.receivers else ())
    return _Scope((), tuple(record for record in records if states_in(record.title) and _entries(index, record)))


def _any_reports(asking: _Asking, records: Sequence[Report], where: Mapping[str, str] | None) -> list[Report]:
    """Return the reports of a question that names none: all where it asks for all, else those found for its words."""
    if (asking.review.topic or asking.review.asks_all) and not asking.review.quoted:
        return list(records)
    found = {hit.source for hit in asking.index.search(_words(asking.review), limit=_SOURCES, where=where)}
    return [record for record in records if record.source in found]


def _words(review: Review) -> str:
    return " ".join([review.quoted or "recommendations", review.topic, *(party.name for party in review.makers)])


def _is_about(record: Report, receivers: Sequence[Party]) -> bool:
    keys = {mention.state for mention in states_in(record.title)}
    words = key_of(record.title)
    return any(
        party.key in keys if isinstance(party.key, str) else isinstance(words, frozenset) and party.key <= words
        for party in receivers
    )


def _is_of(record: Report, year: str) -> bool:
    return year in (record.date[:4], *re.findall(r"\d{4}", f"{record.title} {record.source}"))


def _made_by(entry: Entry, party: Party) -> bool:
    if isinstance(party.key, str):
        return party.key in entry.makers
    return any(isinstance(maker, frozenset) and party.key <= maker for maker in entry.makers)


def _listed(asking: _Asking, scope: _Scope, entries: Sequence[Entry]) -> Reply | None:
    review = asking.review
    chosen = _so_answered(review, entries)
    names: tuple[str, ...] = ()
    if review.topic:
        found = _on_topic(asking.index, review.topic, chosen)
        chosen, names = list(found.entries), found.names
    if review.makers:
        chosen = [entry for entry in chosen if any(_made_by(entry, party) for party in review.makers)]
    if not chosen:
        return _nothing_on(asking, entries) if review.topic else _silent(asking, scope) if review.makers else None
    if review.aim is Aim.RESPONSE:
        return _answered_how(asking, chosen)
    sections = _totals(asking, chosen)
    for party in review.makers or (None,):
        made = [entry for entry in chosen if party is None or _made_by(entry, party)]
        sections += _by_report(asking, made, party.name if party else "")
        if party and not made:
            sections.append(Section(heading=_silence(asking, scope.reports, party)))
    if names:
        sections.append(Section(heading=asking.phrases.also_named.format(topic=review.topic, names=", ".join(names))))
    kind = Kind.COUNT if review.aim is Aim.COUNT else Kind.COMPARISON if len(review.makers) > 1 else Kind.LIST
    return Reply(kind, tuple(sections), items=sum(len(section.lines) for section in sections))


def _totals(asking: _Asking, entries: Sequence[Entry]) -> list[Section]:
    """Return a section that counts the items of several reports, and one that names who made them where that is asked."""
    phrases, sections = asking.phrases, []
    reports = {entry.words.passage.source for entry in entries}
    if len(reports) > 1 and not asking.review.makers:
        reported = counted(len(reports), "report", asking.language)
        sections.append(Section(heading=phrases.in_all.format(count=len(entries), reports=reported)))
    makers = sorted({maker for entry in entries for maker in entry.makers if isinstance(maker, str)})
    if asking.review.asks_who and makers:
        names = ", ".join(state_in(maker, asking.language) for maker in makers)
        sections.append(Section(heading=phrases.made_by.format(count=len(makers), names=names)))
    return sections


def _nothing_on(asking: _Asking, entries: Sequence[Entry]) -> Reply:
    """Return the refusal of a question about recommendations on what none of them is on, with those that come nearest."""
    near = _near(asking.index, asking.review.topic, entries)
    closest = sorted(entries, key=lambda entry: -near(entry))[:_CLOSEST]
    searched = counted(len(entries), "recommendation", asking.language)
    reason = asking.phrases.none_on.format(topic=asking.review.topic, recommendations=searched)
    return Reply(Kind.REFUSAL, reasons=(reason,), closest=tuple(entry.words for entry in closest))


def _so_answered(review: Review, entries: Sequence[Entry]) -> list[Entry]:
    """Return the items that were answered as a question says; of a question whether they were, all that are on its topic."""
    found = [entry for entry in entries if review.response in (None, entry.response)]
    asks_whether = review.aim is Aim.RESPONSE and (review.topic or review.makers or not found)
    return list(entries) if asks_whether else found


def _by_report(asking: _Asking, entries: Sequence[Entry], maker: str) -> list[Section]:
    """Return a section for each report that has such items; of very many items the first are shown, of each report some."""
    held = [
        (report, found)
        for report in _reports_of(asking.index)
        if (found := [entry for entry in entries if entry.words.passage.source == report.source])
    ]
    each = max(1, _MOST_ITEMS // max(1, len(held))) if asking.review.asks_all else _MOST_ITEMS
    room, sections = _MOST_ITEMS, []
    for report, found in held:
        sections.append(_section(asking, report, found, maker, min(room, each)))
        room -= len(sections[-1].lines)
    return sections


def _section(asking: _Asking, report: Report, entries: Sequence[Entry], maker: str, room: int) -> Section:
    """Return a numbered list below its count; which items were answered how stands in its last lines."""
    phrases = asking.phrases
    heading = phrases.made if maker else phrases.received
    count = counted(len(entries), "recommendation", asking.language) if maker else len(entries)
    shown = entries[:room]
    footing = _responses(asking, shown)
    if len(entries) > len(shown):
        footing.append(phrases.more.format(count=len(entries) - len(shown)))
    return Section(
        tuple(_line(asking, entry) for entry in shown),
        heading.format(maker=maker, count=count, reports=report.label),
        "\n".join(footing),
        numbered=True,
    )


def _line(asking: _Asking, entry: Entry, *, before: str = "") -> Line:
    introduction = entry.introduction if entry.response else None
    place = location_label(entry.words.passage.locate(entry.words.start), asking.language)
    number = asking.phrases.number.format(number=entry.number) if entry.number else ""
    after = ", ".join(part for part in (number, place) if part)
    return Line(entry.words, before=before, after=f" – {after}" if after else "", introduction=introduction)


def _responses(asking: _Asking, entries: Sequence[Entry]) -> list[str]:
    """Return a line for each block: which of the items stand in it, and the sentence that says how it was responded to."""
    numbered = list(enumerate(entries, 1))
    return [
        _response(asking, words, ranges([place for place, entry in numbered if entry in below]))
        for words, below in _blocks(entries)
    ]


def _blocks(entries: Sequence[Entry]) -> list[tuple[Stretch, list[Entry]]]:
    """Return the sentences that state responses, in order, each with the items below it."""
    blocks: dict[tuple[int, int, int], tuple[Stretch, list[Entry]]] = {}
    for entry in entries:
        if entry.introduction is not None and entry.response:
            blocks.setdefault(entry.introduction.place, (entry.introduction, []))[1].append(entry)
    return list(blocks.values())


def _response(asking: _Asking, words: Stretch, numbers: str) -> str:
    response = response_in(words.text)
    place = location_label(words.passage.locate(words.start), asking.language)
    name = getattr(asking.phrases, response.value) if response else ""
    said = f" ({numbers})" if numbers else ""
    return asking.phrases.response.format(numbers=said, response=name, quote=quoted(words.text), place=place)


def _about_one(asking: _Asking, entries: Sequence[Entry]) -> Reply | None:
    """Return who made the recommendation that a question quotes, or how it was responded to."""
    review = asking.review
    made = [entry for entry in entries if not review.makers or any(_made_by(entry, party) for party in review.makers)]
    wanted = _tokens(review.quoted)
    shares = [(len(wanted & _tokens(entry.words.text)) / max(len(wanted), 1), entry) for entry in made]
    best = max((share for share, _ in shares), default=0.0)
    if best < _CLOSE:
        return None
    found = [entry for share, entry in shares if share == best]
    shortest = min(len(_tokens(entry.words.text)) for entry in found)
    found = [entry for entry in found if len(_tokens(entry.words.text)) == shortest]
    if review.aim is Aim.RESPONSE:
        return _answered_how(asking, found)
    lines = tuple(_line(asking, entry, before=_before(entry)) for entry in found)
    return Reply(Kind.ATTRIBUTION, (Section(lines),), items=len(lines))


def _before(entry: Entry) -> str:
    names = [maker if isinstance(maker, str) else " ".join(sorted(maker)).title() for maker in entry.makers]
    return f"{', '.join(names)}: " if names else ""


def _answered_how(asking: _Asking, entries: Sequence[Entry]) -> Reply | None:
    """Return the sentences that state the responses, each with the recommendations below it."""
    sections = []
    for words, below in _blocks(entries):
        response = below[0].response
        name = getattr(asking.phrases, response.value) if response else ""
        place = location_label(words.passage.locate(words.start), asking.language)
        stated = Line(words, before=f"{name[:1].upper()}{name[1:]}: ", after=f" – {place}" if place else "")
        sections.append(Section((stated, *(_line(asking, entry) for entry in below))))
    return Reply(Kind.RESPONSE, tuple(sections)) if sections else None


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True, slots=True)
class _OnTopic:
    """The items that speak of a topic, and the names for it that stand in them besides those of the question."""

    entries: tuple[Entry, ...]
    names: tuple[str, ...] = ()


def _on_topic(index: Index, topic: str, entries: Sequence[Entry]) -> _OnTopic:
    """Return the items that name most of a topic by any of its names, its rarer parts weighing more, or that mean it."""
    texts = [(text, Index.stems(text, entry.words.passage.language)) for entry, text in _subjects(entries)]
    names: dict[int, str] = {}
    for notions in notions_of(index, topic):
        held = [[notion.name_in(*text) for text in texts] for notion in notions]
        shares = [sum(map(bool, names)) / max(len(entries), 1) for names in held]
        weights = [max(-log(share), _LEAST) if share else 0.0 for share in shares]
        for place in range(len(entries)):
            there = [weight for weight, found in zip(weights, held, strict=True) if found[place]]
            if there and sum(there) >= _MOST * sum(weights):
                names.setdefault(place, next(found[place] for found in held if found[place]))
    near = _near(index, topic, entries) if entries else None
    chosen = [place for place, entry in enumerate(entries) if place in names or (near and near(entry) >= _ALIKE)]
    others = [name for name in dict.fromkeys(names.values()) if name.lower() not in topic.lower()]
    return _OnTopic(tuple(entries[place] for place in chosen), tuple(others))


def _subjects(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str]]:
    """Yield each item with what tells its subject: its words without those who made it, and the heading above it."""
    for entry in entries:
        words = entry.words
        text = re.sub(r"\([^()]*\)\W*$", "", words.text) if entry.makers else words.text
        yield entry, " ".join([*words.passage.locate(words.start).heading[-1:], text])


def _near(index: Index, topic: str, entries: Sequence[Entry]) -> Callable[[Entry], float]:
    """Return a function that tells the cosine of an item to a topic."""
    units = index.similarities(topic, sorted({entry.words.row for entry in entries}))

    def near(entry: Entry) -> float:
        words = entry.words
        inside = [cosine for start, end, cosine in units[words.row] if start < words.end and words.start < end]
        return max(inside, default=0.0)

    return near


def _silent(asking: _Asking, scope: _Scope) -> Reply | None:
    """Return the refusal of a question about what somebody recommended who recommended nothing."""
    if asking.review.topic or asking.review.response:
        return None
    (party, *_) = asking.review.makers
    closest = [words for report in scope.reports for words in named_in(asking.index, report.source, party.name)]
    reasons = [_silence(asking, scope.reports, party)]
    if not closest and (
        elsewhere := [other for other in scope.others if is_named(asking.index, other.source, party.name)]
    ):
        reports = _labels(elsewhere)
        reasons.append(asking.phrases.named_in.format(maker=party.name, reports=reports))
    return Reply(Kind.REFUSAL, reasons=tuple(reasons), closest=tuple(closest[:_CLOSEST]))


def _silence(asking: _Asking, reports: Sequence[Report], party: Party) -> str:
    named = any(is_named(asking.index, report.source, party.name) for report in reports)
    phrase = asking.phrases.none_made if named else asking.phrases.not_in
    return phrase.format(maker=party.name, reports=_labels(reports))


def _absent(asking: _Asking, scope: _Scope) -> Reply:
    """Return the refusal of a question about a report that the materials do not hold."""
    names = [party.name for party in asking.review.receivers]
    name = ", ".join(part for part in (*names, *asking.review.years) if part)
    reasons = [asking.phrases.no_report.format(name=name)]
    if any(_is_about(other, asking.review.receivers) for other in scope.others):
        reasons.append(asking.phrases.reports_of.format(reports=_labels(scope.others)))
    return Reply(Kind.REFUSAL, reasons=tuple(reasons))


def _reports_of(index: Index) -> list[Report]:
    return [
        Report(record.source, record.title, record.date, record.metadata.get("symbol", ""))
        for record in index.documents()
        if record.passages
    ]


def _labels(reports: Sequence[Report]) -> str:
    return "; ".join(report.label for report in reports)
