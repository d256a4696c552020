"""What a question about recommendations asks: whose, to whom, of which year, on what, and what of them.

States are known by their names in three languages; others by where they stand: "did … recommend", "to …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from .asking import years_in
from .register import Response, key_of, response_in
from .states import Mention, is_base_form, state_of, states_in

RECOMMENDS = re.compile(r"\brecommend|\bрекоменд|\bұсын(?:ыс|ым|ды|ған|да)", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«„](?P<words>[^\"”»“]{12,})[\"”»“]")
_MANY = re.compile(r"\bhow many\b|\bnumber of\b|\bсколько\b|\bчисло\b|\bқанша\b|\bнеше\b", re.IGNORECASE)
_RESPONDED = re.compile(
    r"\b(?:respon(?:d|se)|reply|react|accept|reject|support|note)|ответ|отреагир|принял|отклон|поддерж|жауап|қабылда|қолда",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\bwho\b|\b(?:which|what|how many) (?:states?|countr|delegation|member)|\bкто\b|\bкакие? (?:государств|стран|делегац)|"
    r"\bкакая страна|\bкакой стран|\bсколько (?:государств|стран|делегац)|\bкім|\b(?:қанша|қай|қандай) (?:мемлекет|ел)",
    re.IGNORECASE,
)
_TAKES = re.compile(r"\W*(?:(?:has|have|had|was)\s+)?(?:receive|accept|reject|respon|support|note|get\b|given|получ|принял|"
                    r"отклон|ответ|поддерж|алды|алған|қабылда|жауап)", re.IGNORECASE)  # fmt: skip
_GIVES = re.compile(r"(?:['’]s)?\W*(?:recommend|рекоменд|ұсын|сделал|made\b|make\b|propose|issue)", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|and|и|және|мен|пен|бен)\s+(?:the\s+)?")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_OWN = re.compile(r"['’]s?\s+(?:\w+\s+)?recommend", re.IGNORECASE)
_BEFORE_RECEIVER = re.compile(
    r"\b(?:(?:review|report) of|to|that|for|on|in|about|regarding|concerning|для|чтобы|в|во|по|в адрес|"
    r"получил\w*|принял\w*|отклонил\w*|поддержал\w*)\s+(?:ли\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_BEFORE_MAKER = re.compile(r"\b(?:by|from|of|от|со стороны)\s+(?:the\s+)?$", re.IGNORECASE)
_NAME = r"(?:the\s+)?([A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+(?:\s+(?:(?:of|and|for|on|with|in|the)\s+){0,2}[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+)*)"
_UNKNOWN_MAKER = re.compile(
    rf"\b(?:did|does|do|has|have)\s+{_NAME}\s+(?:\w+\s+)?(?:recommend|make)|{_NAME}['’]s? recommend"
)
_UNKNOWN_RECEIVER = re.compile(rf"\bto\s+{_NAME}|\bdid\s+{_NAME}\s+(?:receive|accept|reject|respond)")
_TOPIC = re.compile(
    r"\b(?:on the (?:topic|issue|subject|question) of|about|regarding|concern(?:s|ing|ed)?|relat(?:e|es|ing|ed) to|"
    r"deal(?:s|ing)? with|address(?:es|ing)?|mention(?:s|ing)?|touch(?:es|ing)? (?:up)?on|cover(?:s|ing)?|on)\s+"
    r"(?P<en>.+?)(?=\s+(?:did|does|do|has|have|had|was|were|is|are)\b|\s+(?:by|to|from|in)\s+(?:the\s+)?(?-i:[A-Z])|$)|"
    r"\brecommend(?:ations?|ed)\s+(?:to(?!\s+(?:the\s+)?(?-i:[A-Z]))|that\s+\S+(?:\s+should)?)\s+(?P<deed>.+)|"
    r"\brecommend(?:ed|s)?\s+(?P<doing>\w+ing\b.+)|"
    r"\b(?:по теме|по вопрос(?:у|ам)|в отношении|относительно|касательно|каса(?:ется|ются|ющиеся|ющихся)|относ\w+ к|посвящ\w+|"
    r"затрагива\w+|упомина\w+|об?|насч[её]т|про)\s+(?P<ru>.+)|"
    r"(?P<kk>\S+(?:\s+\S+){0,2})\s+(?:туралы|жөнінде|бойынша|тақырыбында|қатысты)",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"\b(?:in|at|during|of|from|в|во|на|за)\s+(?:the\s+|its\s+|ходе\s+)?(?:\w+\s+)?"
    r"(?:(?:19|20)\d\d\b|universal periodic review|review|report|upr\b)[^,?]*?(?=\bon\b|\babout\b|\bregarding\b|[,?]|$)",
    re.IGNORECASE,
)

# What a question for all recommendations says besides: that they are asked for, made, and made by those who met.
_ALL = re.compile(
    r"\b(?:what|which|all|list|name|enumerate|show|give)\b.{0,40}\brecommendations\b|"
    r"\bwhat (?:did|do|does|has|have)\b.{3,60}\brecommend(?:ed)?\b|"
    r"\b(?:какие|каковы|все|список|перечисл\w+|назов\w+|покаж\w+)\b.{0,40}\bрекомендаци|\bчто\b.{0,60}\bрекомендова|"
    r"\b(?:қандай|қай|барлық)\b.{0,40}\bұсын(?:ыс|ым)|\bұсын(?:ыс|ым)\w*.{0,40}\b(?:ата|тізім|көрсет)|"
    r"\bне(?:ні)?\b.{0,20}\bұсынды",
    re.IGNORECASE,
)
_NOTHING_NARROWER = re.compile(
    r"what|which|who|are|is|were|was|did|do|does|has|have|had|been|the|an?|all|of|by|at|in|on|this|these|there|give|me|us|"
    r"please|list|name|enumerate|show|tell|recommend\w*|adopt\w*|ma[dk]e|issu\w+|approv\w+|formulat\w+|propos\w+|agree\w*|"
    r"put|forward|came?|out|working|groups?|conference|participants?|delegat\w+|committees?|round|tables?|meeting|forum|seminar|final|main|key|"
    r"какие|каковы|что|все|список|перечисл\w+|назов\w+|покаж\w+|рекоменд\w+|приня\w+|дал\w*|сдела\w+|вырабо\w+|"
    r"сформулир\w+|вынес\w*|предлож\w+|одобр\w+|был\w*|рабоч\w+|групп\w*|делегац\w+|комитет\w*|кругл\w+|стол\w*|конференц\w+|участник\w*|форум\w*|встреч\w+|"
    r"в|на|по|итог\w*|итогов\w+|основн\w+|главн\w+|эт\w+|"
    r"қандай|қай|барлық|не|нені|ұсын\w+|қабылда\w+|жаса\w+|берді|берген|айт\w+|әзірле\w+|жұмыс\w*|топ\w*|тоб\w*|дөңгелек|үстел\w*|конференция\w*|"
    r"қатысушы\w*|форум\w*|кездесу\w*|болды|ата\w*|тізім\w*|көрсет\w*|негізгі|басты",
    re.IGNORECASE,
)
# Those who recommend at a conference, each in three languages: a report of theirs is headed by their name.
_BODIES = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\bworking groups?\b|\bрабоч\w+ групп|\bжұмыс то(?:п|б)",
        r"\bround tables?\b|\bкругл\w+ стол|\bдөңгелек үстел",
        r"\bdelegations?\b|\bделегаци",
        r"\bcommittees?\b|\bкомитет",
    )
)


class _Side(Enum):
    MAKER = "maker"
    RECEIVER = "receiver"
    EITHER = "either"


class Aim(Enum):
    """What of the recommendations is asked for."""

    ITEMS = "items"
    COUNT = "count"
    MAKER = "maker"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Party:
    """One who recommends or is recommended to: `name` as the question has it, `key` as `key_of` compares."""

    name: str
    key: str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Review:
    """A question about recommendations; `quoted` are words of the recommendation asked about, `topic` what they are on.

    `asks_who` says that it asks who made them, or how many did, `asks_all` that it asks for all there are, of
    the `body` that it names.
    """

    aim: Aim
    makers: tuple[Party, ...]
    receivers: tuple[Party, ...]
    years: tuple[str, ...]
    quoted: str = ""
    topic: str = ""
    response: Response | None = None
    asks_who: bool = False
    asks_all: bool = False
    body: re.Pattern[str] | None = None


def review_in(question: str) -> Review | None:
    """Return what a question about recommendations asks, None for another."""
    if RECOMMENDS.search(question) is None:
        return None
    quote = _QUOTED.search(question)
    quoted = quote["words"].strip() if quote else ""
    bare = question.replace(quote.group(), " … ") if quote else question
    makers, receivers = _parties(bare)
    aim = _aim(bare, quoted)
    response = response_in(bare) if aim is not Aim.MAKER and not quoted else None
    return Review(
        aim=aim,
        makers=makers,
        receivers=receivers,
        years=tuple(dict.fromkeys(years_in(bare))),
        quoted=quoted,
        topic="" if quoted else _topic(bare),
        response=response,
        asks_who=_WHO.search(bare) is not None,
        asks_all=_asks_all(bare),
        body=next((body for body in _BODIES if body.search(bare)), None),
    )


def _asks_all(question: str) -> bool:
    """Tell whether a question asks for the recommendations as such: it names nothing that some are and others are not."""
    words = re.findall(r"[^\W\d]+", question)
    return _ALL.search(question) is not None and all(_NOTHING_NARROWER.fullmatch(word) for word in words)


def _aim(question: str, quoted: str) -> Aim:
    if _MANY.search(question):
        return Aim.COUNT
    if quoted:
        return Aim.MAKER if _WHO.search(question) else Aim.RESPONSE if _RESPONDED.search(question) else Aim.ITEMS
    asks_how = re.match(
        r"\W*(?:how|did|has|was|according to .{3,60} how|как|қалай|\w+ ли|.+ (?:ма|ме|ба|бе|па|пе)\W*$)(?=\W|$)",
        question,
        re.IGNORECASE,
    )
    return Aim.RESPONSE if asks_how and _RESPONDED.search(question) else Aim.ITEMS


def _parties(question: str) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return who recommends and who is recommended to."""
    mentions = states_in(question)
    sides: dict[_Side, list[Party]] = {side: [] for side in _Side}
    for mention in mentions:
        sides[_side(question, mention, mentions)].append(Party(question[mention.start : mention.end], mention.state))
    makers, receivers = sides[_Side.MAKER], sides[_Side.RECEIVER]
    for party in sides[_Side.EITHER]:
        (receivers if makers and not receivers else makers).append(party)
    if not makers:
        makers += _unknown(_UNKNOWN_MAKER, question)
    if not receivers:
        receivers += _unknown(_UNKNOWN_RECEIVER, question)
    return _once(makers), _once(party for party in receivers if party.key not in {maker.key for maker in makers})


