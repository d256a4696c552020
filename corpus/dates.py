"""Dates as conference papers write them, in English, Russian and Kazakh; the result is ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_ENGLISH = "january february march april may june july august september october november december"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_KAZAKH = "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
_MONTHS = {
    name: number for names in (_ENGLISH, _RUSSIAN, _KAZAKH) for number, name in enumerate(names.split(), start=1)
}
_MONTHS |= {name[:3]: number for number, name in enumerate(_ENGLISH.split(), start=1)} | {"sept": 9}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?[-–—]\s?\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
# Each names its parts; a range such as 10-11 December counts by its first day.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[-./](?P<month>\d{{1,2}})[-./](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<![\d.]){_DAY}(?:\s+of)?[\s-]+{_MONTH}\.?,?[\s-]*{_YEAR}(?!\d)(?:\s*(?:г\.|года|год|жыл\w*))?",
        rf"\b{_MONTH}\.?\s+{_DAY},?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s+(?:жыл\w*|ж\.)\s+{_DAY}\s*[-–]?\s*{_MONTH}\w*",
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}(?!\.?\d)",
    )
)
_NOMINATIVE = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
_MONTHS_ALONE = _MONTHS | {name: number for number, name in enumerate(_NOMINATIVE.split(), start=1)}
_MONTH_ALONE = rf"(?P<month>{'|'.join(sorted(_MONTHS_ALONE, key=len, reverse=True))})"
_MONTH_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH_ALONE}\.?,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s+(?:жыл\w*|ж\.)\s+{_MONTH_ALONE}",
        rf"(?<![\d-]){_YEAR}-(?P<month>0[1-9]|1[0-2])(?![\d-])",
    )
)
# A year alone is a date at either end of a title or a name, or right after a word: "Rivers forum 2024", "SRCCON2017-friday".
_YEAR_ALONE = re.compile(
    rf"^{_YEAR}(?!\d)|(?<=[^\W\d_]{{2}}){_YEAR.replace('year', 'glued')}(?!\d)|(?<!\d){_YEAR.replace('year', 'last')}\W*$"
)
_COMPACT = re.compile(rf"(?<!\d){_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?!\d{{1,5}}(?!\d))")
_LONGEST = 60
_WEEKDAYS = (
    "mon tue wed thu fri sat sun понедельник вторник сред четверг пятниц суббот воскресень "
    "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"
)
_WEEKDAY = re.compile(rf"(?:(?:{'|'.join(_WEEKDAYS.split())})\w*\.?)?", re.IGNORECASE)


def find_date(text: str, *, compact: bool = False) -> str:
    """Return the first date in `text` as YYYY-MM-DD, "" where there is none.

    `compact` also takes 20241210, as file names and document properties have it.
    """
    found = sorted((match.start(), day) for match, day in _dates(text, compact))
    return found[0][1] if found else ""


def find_month(text: str) -> str:
    """Return the first month with its year in `text` as YYYY-MM, "" where there is none."""
    found = min((match for pattern in _MONTH_PATTERNS for match in pattern.finditer(text)), key=_start, default=None)
    if found is None:
        return ""
    return f"{found['year']}-{_MONTHS_ALONE.get(found['month'].lower()) or int(found['month']):02}"


def find_year(text: str) -> str:
    """Return the year that a title or a name begins or ends with, or that is joined to a word; none that is yet to come."""
    years = (next(filter(None, match.groups())) for match in _YEAR_ALONE.finditer(text))
    return next((year for year in years if int(year) <= date.today().year), "")


def is_date(line: str) -> bool:
    """Say whether a line is a date, with or without its weekday, and nothing else."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return False
    return any(
        match.end() >= len(line.rstrip(". ")) and _WEEKDAY.fullmatch(line[: match.start()].strip(" ,"))
        for match, _ in _dates(line, compact=False)
    )


def _start(match: re.Match[str]) -> int:
    return match.start()


def _dates(text: str, compact: bool) -> Iterator[tuple[re.Match[str], str]]:
    for pattern in (*_PATTERNS, _COMPACT) if compact else _PATTERNS:
        for match in pattern.finditer(text):
            month = _MONTHS.get(match["month"].lower()) or int(match["month"])
            try:
                yield match, date(int(match["year"]), month, int(match["day"])).isoformat()
            except ValueError:
                continue
