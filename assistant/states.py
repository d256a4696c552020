"""The States' names in English, Russian and Kazakh, so that each finds the others: "Laos", "Lao People's Democratic Republic".

The table is made from the territory names of the Unicode CLDR, with the forms that reports of the United Nations use first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index import Index

_TABLE = """
Afghanistan; Афганистан; Ауғанстан
Albania; Албания
Algeria; Алжир
Andorra; Андорра
Angola; Ангола
Antigua and Barbuda; Антигуа и Барбуда; Антигуа және Барбуда
Argentina; Аргентина
Armenia; Армения
Australia; Австралия; Аустралия
Austria; Австрия; Аустрия
Azerbaijan; Азербайджан; Әзірбайжан
Bahamas; Багамы; Багам аралдары
Bahrain; Бахрейн
Bangladesh; Бангладеш
Barbados; Барбадос
Belarus; Беларусь; Белоруссия
Belgium; Бельгия
Belize; Белиз
Benin; Бенин
Bhutan; Бутан
Plurinational State of Bolivia; Bolivia; Боливия
Bosnia and Herzegovina; Босния и Герцеговина; Босния және Герцеговина
Botswana; Ботсвана
Brazil; Бразилия
Brunei Darussalam; Brunei; Бруней
Bulgaria; Болгария
Burkina Faso; Буркина-Фасо
Burundi; Бурунди
Cabo Verde; Cape Verde; Кабо-Верде
Cambodia; Камбоджа
Cameroon; Камерун
Canada; Канада
Central African Republic; Центрально-Африканская Республика; Орталық Африка Республикасы
Chad; Чад
Chile; Чили
China; People's Republic of China; КНР; Китай; Қытай
Colombia; Колумбия
Comoros; Коморы; Комор аралдары
Congo; Republic of the Congo; Конго; Республика Конго
Democratic Republic of the Congo; DRC; Демократическая Республика Конго; ДРК
Costa Rica; Коста-Рика
Côte d'Ivoire; Ivory Coast; Кот-д'Ивуар
Croatia; Хорватия
Cuba; Куба
Cyprus; Кипр
Czech Republic; Czechia; Чешская Республика; Чехия
Denmark; Дания
Djibouti; Джибути
Dominica; Доминика
Dominican Republic; Доминиканская Республика; Доминикан Республикасы
Ecuador; Эквадор
Egypt; Египет; Мысыр
El Salvador; Сальвадор
Equatorial Guinea; Экваториальная Гвинея; Экваторлық Гвинея
Eritrea; Эритрея
Estonia; Эстония
Eswatini; Swaziland; Эсватини
Ethiopia; Эфиопия
Fiji; Фиджи
Finland; Финляндия
France; Франция
Gabon; Габон
Gambia; Гамбия
Georgia; Грузия
Germany; ФРГ; Германия
Ghana; Гана
Greece; Греция; Грекия
Grenada; Гренада
Guatemala; Гватемала
Guinea; Гвинея
Guinea-Bissau; Гвинея-Бисау
Guyana; Гайана
Haiti; Гаити
Holy See; Vatican; Святой Престол; Vatican City; Ватикан
Honduras; Гондурас
Hungary; Венгрия
Iceland; Исландия
India; Индия; Үндістан
Indonesia; Индонезия
Iran; Islamic Republic of Iran; Исламская Республика Иран; Иран
Iraq; Ирак
Ireland; Ирландия
Israel; Израиль
Italy; Италия
Jamaica; Ямайка
Japan; Япония; Жапония
Jordan; Иордания
Kazakhstan; Republic of Kazakhstan; Республика Казахстан; Қазақстан Республикасы; Казахстан; Қазақстан
Kenya; Кения
Kiribati; Кирибати
Democratic People's Republic of Korea; North Korea; DPRK; КНДР; Солтүстік Корея
Republic of Korea; South Korea; Республика Корея; Оңтүстік Корея
Kuwait; Кувейт
Kyrgyzstan; Kyrgyz Republic; Киргизия; Кыргызстан; Қырғызстан
Lao People's Democratic Republic; Laos; Лаос
Latvia; Латвия
Lebanon; Ливан
Lesotho; Лесото
Liberia; Либерия
Libya; Libyan Arab Jamahiriya; Ливия
Liechtenstein; Лихтенштейн
Lithuania; Литва
Luxembourg; Люксембург
Madagascar; Мадагаскар
Malawi; Малави
Malaysia; Малайзия
Maldives; Мальдивы; Мальдив аралдары
Mali; Мали
Malta; Мальта
Marshall Islands; Маршалловы о-ва; Маршалл аралдары
Mauritania; Мавритания
Mauritius; Маврикий
Mexico; Мексика
Micronesia; Federated States of Micronesia; Федеративные Штаты Микронезии; Микронезия
Moldova; Republic of Moldova; Республика Молдова; Молдова
Monaco; Монако
Mongolia; Монголия; Моңғолия
Montenegro; Черногория
Morocco; Марокко
Mozambique; Мозамбик
Myanmar; Burma; Мьянма
Namibia; Намибия
Nauru; Науру
Nepal; Непал
Netherlands; Kingdom of the Netherlands; Holland; Нидерланды; Нидерланд
New Zealand; Новая Зеландия; Жаңа Зеландия
Nicaragua; Никарагуа
Niger; Нигер
Nigeria; Нигерия
North Macedonia; former Yugoslav Republic of Macedonia; Macedonia; Македония; Северная Македония; Солтүстік Македония
Norway; Норвегия
Oman; Оман
Pakistan; Пакистан; Пәкістан
Palau; Палау
Palestine; State of Palestine; Палестина
Panama; Панама
Papua New Guinea; Папуа — Новая Гвинея; Папуа — Жаңа Гвинея
Paraguay; Парагвай
Peru; Перу
Philippines; Филиппины; Филиппин аралдары
Poland; Польша
Portugal; Португалия
Qatar; Катар
Romania; Румыния
Russian Federation; Russia; Российская Федерация; Россия; Ресей
Rwanda; Руанда
Saint Kitts and Nevis; Сент-Китс и Невис; Сент-Китс және Невис
Saint Lucia; Сент-Люсия
Saint Vincent and the Grenadines; Saint Vincent and Grenadines; Сент-Винсент и Гренадины; Сент-Винсент және Гренадин аралдары
Samoa; Самоа
San Marino; Сан-Марино
Sao Tome and Principe; São Tomé and Príncipe; Сан-Томе и Принсипи; Сан-Томе және Принсипи
Saudi Arabia; Саудовская Аравия; Сауд Арабиясы
Senegal; Сенегал
Serbia; Сербия
Seychelles; Сейшельские о-ва; Сейшель аралдары
Sierra Leone; Сьерра-Леоне
Singapore; Сингапур
Slovakia; Slovak Republic; Словакия
Slovenia; Словения
Solomon Islands; Соломоновы о-ва; Соломон аралдары
Somalia; Сомали
South Africa; ЮАР; Южно-Африканская Республика; Оңтүстік Африка
South Sudan; Южный Судан; Оңтүстік Судан
Spain; Испания
Sri Lanka; Шри-Ланка
Sudan; Судан
Suriname; Суринам
Sweden; Швеция
Switzerland; Швейцария
Syrian Arab Republic; Syria; Сирия
Tajikistan; Таджикистан; Тәжікстан
United Republic of Tanzania; Tanzania; Танзания
Thailand; Таиланд
Timor-Leste; East Timor; Восточный Тимор; Тимор-Лесте
Togo; Того
Tonga; Тонга
Trinidad and Tobago; Тринидад и Тобаго; Тринидад және Тобаго
Tunisia; Тунис
Turkey; Türkiye; Турция; Түркия
Turkmenistan; Туркменистан; Туркмения; Түрікменстан
Tuvalu; Тувалу
Uganda; Уганда
Ukraine; Украина
United Arab Emirates; UAE; ОАЭ; Біріккен Араб Әмірліктері
United Kingdom of Great Britain and Northern Ireland; United Kingdom; UK; Соединённое Королевство; Великобритания; Ұлыбритания
United States of America; United States; USA; US; США; АҚШ; Соединённые Штаты Америки; Соединённые Штаты; Америка Құрама Штаттары
Uruguay; Уругвай
Uzbekistan; Republic of Uzbekistan; Узбекистан; Өзбекстан
Vanuatu; Вануату
Venezuela; Bolivarian Republic of Venezuela; Венесуэла
Viet Nam; Vietnam; Вьетнам
Yemen; Йемен
Zambia; Замбия
Zimbabwe; Зимбабве
"""
_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_BRACKETED = re.compile(r"\s*\([^()]*\)")
_ARTICLE = re.compile(r"^(?:the|The)\s+")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_LANGUAGES = ("ru", "kk")
_Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A State named in a text: characters `start` to `end`, and `state`, the first name of the table."""

    state: str
    start: int
    end: int


