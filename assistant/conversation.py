"""Follow-up questions: what "she", "there" and "and in 2014?" refer to, by rules over the questions before.

The question that is really searched is shown to the asker whenever it differs from what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import Index

from .answers import Turn
from .states import is_base_form, state_in, states_in
from .timing import UNDERSTAND, stage

_REMEMBERED = 50  # turns: a chain of "she" may be as long as a conversation
_LEAD = re.compile(
    r"^(?:(?:and|but|so|or|then|а|и|но|ал|және|бірақ),?\s+(?=\S))?"
    r"(?:(?:what|how) about\s+|(?:как|что) насч[её]т\s+)?",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?=\S+[\s,.!:;–-])(?P<no>(?:no|nope|sorry|actually|нет|извините|простите|жоқ|кешіріңіз)\b[\s,.!:;–-]+)?"
    r"(?P<meant>(?:not that,?\s+)?(?:i|we) (?:mean|meant|was asking about|am asking about|asked about)\s+|"
    r"(?:я|мы) (?:(?:спрашив\w+|говорил\w*|имел\w* в виду)\s+)?(?:про\s+|об?\s+)?|имел\w* в виду\s+|мен\s+)?"
    r"(?P<rest>.+?)(?P<said>\s+(?:туралы\s+)?(?:айт|сұра)\w+(?:\s+тұр\w+)?)?[.!?]*$",
    re.IGNORECASE,
)
_WHAT_OF = re.compile(r"\s+ше(?=[?.!\s]*$)", re.IGNORECASE)  # as "what about": "Ал 2014 жылы ше?"
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|will|would|should|list|"
    r"name|tell|show|summari[sz]e|compare|кто|что|какой|какая|какие|каких|каком|когда|где|куда|откуда|почему|зачем|как|сколько|"
    r"чей|назови\w*|перечисли\w*|был\w*|кім\w*|не|нені|қандай|қай|қашан|қайда|неге|қалай|қанша|неше|ли|"
    r"[мбп][ае](?=[?\s]*$))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|there|он|она|оно|они|его|её|ее|их|им|ему|ей|нём|нем|ней|там|ол|оны|"
    r"оның|оған|олар|олардың|сонда|онда)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(?:his|her|hers|its|their)\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?<!^)(?<![.?!]\s)\b[^\W\d_a-zа-яёәғқңөұүһі][\w’'-]*(?:\s+(?:(?:of|the|for|and|de|van|von)\s+)*[^\W\d_a-zа-яёәғқңөұүһі][\w’'-]*)*"
)
_NOUN = re.compile(
    r"\b((?:the|this|that|an?)\s+[a-z][\w-]*(?:\s+[a-z][\w-]*){0,2}?)(?=\s+(?:in|on|at|of|by|for|to|from|with|about|held)\b|[?.,!]|$)"
)
_OF_THINGS = re.compile(r"\b(?:it|they|them|its|their)\b", re.IGNORECASE)
_CYRILLIC_WORD = re.compile(r"[^\W\d_]{5,}")
_VERB = re.compile(r"(?:ал|ала|ало|али|ил|ила|ило|или|ел|ла|ет|ит|ут|ют|ат|ят|ся|ть|тся|ды|ді|ты|ті)$", re.IGNORECASE)
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_PLACE = re.compile(r"there|там|сонда|онда", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ONLY_YEAR = re.compile(r"(?:(?:in|в)\s+)?(?:19|20)\d\d(?:\s+(?:год|году|года|г|жыл|жылы|жылғы))?", re.IGNORECASE)
_TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|об?|про|насч[её]т)\s+(?P<topic>(?:(?!\s(?:in|at|during|в|во|на)\s).)+)|"
    r"(?P<kazakh>\S+)(?=\s+(?:туралы|жөнінде)\b)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:насч[её]т|про|касательно)\s", re.IGNORECASE)
_RECOMMENDS = re.compile(r"\brecommend", re.IGNORECASE)
_PHRASE = re.compile(r"\b(?:in|at|on|for|by|during|from|about|of|в|во|на|о|об|для|по|от)\s+", re.IGNORECASE)


@stage(UNDERSTAND)
def understood(question: str, history: Sequence[Turn]) -> str:
    """Return the question as it is to be searched, given the turns before it, oldest first."""
    asked = ""
    for turn in history[-_REMEMBERED:]:
        asked = _resolve(turn.question.strip(), asked)
    return _resolve(question.strip(), asked)


def _resolve(question: str, before: str) -> str:
    if not before or not re.search(r"\w", question):
        return question
    rest = _LEAD.sub("", _WHAT_OF.sub("", question), count=1).strip() or question
    meant = _corrected(rest)
    rest = rest if _ASKS.search(meant) else meant or rest
    if _ASKS.fullmatch(rest.rstrip("?!. ")):
        return _asked_otherwise(rest, before)
    if not _ASKS.search(rest):
        return _exchanged(rest, before)
    if _refers_back(rest) and (name := _last_name(before) or _thing(before, rest)) and name.lower() not in rest.lower():
        if _CYRILLIC.search(rest):  # the name stands in another case than the pronoun: naming it apart is safe
            return f"{_capitalised(rest).rstrip('?')} ({name})?"
        return _capitalised(_without_pronoun(rest, name))
    return _capitalised(rest) if rest != question else question


def _corrected(question: str) -> str:
    """Return what a correction puts in the place of what was asked: "Chad" for "No, I meant Chad". "" for another question."""
    found = _CORRECTS.match(question)
    if found is None or not (found["meant"] or (found["no"] or "").strip()[-1:] in tuple(",.!:;–-")):
        return ""
    return found["rest"].strip(" ,")


def _refers_back(question: str) -> bool:
    """Tell whether a question has a pronoun that stands for something before it: not for a name of its own."""
    pronoun = _PRONOUN.search(question)
    if pronoun is None:
        return False
    named = any(match.start() < pronoun.start() for match in _NAME.finditer(question))
    return not named or _PLACE.fullmatch(pronoun.group()) is not None


def _asked_otherwise(word: str, before: str) -> str:
    """Return the earlier question with its question word exchanged for the new one: "Where?" after "When was …?"."""
    asks = _ASKS.search(before)
    if asks is None:
        return word
    exchanged = before[: asks.start()] + word.rstrip("?!. ").lower() + before[asks.end() :]
    return _capitalised(exchanged)


def _exchanged(phrase: str, before: str) -> str:
    """Return the earlier question with its year, name or last phrase exchanged for the new one."""
    bare = phrase.rstrip("?!. ")
    stem = before.rstrip("?!. ")
    year = _YEAR.search(bare)
    if year and _ONLY_YEAR.fullmatch(bare):
        replaced = _YEAR.sub(year.group(), stem)
        return f"{replaced}?" if replaced != stem or year.group() in stem else f"{stem} {bare}?"
    if _PHRASE.match(bare) is None and (names := _names(before)) and bare[:1].isupper():
        name = _alike(bare, names)
        return f"{stem.replace(name, _inflected_as(bare, name), 1)}?"
    if (noun := _same_noun(stem, bare)) is not None:
        return f"{stem[: noun.start()]}{bare}{stem[noun.end() :]}?"
    head = _PHRASE.match(bare)
    if head and (at := stem.lower().rfind(f" {head.group().lower().strip()} ")) > 0:
        return f"{stem[:at]} {bare}?"
    return _on_another(stem, bare) if head is None else f"{stem} – {bare}?"


def _alike(phrase: str, names: Sequence[str]) -> str:
    """Return the name that a new one takes the place of: a State that of a State, else the first."""
    states = [name for name in names if states_in(name)] if states_in(phrase) else []
    return (states or names)[0]


def _inflected_as(phrase: str, name: str) -> str:
    """Return a State's name as a subject where the one before stood so: "Норвегия" for "Норвегии" after "Что сказал Чад?"."""
    states = states_in(phrase)
    if len(states) != 1 or is_base_form(phrase) or not is_base_form(name) or not _CYRILLIC.search(phrase):
        return phrase
    return state_in(states[0].state, Index.language(name))


