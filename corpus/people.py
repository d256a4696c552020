"""Who speaks, as what and for whom: "Anna Sarsen, Ombudsman of Tauly" is a name, a role and an organisation.

Roles and organisations are known by their nouns, in English, Russian and Kazakh; what is not known stays in the name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ROLE = re.compile(
    r"\b(?:ombuds\w*|commissioner|minister|ambassador|(?:vice-)?president|(?:co-?)?chair\w*|director|head|judge|justice"
    r"|professor|lecturer|secretary\w*|representative|rapporteur|mayor|governor|senator|deputy|member|expert|advis[eo]r"
    r"|officer|coordinator|manager|lawyer|attorney|advocate|prosecutor|researcher|engineer|journalist|editor|(?:co-?)?founder"
    r"|ceo|cto|delegate|consultant|specialist|analyst|dean|rector|moderator|fellow|scientist|student"
    r"|омбудсмен\w*|уполномоченн\w+|министр(?!лі)\w*|пос(?:ол|ла)\b|президент\w*|(?:со)?председател\w+|директор\w*"
    r"|руководител\w+|глава|судья\w*|профессор\w*|секретар\w+|представител\w+|докладчи\w+|мэр\w*|аким\w*|депутат\w*|член\w*"
    r"|эксперт\w*|советник\w*|адвокат\w*|прокурор\w*|исследовател\w+|инженер\w*|журналист\w*|редактор\w*|основател\w+|ректор\w*"
    r"|декан\w*|заместител\w+|начальник\w*|координатор\w*|специалист\w*|аналитик\w*|модератор\w*|юрист\w*"
    r"|уәкіл\w*|елші(?!лі)\w*|төраға\w*|төрайым\w*|басшы(?!лы)\w*|хатшы(?!лы)\w*|өкіл(?!етт|ді)\w*|әкім(?!ді)\w*|мүше\w*"
    r"|жетекші\w*|сарапшы\w*|кеңесші\w*|зерттеуші\w*|орынбасар\w*|үйлестіруші\w*|маман\w*|заңгер\w*)(?!\w)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:ministry|office|university|institute?|council|commission(?!er)|committee|union|association|foundation|network|court"
    r"|agency|bank|fund|federation|forum|cent(?:re|er)|academy|school|college|organi[sz]ation|department|secretariat"
    r"|government|parliament|senate|mission|embassy|bureau|society|company|inc|ltd|llc|gmbh|initiative|group|alliance"
    r"|coalition|programme|delegation"
    r"|министерств\w+|офис\w*|университет\w*|институт\w*|совет(?!ник)\w*|комисси\w+|комитет\w*|союз\w*|ассоциаци\w+|фонд\w*"
    r"|сет[ьи]|суд(?:а|е)?|агентств\w+|банк\w*|федераци\w+|форум\w*|центр\w*|академи\w+|школ\w+|колледж\w*|организаци\w+"
    r"|департамент\w*|управлени\w+|секретариат\w*|правительств\w+|парламент\w*|сенат\w*|посольств\w+|бюро|обществ\w+|компани\w+"
    r"|ооо|инициатив\w+|групп\w+|альянс\w*|коалици\w+|прокуратур\w+|клиник\w+"
    r"|министрлі\w+|кеңсе\w*|кеңес(?!ші)\w*|одақ\w*|одағ\w+|қауымдаст\w+|қор[ыдғ]?\w*|сот\w*|агентті\w+|орталы\w+|мектеп\w*|ұйым\w*"
    r"|басқарма\w*|хатшылы\w+|үкімет\w*|елшілі\w+|қоғам\w*|топ[тқ]?\w*)(?!\w)",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"\b[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]{3,8}\b")
_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|dr|prof|professor|judge|hon|sir|dame|h\.\s?e|his excellency|her excellency|г-н|г-жа|д-р|проф"
    r"|мырза|ханым)\b\.?\s+)+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "de da di del van von der den al el bin ben ibn uly kyzy qyzy ұлы қызы оглы кызы бен la le".split()
)
_NAME_WORD = re.compile(r"[^\W\d_]\.|[^\W\d_][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?")
# Capitalised words that stand where names do and are none.
_NO_NAME = frozenset(
    "agenda annex appendix article chapter conclusion contents day draft english final general introduction item meeting "
    "minutes note notes opening page part programme report russian section session slides speech statement summary table "
    "thank welcome working world action plan human rights united nations international watch first second third new open "
    "the this that and for with about our your what how why who wg tc cg sg sig bof "
    "введение глава день доклад заключение заседание заявление итоги обзор отчет отчёт повестка приложение программа "
    "протокол раздел речь содержание сессия статья часть права человека план "
    "баяндама бағдарлама бөлім есеп күн кіріспе қорытынды мазмұны мәлімдеме сессия сөз хаттама адам құқықтары".split()
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")
_MANY = re.compile(r"\s*[;\n]\s*")
_AND = re.compile(r",?\s+(?:and|&|и|және|мен)\s+")
_TAIL = re.compile(r"^(?P<name>[^,(–—]+?)\s*(?:,\s*|\s[–—-]\s|\((?=.*\)$))(?P<tail>.+?)\)?$", re.DOTALL)
_JOINED = re.compile(r"\s+(?:of|at|for|from|with)\s+(?:the\s+)?")
# Offices that are held of a body or a country, so that what follows is one.
_HEADS = re.compile(
    r"^(?P<role>.*\b(?:ombuds\w+|president|ambassador|representative|mayor|governor|secretary-general|rector|ceo|(?:co-)?founder))"
    r"\s+(?:of|at|for|from|to)\s+(?:the\s+)?(?P<body>[A-Z].*)$"
    r"|^(?P<роль>.*\b(?:омбудсмен|президент|посол|мэр|аким|ректор|представитель))\s+(?P<тело>[А-ЯЁ].*)$"
    r"|^(?P<ұйым>.+?)\s+(?P<рөл>\S*(?:омбудсмені|президенті|елшісі|әкімі|өкілі|ректоры))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker; `role` and `organisation` are "" where they are not stated."""

    name: str
    role: str = ""
    organisation: str = ""