def states_in(text: str) -> list[Mention]:
    """Return the States that a text names, in order, inflected or not; the longest name counts."""
    words = list(_WORD.finditer(_without_possessives(text)))
    stems = {language: [_stem(word.group(), language) for word in words] for language in _LANGUAGES}
    found: list[Mention] = []
    position = 0
    while position < len(words):
        state, length = _longest(words, stems, position)
        if length:
            found.append(Mention(state, words[position].start(), words[position + length - 1].end()))
        position += max(length, 1)
    return found


def state_of(name: str) -> str:
    """Return the State that a name means, as the table has it first, "" where it means none."""
    bare = _ARTICLE.sub("", _BRACKETED.sub("", name).strip())
    found = states_in(bare)
    return found[0].state if len(found) == 1 and found[0].start == 0 and found[0].end == len(bare) else ""


def names_of(name: str) -> list[str]:
    """Return all names of the State that a name means, the name alone where it means none."""
    state = state_of(name)
    return [other for first, other in _rows() if first == state] if state else [name]


def state_in(state: str, language: str) -> str:
    """Return a State's everyday name in a language, the English one where the table has no other."""
    others = [name for name in names_of(state) if _CYRILLIC.match(name) and not name.isupper()]
    if language == "en" or not others:
        return state
    if language == "kk":
        return others[-1]
    return min((name for name in others if not _KAZAKH.search(name)), key=len, default=others[0])


