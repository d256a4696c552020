"""What is said of an answer that a language model wrote, or did not write, in the language of the question."""

from __future__ import annotations

from .errors import Reason

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "generated": "Written by a language model ({model}); what is shown as supported was checked against what it cites.",
        "not_borne_out": "not supported by the sources",
        "marked": "Sentences of the model that the sources do not bear out, marked as such: {count}.",
        "dropped": "Sentences of the model that the sources do not bear out were left out: {count}.",
        "links": "Sentences of the model with links, pictures or HTML were left out: {count}.",
        "translated": "Told in another language than the sources': numbers, dates and States were checked, the wording was not.",
        "instead": "Quoted from the sources instead.",
        "besides": "From the sources themselves:",
        Reason.UNREACHABLE: "The language model could not be reached.",
        Reason.SLOW: "The language model took too long.",
        Reason.BROKEN_OFF: "The language model broke off.",
        Reason.SILENT: "The language model wrote nothing.",
        Reason.TOO_LONG: "The language model wrote more than an answer may have; the rest was not read.",
        Reason.UNSUPPORTED: "Nothing that the language model wrote is borne out by the sources.",
        Reason.NO_ANSWER: "The language model found no answer in the sources.",
    },
    "ru": {
        "generated": "Написано языковой моделью ({model}); всё, что показано как подтверждённое, сверено с источниками.",
        "not_borne_out": "не подтверждается источниками",
        "marked": "Предложения модели, которые источники не подтверждают (помечены): {count}.",
        "dropped": "Опущены предложения модели, которые источники не подтверждают: {count}.",
        "links": "Опущены предложения модели со ссылками, изображениями или HTML: {count}.",
        "translated": "Изложено не на языке источников: числа, даты и государства сверены, формулировки – нет.",
        "instead": "Вместо этого приведены цитаты из источников.",
        "besides": "Из самих источников:",
        Reason.UNREACHABLE: "Языковая модель недоступна.",
        Reason.SLOW: "Языковая модель не успела ответить.",
        Reason.BROKEN_OFF: "Ответ языковой модели оборвался.",
        Reason.SILENT: "Языковая модель ничего не написала.",
        Reason.TOO_LONG: "Языковая модель написала больше, чем вмещает ответ; остальное не прочитано.",
        Reason.UNSUPPORTED: "Ничто из написанного языковой моделью не подтверждается источниками.",
        Reason.NO_ANSWER: "Языковая модель не нашла ответа в источниках.",
    },
    "kk": {
        "generated": "Тілдік модель жазған ({model}); расталған деп көрсетілгеннің бәрі дереккөздермен салыстырылды.",
        "not_borne_out": "дереккөздер растамайды",
        "marked": "Модельдің дереккөздер растамаған сөйлемдері (белгіленген): {count}.",
        "dropped": "Модельдің дереккөздер растамаған сөйлемдері алынып тасталды: {count}.",
        "links": "Модельдің сілтемесі, суреті не HTML коды бар сөйлемдері алынып тасталды: {count}.",
        "translated": "Дереккөздердің тілінде емес: сандар, күндер және мемлекеттер тексерілді, сөз орамы тексерілмеді.",
        "instead": "Оның орнына дереккөздерден дәйексөз келтірілді.",
        "besides": "Дереккөздердің өзінен:",
        Reason.UNREACHABLE: "Тілдік модельге қосылу мүмкін болмады.",
        Reason.SLOW: "Тілдік модель уақытында жауап бермеді.",
        Reason.BROKEN_OFF: "Тілдік модельдің жауабы үзіліп қалды.",
        Reason.SILENT: "Тілдік модель ештеңе жазбады.",
        Reason.TOO_LONG: "Тілдік модель жауапқа сыятыннан көп жазды; қалғаны оқылмады.",
        Reason.UNSUPPORTED: "Тілдік модель жазғанның ешқайсысын дереккөздер растамайды.",
        Reason.NO_ANSWER: "Тілдік модель дереккөздерден жауап таппады.",
    },
}


def said(name: str, language: str, **values: object) -> str:
    """Return the words of a name or reason in a language, English where there are none."""
    return _SAID.get(language, _SAID["en"])[name].format(**values)
