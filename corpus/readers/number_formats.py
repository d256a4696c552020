"""Numbers of a spreadsheet as its format shows them: "1,250.50", "25%", "06.05.2024", "15:30" (ECMA-376, part 1, 18.8.30-31).

A date in figures whose day cannot be told from its month, or whose century is left out, is written year first. So are the
formats that follow the settings of whoever opens the file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

GENERAL = "General"
_DATE, _DATE_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: _DATE, 15: "d-mmm-yyyy", 16: "d-mmm", 17: "mmm yyyy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: _DATE_TIME, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), _DATE),
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<one>.)|[_*].|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>general)|(?P<half>am/pm|a/p)|(?P<moment>y+|m+|d+|h+|s+)"
    r"|(?P<digits>[0#?](?:[0#?,.]|[ \u00a0](?=[0#?]{3}))*|\.[0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LOCALE = re.compile(r"\[\$[^\]-]*-(?:[0-9A-F]*?)(419|43F)\]", re.IGNORECASE)
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # without a zone, as all that a sheet holds
_LAST_DAY = 2_958_465  # 31 December 9999
_MOST = 1e15  # beyond it the digits of a number are not its own
_LONGEST = 1_000  # characters of a format
_LANGUAGES = {"419": "ru", "43F": "kk"}  # of [MS-LCID]
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "ru alone": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(),
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье".split(),
    "kk": "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі".split(),
}


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """Return a number as its format shows it; `from_1904` says that days are counted from 1904 and not from 1900."""
    if not math.isfinite(value):
        return ""
    if not code or code == GENERAL or len(code) > _LONGEST:
        return general(value)
    tokens, value = _section(_sections(code), value)
    if any(token["moment"] or token["elapsed"] for token in tokens):
        locale = _LOCALE.search(code)
        return _moment(value, tokens, _LANGUAGES[locale[1].upper()] if locale else "en", from_1904=from_1904)
    return _number(value, tokens)


def general(value: float) -> str:
    """Return a number as it is written without a format: 1250, 0.25, 1.5E+20."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}".replace("e", "E")


@lru_cache(1_000)
def _sections(code: str) -> list[list[re.Match[str]]]:
    """Return the parts of a format, each in its pieces."""
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _section(sections: Sequence[list[re.Match[str]]], value: float) -> tuple[list[re.Match[str]], float]:
    """Return the part of a format that is for a number, and what of the number is shown by it: 18.8.31."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _number(value: float, tokens: Sequence[re.Match[str]]) -> str:
    holders = [token["digits"] for token in tokens if token["digits"]]
    others = "".join(token["other"] or "" for token in tokens)
    if len(holders) > 1 or "/" in others or "E" in others.upper() or "@" in others:
        return general(value)
    digits = holders[0] if holders else ""
    amount = abs(value) * 100 ** min(others.count("%"), 2)
    text = _in_digits(amount, digits) if digits and amount < _MOST else general(abs(value))
    minus = "-" if value < 0 and any(sign in text for sign in "123456789") else ""
    return minus + "".join(text if token["digits"] or token["general"] else _literal(token) for token in tokens).strip()


def _literal(token: re.Match[str]) -> str:
    return token["text"] or token["one"] or token["currency"] or token["other"] or token["half"] or ""


def _in_digits(value: float, digits: str) -> str:
    """Return a number that is not negative in placeholders: as many decimals, groups of three, leading zeros."""
    scale = len(digits) - len(digits.rstrip(","))
    whole, _, decimals = digits.rstrip(",").partition(".")
    places = min(sum(decimals.count(sign) for sign in "0#?"), 15)
    blank = " " in whole or "\u00a0" in whole
    text = f"{value / 1000**scale:{',' if ',' in whole or blank else ''}.{places}f}"
    text = text.replace(",", " ") if blank else text
    if value == 0 and "0" not in digits:
        return ""
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if places and optional:
        kept = len(text) - optional
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    least = min(whole.count("0"), 30)
    before, point, after = text.partition(".")
    return before.rjust(least, "0") + point + after


def _moment(value: float, tokens: Sequence[re.Match[str]], language: str, *, from_1904: bool) -> str:
    """Return a date, a time of day or a length of time."""
    if not 0 <= value <= _LAST_DAY:
        return general(value)
    seconds = round(value * 86_400)
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=seconds)
    kinds = _kinds(tokens)
    if _is_unclear(kinds):
        clock = any(kind[:1] in ("h", "M") for kind in kinds)
        return f"{moment:%Y-%m-%d %H:%M}" if clock else f"{moment:%Y-%m-%d}"
    words = language if "d" in {kind[:1] for kind in kinds} or language != "ru" else "ru alone"
    values = _values(moment, seconds, words, twelve=any(token["half"] for token in tokens))
    pieces = (
        _literal(token) if not kind else values.get(kind, values.get(kind[:2], ""))
        for kind, token in zip(kinds, tokens, strict=True)
    )
    return " ".join("".join(pieces).strip(" @;,").split())


def _kinds(tokens: Sequence[re.Match[str]]) -> list[str]:
    """Return what part of a moment each piece of a format stands for, "" for none; "M" are minutes, "m" months."""
    kinds = [
        f"[{token['elapsed'][0].lower()}"
        if token["elapsed"]
        else (token["moment"] or "").lower() or ("half" if token["half"] else "")
        for token in tokens
    ]
    parts = [number for number, kind in enumerate(kinds) if kind and kind != "half"]
    for place, number in enumerate(parts):
        before = kinds[parts[place - 1]] if place else ""
        after = kinds[parts[place + 1]] if place + 1 < len(parts) else ""
        if (
            kinds[number][0] == "m"
            and len(kinds[number]) < 3
            and (before[:1] == "h" or before == "[h" or after[:1] == "s")
        ):
            kinds[number] = kinds[number].upper()
    return [kind if not kind.startswith("0") else "" for kind in kinds]


def _is_unclear(kinds: Sequence[str]) -> bool:
    """Tell whether a date in figures has its month before its day without a year before both, or half a year."""
    order = "".join(kind[0] for kind in kinds if kind[:1] in ("y", "d") or kind in ("m", "mm"))
    if not {"d", "m"} <= set(order) or any(kind.startswith("mmm") for kind in kinds):
        return False
    short = any(kind in ("y", "yy") for kind in kinds)
    return short or (order.find("m") < order.find("d") and order[0] != "y")


def _values(moment: datetime, seconds: int, words: str, *, twelve: bool) -> dict[str, str]:
    """Return what each part of a moment is written as."""
    month, days = _MONTHS[words][moment.month - 1], _DAYS[words[:2]]
    day, hour = days[moment.weekday()], moment.hour
    shown_hour = (hour % 12 or 12) if twelve else hour
    return {
        "y": f"{moment.year}", "yy": f"{moment.year % 100:02}", "yyy": f"{moment.year}", "yyyy": f"{moment.year}",
        "m": f"{moment.month}", "mm": f"{moment.month:02}", "mmm": month[:3], "mmmm": month, "mmmmm": month[:1],
        "d": f"{moment.day}", "dd": f"{moment.day:02}", "ddd": day[:3], "dddd": day,
        "h": f"{shown_hour}", "hh": f"{shown_hour:02}", "M": f"{moment.minute}", "MM": f"{moment.minute:02}",
        "s": f"{moment.second}", "ss": f"{moment.second:02}", "half": "PM" if hour >= 12 else "AM",
        "[h": f"{seconds // 3600}", "[m": f"{seconds // 60}", "[s": f"{seconds}",
    }  # fmt: skip
