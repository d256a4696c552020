"""What a question asks for: the shape of its answer, the names and years in it, and whose words it wants."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

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
    r"million|billion|half|third|quarter|dozen|both|several|од(?:ин|на|но)|два|две|три|четыре|пять|шесть|семь|восемь|девять|"
    r"десять|сто|тысяч\w*|миллион\w*|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жүз|мың|миллион)\b",
    re.IGNORECASE,
)
LONGEST_SHORT_NAME = 6
_NAME = re.compile(r"[^\W\d_a-zа-яёәғқңөұүһі][^\W\d_]+(?:[ -][^\W\d_a-zа-яёәғқңөұүһі][\w.'’-]+)*")


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
    r"атты|тақырыбында|деп аталады)\b",
    re.IGNORECASE,
)
# What a question calls the thing it asks for; the answer is such a thing and need not say so: "On which date …?"
_CALLED = {
    Shape.DATE: "date day month year time дата дату день дня год году месяц время күн күні жыл жылы уақыт уақыты айда",
    Shape.PLACE: "place city town country venue location место месте город городе страна стране жер жерде қала қалада ел елде",
    Shape.NUMBER: "number amount quantity количество число сколько саны",
    Shape.REASON: "reason purpose aim goal objective причина цель целью себеп мақсаты",
    Shape.TITLE: "title name motto theme called titled named entitled название называется называлась атауы аталады аталды",
}
_MARKS_OF = {
    Shape.PLACE: _PLACE,
    Shape.NUMBER: _NUMBER,
    Shape.REASON: _REASON,
    Shape.TITLE: _TITLE,
    Shape.DEFINITION: _DEFINING,
}
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|кто|кого|кому|кем|что|чего|чему|чем|какой|какая|какое|какие|каких|каком|"
    r"какую|какого|когда|где|куда|откуда|почему|зачем|как|сколько|кім\w*|не|нені|неден|қандай|қай|қашан|қайда|неге|қалай|қанша|"
    r"неше)\b"
)
_KIND = re.compile(r"\b(?:what|which|какой|какая|какое|какие|каких|каком|какую|қандай|қай) (?P<kind>[^\W\d_]+)\b")
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
    (Shape.DATE, r"when\b|(?:in |on |by )?(?:what|which) (?:year|date|day|month|century)\b|how soon|(?:at )?what time\b(?! limit)|"
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is understood: what it asks for, its weighed words, and the names, years and voice it wants.

    An answer may lack the `optional` words. Each of the `names` is a set of words; `short_names` are its abbreviations,
    `voice` the words of the name whose words it asks for. All are in lower case. `known` says whether the embedding model
    knows its language.
    """

    text: str
    shape: Shape
    terms: tuple[Term, ...]
    optional: frozenset[str]
    known: bool
    names: tuple[frozenset[str], ...]
    short_names: frozenset[str]
    voice: frozenset[str]
    years: tuple[str, ...]

    @property
    def naming(self) -> frozenset[str]:
        """The words of all its names and its years."""
        return frozenset().union(*self.names, self.years)


def understand(question: str, terms: Sequence[Term], *, known: bool) -> Asked:
    """Return what a question asks for; `terms` are its words as the index weighs them.

    A year is no word among others: only passages that name it are asked at all.
    """
    shape, years = shape_of(question), years_in(question)
    undated = [term for term in terms if term.word not in years]
    terms = undated if any(not term.light for term in undated) else terms
    return Asked(
        text=question,
        shape=shape,
        terms=tuple(terms),
        optional=_not_missed(question, terms, shape),
        known=known,
        names=tuple(names_in(question, {term.word for term in terms})),
        short_names=frozenset(short_names_in(question)),
        voice=frozenset(voice_in(question)),
        years=tuple(years),
    )


def _not_missed(question: str, terms: Sequence[Term], shape: Shape) -> frozenset[str]:
    """Return the words that an answer may well lack.

    They name the kind of thing asked for ("which bodies", "on which date"), or say how a question is put. A question of such
    words alone is about those that the materials hold: "On which date was the conference held?" is about the conference.
    """
    called = set(_CALLED.get(shape, "").split())
    kind = _KIND.search(question.lower())
    sort = kind.group("kind") if kind else ""
    optional = {t.word for t in terms if t.light or t.word in called or (t.word == sort and t.frequency)}
    if len(optional) == len(terms):
        optional = {t.word for t in terms if t.word in called or not t.frequency}
    return frozenset() if len(optional) == len(terms) else frozenset(optional)


def shape_of(question: str) -> Shape:
    """Return what a question asks for, by its first question word: "What happens when …?" does not ask for a date."""
    lowered = question.lower()
    asks = _ASKS.search(lowered)
    for shape, pattern in _SHAPES:
        found = re.search(rf"(?<!\w)(?:{pattern})", lowered)
        if found and (asks is None or found.start() <= asks.start()):
            return shape
    return Shape.ANYTHING


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


_COUNTED = re.compile(r"(?:how many|сколько|қанша|неше) (?P<things>[^\W\d_]{3,})", re.IGNORECASE)


def counts(question: str, text: str) -> bool:
    """Tell whether a text counts the things that a question wants counted: a number stands up to three words before them."""
    wanted = _COUNTED.search(question)
    if wanted is None:
        return False
    things = wanted["things"].lower()
    begins = re.escape(things[: max(4, len(things) - 2)])
    return re.search(rf"(?:{_NUMBER.pattern})\S*\s+(?:\S+\s+){{0,2}}?{begins}", text, re.IGNORECASE) is not None


_AUXILIARY = re.compile(
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\s+", re.IGNORECASE
)
_SHORT_NAME = re.compile(rf"\b[^\W\d_a-zа-яёәғқңөұүһі]{{2,{LONGEST_SHORT_NAME}}}\b")


def short_names_in(question: str) -> set[str]:
    """Return the abbreviations of a question, such as UNDP, in lower case."""
    return {match.group().lower() for match in _SHORT_NAME.finditer(question)}


def names_in(question: str, words: Collection[str]) -> list[frozenset[str]]:
    """Return the words of each name in a question, in lower case, of those that are among `words`."""
    asks = _AUXILIARY.match(question)
    begins = asks.end() if asks else 0
    found = (match.group().lower() for match in _NAME.finditer(question, begins) if match.start() > 0)
    names = [frozenset(re.findall(r"[^\W_]+", name)) & set(words) for name in found]
    return [name for name in names if name]


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
