"""How well a sentence supports an answer, and when nothing does: every weight and threshold in one place.

A question's words weigh by their rarity in the corpus. A sentence is scored by meaning (cosine to its unit), by the share
of that weight it holds itself, by the share its surroundings add, and by whether it has the shape of what is asked for: a
name for "who", a date for "when", a number for "how many". `benchmarks/fit_support.py` fits the refusal threshold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus import BlockKind
from index import Term

_DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|centuries)\b|"
    r"\b(?:январ|феврал|март|апрел|мая|май|июн|июл|август|сентябр|октябр|ноябр|декабр|век)\w*|"
    r"\b(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|ғасыр|жыл)\w*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|"
    r"million|billion|half|third|quarter|dozen|both|several|od(?:in|na)|два|две|три|четыре|пять|шесть|семь|восемь|девять|"
    r"десять|сто|тысяч\w*|миллион\w*|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жүз|мың|миллион)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]+(?:[ -][^\W\d_a-zа-яёәғқңөұүһі][\w.'’-]+)*")


_LONG_NAME = re.compile(  # as _NAME, with the little words that stand inside a name
    r"[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]+(?:[ -](?:(?:of|the|for|and|on|in|to|по|и|в|для) )*[^\W\d_a-zа-яёәғқңөұүһі][\w.'’-]+)+"
)
_LONGEST_SHORT_NAME = 6
_SHORT_NAME = re.compile(rf"\b[^\W\d_a-zа-яёәғқңөұүһі]{{2,{_LONGEST_SHORT_NAME}}}\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
_LISTED = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})


_VOICE = re.compile(
    r"\b(?:did|does|has|do|have|was)\s+(?P<name>.{3,60}?)\s+(?:say|said|add|advise|ask|answer|announce|argue|call|conclude|declare|"
    r"describe|emphasi[sz]e|explain|hope|mention|note|offer|pledge|promise|propose|recommend|remark|report|request|stress|suggest|"
    r"tell|think|thank|urge|warn|want)\b|\b(?:сказал|отметил|заявил|предложил|подчеркнул|сообщил|добавил|призвал)\w*\s+(?P<ru>.{3,40})",
    re.IGNORECASE,
)
_ROLES = frozenset("mr mrs ms dr prof professor judge minister president ambassador sir madam".split())


class Shape(Enum):
    """What kind of thing a question asks for."""

    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    DEFINITION = "definition"
    PLACE = "place"
    LIST = "list"
    REASON = "reason"
    TITLE = "title"
    ANYTHING = "anything"


_DEFINING = re.compile(
    r"\b(?:is|are|was|were) (?:an?|the|any|one|when|where|meant|defined|known)\b|\b(?:means?|mean|meaning|defined as|"
    r"refers? to|"
    r"stands? for|called|so that|by which)\b|\b(?:это|означа\w+|понима\w+|называ\w+|является)\b|\b(?:дегеніміз|"
    r"деп аталады|болып табылады)\b|,\s",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:at|in|on|from|to|near|via) (?:the )?[A-Z]\w+|\b(?:[Rr]oom|[Hh]all|[Ff]loor|[Ss]treet|[Aa]venue|[Cc]entre|"
    r"[Bb]uilding|[Hh]otel|"
    r"[Cc]ity|[Ff]oyer)\b|\b(?:в|во|на|из|около) [А-ЯЁ]\w+|\b(?:зал|этаж|улиц|центр|здани|гостиниц|город)\w*|"
    r"[А-ЯӘҒҚҢӨҰҮҺІ]\w+(?:да|де|та|те|нда|нде)\b|\b(?:зал|қабат|көше|орталық|қала|ғимарат)\w*",
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|so that|in order to|aims?|purposes?|goals?|objectives?|reasons?|therefore)\b|"
    r"\b(?:потому|так как|чтобы|цел[ьюи]|поскольку|из-за|для того|поэтому|ради)\b|"
    r"\b(?:өйткені|себебі|үшін|мақсат\w*|сондықтан)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:entitled|titled|called|named|under the (?:title|motto|theme|slogan)|под (?:названием|девизом)|назыв\w+|"
    r"атты|тақырыбында|деп аталады)\b|[“«\"„](?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])",
    re.IGNORECASE,
)
_MARKS_OF = {
    Shape.PLACE: _PLACE,
    Shape.NUMBER: _NUMBER,
    Shape.REASON: _REASON,
    Shape.TITLE: _TITLE,
    Shape.DEFINITION: _DEFINING,
}
_SHAPES = (
    (Shape.LIST, r"(?:which|what) (?:\w+ ){0,2}?(?:recommendations|pledges|proposals|measures|countries|topics|"
     r"sections|sessions|themes|points|"
     r"steps|commitments|decisions|demands|requests|issues|challenges|speakers|participants|organi[sz]ations)\b|"
     r"list\b|name (?:all|the)\b|"
     r"what (?:did|does|do|has|have) .{2,80} (?:recommend|propose|pledge|promise|commit|ask|demand|request|call for)|"
     r"какие (?:\w+ )?(?:рекомендации|предложения|меры|обязательства|решения|вопросы|темы|секции)|перечисли|назови|"
     r"қандай (?:\w+ )?(?:ұсыныс|шара|міндеттеме|шешім|мәселе|тақырып)\w*"),
    (Shape.PLACE, r"where\b|(?:in |at )?(?:which|what) (?:room|hall|city|place|town|building|country|venue|hotel)|"
     r"где\b|куда\b|в каком (?:зале|городе)|"
     r"қайда|қай жерде|қай қалада"),
    (Shape.NUMBER, r"how (?:many|much|long|far|old|often|large|big|high|tall)\b|what (?:number|percentage|share|amount)|"
     r"сколько|скольк\w+|как (?:долго|часто|много)|какой процент|қанша|неше|нешінші"),
    (Shape.DATE, r"when\b|(?:in |on |by )?(?:what|which) (?:year|date|day|month|time|century)|how soon|what time|at what time|"
     r"когда|в каком году|какого числа|в котором часу|во сколько|қашан|қай жылы|нешеде|сағат нешеде"),
    (Shape.REASON, r"why\b|(?:what|which) (?:is|was|were|are) the (?:purpose|aim|goal|reason|objective)s?\b|"
     r"for what (?:purpose|reason)|почему|зачем|с какой целью|какова (?:была )?цель|неге\b|не үшін|мақсаты (?:не|қандай)"),
    (Shape.TITLE, r"what (?:is|was) the (?:title|name|motto|theme) of|"
     r"what (?:is|was|are|were) .{2,60} (?:called|titled|named|entitled)\b|как назыв|қалай атал|атауы (?:не|қандай)"),
    (Shape.DEFINITION, r"what (?:is|are) (?:an? )?(?!the\b)[\w\s“”\"'-]{3,50}\?$|what is meant\b|"
     r"what does .{2,50} mean\b|что такое|"
     r"что означает|дегеніміз не|не деген"),
    (Shape.NAME, r"who\b|whom\b|whose\b|which (?:person|state|country|organi[sz]ation|group)|кто\b|кем\b|кого\b|кому\b|кім"),
)  # fmt: skip


def shape_of(question: str) -> Shape:
    """Return what a question asks for, by its words."""
    lowered = question.lower()
    return next((shape for shape, pattern in _SHAPES if re.search(rf"(?<!\w)(?:{pattern})", lowered)), Shape.ANYTHING)


def fits(shape: Shape, text: str, asked: Collection[str]) -> bool:
    """Tell whether a text holds such a thing, one that is not already in the question's own words."""
    if shape in (Shape.ANYTHING, Shape.LIST):
        return True
    if shape in _MARKS_OF:
        return _MARKS_OF[shape].search(text) is not None
    if shape is Shape.DATE:
        return any(match.group().lower() not in asked for match in _DATE.finditer(text))
    names = (word.lower() for match in _NAME.finditer(text) for word in match.group().split()[:3])
    return any(name not in asked and len(name) > 2 for name in names)