def people_in(stated: str) -> list[Person]:
    """Return the people that a "Speaker: …" line or a field names, in order; what is not understood is a name as it stands."""
    found: list[Person] = []
    for part in filter(None, _MANY.split(stated.strip())):
        found += _several(part) or [_person(part)]
    return found


def byline_in(line: str) -> Person | None:
    """Return the person of a line that is a name and what they are, such as "Анна Сарсен, омбудсмен Таулы", else None."""
    person = _person(line)
    known = person.role or _ORGANISATION.search(person.organisation) or _SHORT_NAME.fullmatch(person.organisation)
    return person if known and is_name(person.name) else None


def is_name(text: str) -> bool:
    """Say whether a text looks like a person's full name: two to five capitalised words that mean nothing else."""
    words = _HONORIFIC.sub("", text.strip()).split()
    if not 2 <= len(words) <= 5 or len(text) > 60 or _ORGANISATION.search(text) or _ROLE.search(" ".join(words)):
        return False
    return all(
        word.lower() in _PARTICLES
        or (word[0].isupper() and _NAME_WORD.fullmatch(word) and word.lower() not in _NO_NAME and not _is_shouted(word))
        for word in words
    )


def _is_shouted(word: str) -> bool:
    return len(word) > 2 and word.isupper() and word[:2] != "MC" and _SHORT_NAME.fullmatch(word) is not None


def _several(part: str) -> list[Person]:
    """Return the people of "A, B and C" where each is a name, or begins with one and a comma; [] where they are not."""
    found: list[Person] = []
    for joined in _AND.split(part):
        names = [name.strip() for name in joined.split(",")]
        if not is_name(names[0]):
            return []
        found += [Person(name) for name in names] if all(map(is_name, names)) else [_person(joined)]
    return found if len(found) > 1 else []


def _person(text: str) -> Person:
    match = _TAIL.match(text.strip())
    if match is None or not _begins_as_name(match["name"]):
        return Person(text.strip())
    parts = (part.strip() for part in _ADDRESS.sub("", match["tail"]).split(","))
    known = [part for part in parts if part]
    return Person(match["name"], *_role_and_organisation(known)) if known else Person(match["name"])


def _begins_as_name(text: str) -> bool:
    first = _HONORIFIC.sub("", text).split()
    return bool(first) and first[0][0].isupper() and not _ORGANISATION.search(text)


def _role_and_organisation(parts: Sequence[str]) -> tuple[str, str]:
    if len(parts) > 1:
        role = next((part for part in parts if _ROLE.search(part)), "")
        return role, ", ".join(part for part in parts if part != role)
    return _split(parts[0])


def _split(part: str) -> tuple[str, str]:
    """Return role and organisation of a part that may name both."""
    role, organisation = _ROLE.search(part), _ORGANISATION.search(part) or _SHORT_NAME.search(part)
    if role is None:
        return (part, "") if part[:1].islower() and " " in part else ("", part)
    if organisation is None:
        match = _HEADS.match(part)
        found = match.groupdict() if match else {}
        held = found.get("role") or found.get("роль") or found.get("рөл") or part
        return held, found.get("body") or found.get("тело") or found.get("ұйым") or ""
    return _around(part, role, organisation)


def _around(part: str, role: re.Match[str], organisation: re.Match[str]) -> tuple[str, str]:
    """Divide at the last "of" before the organisation, else after the role's noun, else (in Kazakh) before it."""
    joints = [joint for joint in _JOINED.finditer(part, role.end()) if joint.end() <= organisation.start()]
    if joints:
        return part[: joints[-1].start()], part[joints[-1].end() :]
    if role.end() <= organisation.start():
        return part[: role.end()], part[role.end() :].strip()
    return part[role.start() :], part[: role.start()].strip()
