"""Rules of recurring events (RFC 5545, 3.3.10) in words: "every 2 weeks on Monday and Wednesday, 10 times"."""

from __future__ import annotations

import re

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
_ORDINALS = {"": "", "1": "first ", "2": "second ", "3": "third ", "4": "fourth ", "5": "fifth ", "-1": "last "}
_SAID = frozenset({"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"})
_DAY = re.compile(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?")


def in_words(rule: str) -> str:
    """Return a rule such as "FREQ=WEEKLY;COUNT=3" in words, as it stands where it says more than these words can."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    unit, number = _UNITS.get(parts.get("FREQ", "")), parts.get("INTERVAL", "1")
    days, end = _days(parts.get("BYDAY", "")), _end(parts)
    if unit is None or not number.isdecimal() or not set(parts) <= _SAID or days is None or end is None:
        return rule
    return f"every {unit if int(number) == 1 else f'{number} {unit}s'}{days}{end}"


def _days(by_day: str) -> str | None:
    if not by_day:
        return ""
    matches = [_DAY.fullmatch(day.strip()) for day in by_day.split(",")]
    if not all(match and match[1].lstrip("+") in _ORDINALS for match in matches):
        return None
    names = [f"{_ORDINALS[match[1].lstrip('+')]}{_DAYS[match[2]]}" for match in matches if match]
    ordinal = "the " if any(" " in name for name in names) else ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f" on {ordinal}{listed}"


def _end(parts: dict[str, str]) -> str | None:
    if "UNTIL" in parts:
        match = _UNTIL.fullmatch(parts["UNTIL"])
        return f" until {match[1]}-{match[2]}-{match[3]}" if match else None
    count = parts.get("COUNT", "")
    return f", {count} times" if count.isdecimal() else None if count else ""