def is_statement(text: str, kind: BlockKind) -> bool:
    """Tell whether a sentence states something: not a question, a courtesy, nor a fragment such as a name or a title."""
    bare = text.strip("\"'“”«»„ ")
    if bare.endswith("?") or len(_CONTENT_WORD.findall(bare)) < 3:
        return False
    return kind in _LISTED or bare[-1:] in ".!…:;)]" or len(bare) > 100


def suits(shape: Shape, text: str, kind: BlockKind) -> float:
    """Return what a sentence's kind of block is worth for a question, from -1 for a footnote to 1 for a programme's row."""
    if kind is BlockKind.FOOTNOTE:
        return -1.0
    timed = shape is Shape.DATE and kind is BlockKind.TABLE_ROW and _CLOCK.search(text) is not None
    return 1.0 if timed or (shape is Shape.LIST and kind in _LISTED) else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much in a sentence's score, and from which support on a question is answered."""

    similarity: float = 1.0
    own: float = 0.55
    around: float = 0.25
    passage: float = 0.25
    shape: float = 0.18
    statement: float = 0.35
    kind: float = 0.25
    voiced: float = 0.3


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a sentence: cosine, shares of the question's weight in it and around it, its passage's score.

    It is `complete` where every word of the question stands in it, even the light ones.
    """

    similarity: float
    own: float
    around: float
    complete: bool
    passage: float
    shaped: bool
    states: bool
    kind: float
    voiced: bool

    @property
    def score(self) -> float:
        """The sum that ranks sentences of one question."""
        weights = WEIGHTS
        return (
            weights.similarity * self.similarity
            + weights.own * self.own
            + weights.around * (self.around - self.own)
            + weights.passage * self.passage
            + weights.shape * self.shaped
            + weights.statement * self.states
            + weights.kind * self.kind
            + weights.voiced * self.voiced
        )


def held_in(question: Sequence[Term], stems: Collection[str], text: str, short_names: Collection[str]) -> set[str]:
    """Return the words of a question that a text holds: by its stems, or as the initials of a name it spells out."""
    found = {term.word for term in question if not set(term.stems).isdisjoint(stems)}
    missing = set(short_names) - found
    return found | (missing & _initials(text)) if missing else found


def short_names_in(question: str) -> set[str]:
    """Return the abbreviations of a question, such as UNDP, in lower case."""
    return {match.group().lower() for match in _SHORT_NAME.finditer(question)}


def _initials(text: str) -> set[str]:
    """Return the initials of the names in a text, and of each run of words within them, in lower case."""
    found = set()
    for name in _LONG_NAME.finditer(text):
        letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", name.group()) if word[0].isupper()).lower()
        found |= {
            letters[start:end]
            for start in range(len(letters))
            for end in range(start + 2, min(start + _LONGEST_SHORT_NAME, len(letters)) + 1)
        }
    return found


def covered(question: Sequence[Term], held: Collection[str]) -> float:
    """Return the share of the question's weight whose words are held, 0 to 1.

    A light word that is not held is not missed, unless the question has no others.
    """
    only_light = all(term.light for term in question)
    total = sum(term.weight for term in question if term.word in held or only_light or not term.light)
    return sum(term.weight for term in question if term.word in held) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Refusing:
    """A line through the evidence for the best quote: answered where the sum is above 0.

    Fitted by logistic regression with `benchmarks/fit_support.py` so that about 5 % of answerable questions are refused;
    `complete` is set by hand, for questions such as "Who is …?" that are hardly more than a name.
    """

    similarity: float
    own: float
    around: float
    complete: float
    unnamed: float
    absent: float
    bias: float


# For text the embedding model knows, and for text it reads letter by letter, where its cosine says nothing.
KNOWN = Refusing(similarity=5.0, own=2.5, around=0.5, complete=1.0, unnamed=-8.0, absent=-2.0, bias=-2.9)
STRANGE = Refusing(similarity=0.0, own=0.0, around=5.0, complete=2.9, unnamed=0.0, absent=-2.6, bias=-1.0)


def is_supported(evidence: Evidence, *, unnamed: float, absent: float, known: bool) -> bool:
    """Tell whether the best quote is an answer rather than merely the nearest text.

    `unnamed` is the share of the question's weight in names and numbers that the quote's passage does not hold, `absent`
    the share in words that no passage holds; `known` whether the embedding model knows the question's language.
    """
    line = KNOWN if known else STRANGE
    total = (
        line.similarity * evidence.similarity
        + line.own * evidence.own
        + line.around * evidence.around
        + line.complete * evidence.complete
        + line.unnamed * unnamed
        + line.absent * absent
        + line.bias
    )
    return total > 0


def named_in(question: str) -> set[str]:
    """Return the words of a question that are names or numbers, in lower case: those no answer may lack."""
    names = (match.group() for match in _NAME.finditer(question) if match.start() > 0)
    words = {word.lower() for name in names for word in re.findall(r"[^\W_]+", name)}
    return words | set(re.findall(r"\d+(?:[.,]\d+)*", question))


def missing_names(question: str, absent: Collection[str]) -> list[str]:
    """Return the names and numbers of a question that are among the absent words, as the question writes them.

    Of a name of which only a part is absent, that part.
    """
    found: list[str] = []
    for match in _NAME.finditer(question, 1):
        words = re.findall(r"[^\W_]+", match.group())
        missing = [word for word in words if word.lower() in absent]
        found += [match.group()] if len(missing) == len(words) else missing
    return [*found, *(number for number in re.findall(r"\d+(?:[.,]\d+)*", question) if number in absent)]


def voice_in(question: str) -> set[str]:
    """Return the words of the name whose words a question asks for, as in "What did Anna Sarsen say about …?"."""
    asked = _VOICE.search(question)
    name = _NAME.search(asked["name"] or asked["ru"]) if asked else None
    return {word.lower() for word in re.findall(r"[^\W\d_]+", name.group())} - _ROLES if name else set()


def years_in(question: str) -> list[str]:
    """Return the years a question names: an answer from another year is never an answer."""
    return re.findall(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", question)