def _side(question: str, mention: Mention, mentions: list[Mention]) -> _Side:
    """Tell by the words around a State whether it recommends or is recommended to."""
    before, after = question[: mention.start], question[mention.end :]
    if _OWN.match(after):
        return _Side.MAKER
    if _BEFORE_RECEIVER.search(before) or _TAKES.match(after):
        return _Side.RECEIVER
    if _BEFORE_MAKER.search(before) or _GIVES.match(after):
        return _Side.MAKER
    joined = _JOINED.match(after)
    following = next((other for other in mentions if joined and other.start == mention.end + joined.end()), None)
    if following is not None:
        return _side(question, following, mentions)
    return _side_by_case(question, mention, alone=len(mentions) == 1)


def _side_by_case(question: str, mention: Mention, *, alone: bool) -> _Side:
    if alone and response_in(question):
        return _Side.RECEIVER  # one who is asked about accepting was recommended to
    name = question[mention.start : mention.end]
    if _CYRILLIC.match(name):
        return _Side.MAKER if is_base_form(name) else _Side.RECEIVER
    return _Side.EITHER


def _unknown(pattern: re.Pattern[str], question: str) -> list[Party]:
    found = pattern.search(question)
    named = next((group for group in found.groups() if group), "") if found else ""
    return [Party(name, key_of(name)) for name in re.split(r"\s+and\s+", named) if name and not state_of(name)]


def _once(parties: Iterable[Party]) -> tuple[Party, ...]:
    kept: dict[str | frozenset[str], Party] = {}
    for party in parties:
        kept.setdefault(party.key, party)
    return tuple(kept.values())


def _topic(question: str) -> str:
    """Return what the recommendations asked for are on, "" where all are asked for."""
    settled = _SETTING.sub(" ", question.rstrip("?!. "))
    found = _TOPIC.search(settled)
    topic = next((group for group in found.groups() if group), "") if found else ""
    if not topic and _WHO.search(settled) and (named := states_in(settled)):
        topic = settled[named[-1].end :]  # "Which States recommended that Kazakhstan abolish the death penalty?"
    return _without_states(topic).strip(" ,")


def _without_states(topic: str) -> str:
    """Return a topic without the States named beside it: "Қазақстанға өлім жазасы" is on "өлім жазасы"."""
    for mention in reversed(states_in(topic)):
        before = re.sub(r"(?:\s*\b(?:in|of|to|for|by|the|в|на|для))+\s*$", "", topic[: mention.start])
        topic = f"{before} {topic[mention.end :]}"
    return topic
