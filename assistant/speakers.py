"""Who speaks in a quote: the speaker of its turn, or the one to whom the text around the words gives them.

"said the Ombudsman" names no one: who that is stands elsewhere in the document, beside the name, and is quoted too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from corpus import BlockKind
from index import Index

from .quoting import Stretch, sentences_of
from .states import states_in

_CAPITAL = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]"
_WORD = rf"{_CAPITAL}[\w'’-]+"
_FULL = rf"{_WORD}(?:\s+{_WORD}){{1,3}}"
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Prof|Professor|Judge|Minister|г-н|г-жа|господин|госпожа)\.?\s+"
_SAYS = (
    r"(?:said|says|added|stressed|noted|emphasi[sz]ed|stated|concluded|explained|told|announced|declared|warned|remarked|observed|"
    r"сказал[аи]?|отметил[аи]?|заявил[аи]?|подчеркнул[аи]?|добавил[аи]?|сообщил[аи]?|"
    r"деді|айтты|мәлімдеді|атап өтті)"
)
# «…», said Anna Sarsen, … · «…», said the Ombudsman in … · … the Minister said: «…»
_AFTER = re.compile(
    rf"[\"”»,]\s*[—–-]?\s*{_SAYS}\s+(?P<who>(?:{_TITLE})?{_FULL}|{_TITLE}{_WORD}|(?:the\s+)?(?:\w+[’']s\s+)?[\w-]+(?:,\s+{_FULL})?)"
)
_BEFORE = re.compile(rf"(?P<who>(?:{_TITLE})?{_FULL}|{_TITLE}{_WORD}|[Tt]he\s+{_WORD})\s+{_SAYS}\b", re.UNICODE)
_PERSON = re.compile(
    rf"(?P<role>(?:{_WORD}\s+(?:(?:of|for|and|the)\s+)*){{0,5}}{_WORD}\s+)?(?P<name>(?!{_TITLE}){_WORD}\s+{_WORD})(?P<after>,\s+(?:the\s+)?[^.;:”\"»]{{4,80}})?"
)
_SPEAKS = re.compile(
    r"\s+(?:also |further |then )?(?!(?:headed|composed|located|based)\b)"
    r"(?:\w+ed|said|spoke|took note|made|thought|felt|sought|drew|put)\b|"
    r"\s+(?:также )?\w+(?:ил|ал|ел|ул)[аио]?\b",
    re.IGNORECASE,
)
_OWN_DELEGATION = re.compile(r"(?:the )?(?:head of (?:the )?)?(?:delegation|government)\b", re.IGNORECASE)
_HEAD = 60  # letters in which a State's name stands whole
_SAME_ROLE = (
    frozenset({"ombudsman", "ombudsperson", "human rights commissioner", "commissioner for human rights"}),
    frozenset({"омбудсмен", "уполномоченный по правам человека"}),
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says the words of a quote; `link` is the sentence that tells whom a role such as "the Ombudsman" means.

    `role` is what the words beside the quote call the speaker, `title` what that sentence does.
    """

    name: str
    role: str = ""
    title: str = ""
    link: Stretch | None = None


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    role: str
    words: Stretch


def speaker_of(index: Index, words: Stretch) -> Speaker | None:
    """Return who speaks in a quote, None where the text does not say."""
    stated = words.passage.metadata
    if spoken := words.passage.locate_range(words.start, words.end).speaker:
        return Speaker(spoken)
    if "speaker" in stated:
        return Speaker(stated["speaker"], stated.get("role", ""))
    if state := _delegation(words.text, words.passage.title):
        return Speaker(state)
    said = _AFTER.search(words.text) or _BEFORE.search(words.text)
    if said is None:
        return None
    who = re.sub(r"^(?:the|The)\s+", "", said["who"])
    full = re.search(rf"(?:^|\s)({_FULL})$", re.sub(rf"^{_TITLE}", "", who))
    return Speaker(_without_role(index, words, full[1])) if full else _known_as(index, words, who)


def _delegation(text: str, title: str) -> str:
    """Return the State that a paragraph of a report gives words to: "49. Norway praised …", "50. The delegation noted …"."""
    numbered = re.match(r"\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:[Tt]he (?:representative|delegation) of )?(?:[Tt]he )?", text)
    begins = numbered.end() if numbered else 0
    mention = next((one for one in states_in(text[: begins + _HEAD]) if one.start == begins), None)
    if mention is not None:
        return text[mention.start : mention.end] if _SPEAKS.match(text, mention.end) else ""
    own = states_in(title)
    spoken = _OWN_DELEGATION.match(text, begins)
    return own[-1].state if len(own) == 1 and spoken and _SPEAKS.match(text, spoken.end()) else ""


def _without_role(index: Index, words: Stretch, name: str) -> str:
    """Return the person of a name that a role stands before: "Artur Sarsen" of "Commissioner Artur Sarsen"."""
    people = (person.name for person in _people_of(index, words.passage.source))
    return next((known for known in people if name.endswith(known)), name)


def _known_as(index: Index, words: Stretch, who: str) -> Speaker | None:
    """Return the one person of a document whose surname or role is meant, with the sentence that names both."""
    surname = re.sub(rf"^{_TITLE}", "", who)
    found: dict[str, _Person] = {}
    for person in _people_of(index, words.passage.source):
        named = surname != who and person.name.rsplit(maxsplit=1)[-1] == surname
        if named or (surname == who and _is_role(who, person.role)):
            found.setdefault(person.name, person)
    if len(found) != 1:
        return None
    (person,) = found.values()
    title = re.split(r",|\s(?:who|whose|which)\b", person.role)[0].strip()
    return Speaker(person.name, who, title, person.words)


def _is_role(who: str, role: str) -> bool:
    """Tell whether a role in few words, such as "Ombudsman", is that of a person, or another name for it."""
    wanted = who.lower()
    names = {wanted, *(name for same in _SAME_ROLE if wanted in same for name in same)}
    return any(re.search(rf"\b{re.escape(name)}\b", role.lower()) for name in names)


_PEOPLE: WeakKeyDictionary[Index, dict[str, tuple[_Person, ...]]] = WeakKeyDictionary()


def _people_of(index: Index, source: str) -> tuple[_Person, ...]:
    """Return the persons that a document names with their roles, in order; read once for each generation."""
    kept = _PEOPLE.setdefault(index, {})
    if source not in kept:
        kept[source] = tuple(_people(index, source))
    return kept[source]


def _people(index: Index, source: str) -> Iterator[_Person]:
    for row, passage in sorted(index.passages.many(index.passages.rows_of(source)).items()):
        for sentence in sentences_of(passage):
            if passage.spans[sentence.block].kind is not BlockKind.TABLE_ROW:
                words = Stretch(passage, row, sentence.start, sentence.end)
                yield from _named(words)


def _named(words: Stretch) -> Iterator[_Person]:
    for match in _PERSON.finditer(words.text):
        role = f"{match['role'] or ''} {match['after'] or ''}".strip(" ,")
        if role:
            yield _Person(match["name"], role, words)