def _on_another(stem: str, phrase: str) -> str:
    """Return the earlier question on another topic: "women" for "men" in "What did Norway say about men?"."""
    topic = _TOPIC.search(stem)
    if topic:
        name = "topic" if topic["topic"] else "kazakh"
        start = topic.start() if _ABOUT.match(phrase) else topic.start(name)
        return f"{stem[:start]}{phrase} {stem[topic.end(name) :].lstrip()}".rstrip() + "?"
    joined = " on " if _RECOMMENDS.search(stem) and not _CYRILLIC.search(stem) else " – "
    return f"{stem}{joined}{phrase}?"


def _same_noun(stem: str, phrase: str) -> re.Match[str] | None:
    """Return where the earlier question has a phrase with the same last word: "the opening session" for "closing session"."""
    noun = re.escape(phrase.rsplit(maxsplit=1)[-1])
    return re.search(rf"\b(?:the|a|an|this|that)\s+(?:[\w-]+\s+){{0,3}}?{noun}\b", stem, re.IGNORECASE)


def _names(question: str) -> list[str]:
    leading = _leading_name(question)
    return [*leading, *(match.group() for match in _NAME.finditer(question, len("".join(leading))))]


def _leading_name(question: str) -> list[str]:
    """Return the name at the head of a Cyrillic question: the subject stands first there, before the question word."""
    words = _NAME.match(f" {question}", 1)  # a space before it: the pattern leaves out what begins a sentence
    if words is None or len(words.group()) == 1 or not _CYRILLIC.match(question) or _PHRASE.match(question):
        return []
    first = words.group().split()[0]
    return [] if _ASKS.fullmatch(first) or _PRONOUN.fullmatch(first) else [words.group()]


def _last_name(question: str) -> str:
    return next(reversed(_names(question)), "")


def _thing(before: str, question: str) -> str:
    """Return the thing that a question without names is about: "the conference" of "Who organised the conference?".

    Nothing is a "he" or a "she" but a person, save in Russian.
    """
    if _CYRILLIC.search(before):
        words = [word for word in _CYRILLIC_WORD.findall(before) if not (_ASKS.fullmatch(word) or _VERB.search(word))]
        return "" if not words else words[0] if Index.language(before) == "kk" else words[-1]
    found = _NOUN.findall(before)
    return found[-1] if found and _OF_THINGS.search(question) else ""


def _without_pronoun(question: str, name: str) -> str:
    """Return the question with its first pronoun replaced by the name it stands for."""
    match = _PRONOUN.search(question)
    if match is None:
        return question
    possessive = _POSSESSIVE.fullmatch(match.group()) is not None
    word = f"{name}'s" if possessive else f"in {name}" if match.group().lower() == "there" else name
    return question[: match.start()] + word + question[match.end() :]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
