"""Words as they are compared: Unicode tokenising, and stemming by language.

English and Russian are stemmed by Snowball (this is the only file that knows PyStemmer). No library stems Kazakh: its
inflection is a chain of suffixes, which are taken off here from the end, longest first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import repeat

import Stemmer

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_KAZAKH_LETTER = re.compile(r"[әғқңөұүһі]")
_POSSESSIVE = re.compile(r"['’]s\b")
_STRESS = re.compile(r"(?<=[аеёиоуыэюяАЕЁИОУЫЭЮЯ])[\u0300\u0301]")

_SUFFIXES = (
    # plural; cases, with the n of the third person; possession
    "лар лер дар дер тар тер ның нің дың дің тың тің ға ге қа ке на не ына іне сына сіне ны ні ды ді ты ті ын ін сын сін "
    "да де та те нда нде ында інде сында сінде дан ден тан тен нан нен ынан інен сынан сінен мен бен пен ымен імен сымен сімен "
    "ым ім ың ің ы і сы сі ымыз іміз мыз міз ыңыз іңіз ңыз ңіз "
    # belonging to a place or time; participles, verbal nouns, tense and person
    "ғы гі қы кі дағы дегі тағы тегі ндағы ндегі ындағы індегі ған ген қан кен ғанда генде атын етін йтын йтін ып іп ушы уші "
    "ады еді йды йді ған ген са се сақ сек у ілді ылды ілген ылған "
    # words made from words
    "лық лік дық дік тық тік шылық шілік шы ші сыз сіз дай дей тай тей лы лі ды ді ты ті ша ше"
).split()
_BY_LENGTH = tuple(sorted(set(_SUFFIXES), key=lambda suffix: (-len(suffix), suffix)))
_SHORTEST_STEM = 4
_KAZAKH_SHARE = 0.07
_MOST_SUFFIXES = 3

_STOP_WORDS = frozenset(
    # English
    "a an the and or but if of at by for with about into to from in on is are was were be been being am do does did doing have "
    "has had having it its this that these those there here he she they them his her their we our you your i me my as than "
    "then so such not no nor what which who whom whose when where why how will would can could shall should may might must "
    "many much long often get got take took give gave make made also any some all each every other s t please tell say said "
    "among between during within without through while upon only just own too very more most together "
    # Russian
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня еще нет о из ему "
    "ли если уже или ни быть был него до вас нибудь уж вам ведь там потом себя ничего ей может они тут где есть надо ней для мы "
    "тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой какая какие каких "
    "каком какую каким какое совсем ним здесь этом один почти мой тем чтобы нее были куда зачем всех можно при об это эта эти "
    "этой которые который которая которое когда сколько почему чей чья чье "
    # Kazakh
    "және мен бен пен де да та те бұл ол сол осы өз бір не кім қай қандай қашан қайда қанша неше үшін туралы бойынша болып болды "
    "болған еді екен ма ме ба бе па пе деп деген немесе бірақ егер ғой".split()
)


# Words that say how a question is put rather than what it is about: some by their beginnings, some only as they stand.
_LIGHT_BEGINNINGS = tuple(
    "say said speak spoke talk told mention discuss describ explain emphasi stress advis propos suggest promis answer replie "
    "happen participa attend number people person accord decid begin began material information change know think thought "
    "говор сказа отмет отмеч упомян обсужд рассказ заяв подчерк рекоменд предлож предлаг проис проход прош провел провод состо "
    "участ тип количеств назыв назва человек люд год конференц мероприят сесси документ материал информац "
    "айт сөйле атап талқыла ұсын болды өтті өтеді өткен қатыс мақсат уақыт күн жыл түр атау аты адам конференци құжат "
    "ақпарат".split()
)
_LIGHT_WORDS = frozenset(
    "note noted notes hope hoped hopes wish wished advice recommend recommends recommended help helps helped look looks looked "
    "ask asks asked reply purpose aim aims goal goals done hold held part date time place city town title name names called call "
    "calls mean means meant deal deals dealt concern concerned concerns regarding regard plan plans planned start starts started "
    "end report reports reported state states stated conference conferences event events session sessions document documents "
    "cover covers covered treat treats treated see seen saw kind type types way thing things year years go going come came want "
    "wanted wants need needs needed use used uses "
    "цель цели дата дату время вид имя".split()
)


def terms(text: str, language: str) -> list[str]:
    """Return the stems of a text's words, in order, stop words included.

    `language` is the document's, an ISO 639-1 code. A Kazakh paragraph of a document in another language is known by its
    letters; of other words the script decides.
    """
    return list(_terms(text, language))


@lru_cache(2_048)  # one question looks at the same sentences several times
def stem_set(text: str, language: str) -> frozenset[str]:
    """Return the stems that `terms` gives, each once."""
    return frozenset(_terms(text, language))


@lru_cache(2_048)
def _terms(text: str, language: str) -> tuple[str, ...]:
    kazakh = language == "kk" or (not text.isascii() and _looks_kazakh(text))
    return tuple(map(_stem, words(text), repeat(kazakh)))


@lru_cache(100_000)
def stem_of(word: str, language: str) -> str:
    """Return the first stem of a word as it stands in a text, "" where it has none: what `terms` gives, remembered by word."""
    return next(iter(_terms.__wrapped__(word, language)), "")


def stems_in(text: str, language: str) -> list[str]:
    """Return the stems of a text's words that carry meaning; as Kazakh is stemmed what is said to be, letters or not."""
    return [_stem(word, language == "kk") for word in words(text) if word not in _STOP_WORDS]