def is_base_form(word: str) -> bool:
    """Tell whether a name stands as the table has it, not inflected: it is then the subject of its sentence."""
    return word.casefold() in _forms()


def _longest(words: list[re.Match[str]], stems: dict[str, list[str]], at: int) -> tuple[str, int]:
    best = ("", 0)
    for language in _LANGUAGES:
        for name, state, capital in _names().get((language, stems[language][at]), ()):
            length = len(name)
            fits = tuple(stems[language][at : at + length]) == name
            if fits and length > best[1] and (not capital or words[at].group().isupper()) and _begins_large(words[at]):
                best = (state, length)
    return best


def _begins_large(word: re.Match[str]) -> bool:
    return word.group()[0].isupper() or word.group() == "former"


@cache
def _names() -> dict[tuple[str, str], list[tuple[_Stems, str, bool]]]:
    """Return the names by language and first stem: stems, State, and whether it is an abbreviation."""
    table: dict[tuple[str, str], list[tuple[_Stems, str, bool]]] = {}
    for first, name in _rows():
        for language in _LANGUAGES:
            stems = tuple(_stem(word, language) for word in _WORD.findall(_without_possessives(name)))
            table.setdefault((language, stems[0]), []).append((stems, first, name.isupper()))
    return table


@cache
def _forms() -> frozenset[str]:
    return frozenset(name.casefold() for _, name in _rows())


def _rows() -> Iterator[tuple[str, str]]:
    for line in _TABLE.strip().splitlines():
        names = line.split("; ")
        yield from ((names[0], name) for name in names)


def _without_possessives(text: str) -> str:
    return _POSSESSIVE.sub(lambda mark: " " * len(mark.group()), text)


def _stem(word: str, language: str) -> str:
    return Index.stem(word, language) or word