def question_terms(text: str, language: str = "") -> list[tuple[str, list[str]]]:
    """Return each word of a question that carries meaning with its possible stems, each word once.

    A Cyrillic word of a question in an unknown language may be Russian or Kazakh: both stems are given. A question of
    stop words alone keeps them.
    """
    found = list(dict.fromkeys(words(text)))
    chosen = [word for word in found if word not in _STOP_WORDS] or found
    return [(word, _stems(word, language)) for word in chosen]


def is_light(word: str) -> bool:
    """Tell whether a word, as `words` gives it, says how a question is put rather than what it is about."""
    return word in _LIGHT_WORDS or word.startswith(_LIGHT_BEGINNINGS)


def words(text: str) -> list[str]:
    """Return the words and numbers of a text: in lower case, NFKC, ё as е, without stress marks and a possessive 's."""
    if text.isascii():  # the same, in a third of the time
        lowered = text.lower()
        return _WORD.findall(_POSSESSIVE.sub("", lowered) if "'" in lowered else lowered)
    folded = unicodedata.normalize("NFKC", _STRESS.sub("", text)).lower().replace("ё", "е")
    return _WORD.findall(_POSSESSIVE.sub("", folded))


def is_stop_word(word: str) -> bool:
    """Tell whether a word, as `words` gives it, carries grammar rather than meaning."""
    return word in _STOP_WORDS


def is_cyrillic(text: str) -> bool:
    """Tell whether most letters of a text are Cyrillic."""
    return 2 * len(_CYRILLIC.findall(text)) > sum(map(str.isalpha, text))


def language_of(text: str) -> str:
    """Return "kk", "ru" or "en" for a short text such as a question, by its letters."""
    lowered = text.lower()
    if _KAZAKH_LETTER.search(lowered):
        return "kk"
    return "ru" if _CYRILLIC.search(lowered) else "en"


def _looks_kazakh(text: str) -> bool:
    """Tell by the share of letters that Russian has not: one in five in Kazakh text, a few names' at most in Russian."""
    lowered = text.lower()
    return len(_KAZAKH_LETTER.findall(lowered)) > _KAZAKH_SHARE * len(_CYRILLIC.findall(lowered))


def _stems(word: str, language: str) -> list[str]:
    if language == "kk" or _CYRILLIC.match(word) is None:
        return [_stem(word, language == "kk")]
    return list(dict.fromkeys((_stem(word, False), _stem(word, True))))


@lru_cache(maxsize=200_000)
def _stem(word: str, kazakh: bool) -> str:
    if _CYRILLIC.match(word) is None:
        return str(_english().stemWord(word))
    return kazakh_stem(word) if kazakh else _russian_stem(word)


def _russian_stem(word: str) -> str:
    """Stem by Snowball, which takes the end of "Иванов" and "остров" for a case, but not that of "Иванова" and "острова"."""
    stem = str(_russian().stemWord(word))
    return stem[:-2] if stem.endswith(("ов", "ев")) and len(stem) > _SHORTEST_STEM else stem


@lru_cache(maxsize=1)
def _english() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=1)
def _russian() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("russian")


def kazakh_stem(word: str) -> str:
    """Return a Kazakh word without up to three of its suffixes, keeping at least four letters."""
    for _ in range(_MOST_SUFFIXES):
        suffix = next((s for s in _BY_LENGTH if word.endswith(s) and len(word) - len(s) >= _SHORTEST_STEM), None)
        if suffix is None:
            break
        word = word[: -len(suffix)]
    return word
