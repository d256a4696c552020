"""Days, months and years as each language writes them."""

from __future__ import annotations

from .wording import Words


def date(iso: str, words: Words) -> str:
    """Return a day, month or year as the language writes it; what is none of them is returned as it is."""
    parts = iso.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) not in {2, 3} or not 1 <= int(parts[1]) <= 12:
        return iso
    months = words("months" if len(parts) == 2 else "months_of").split()
    month = months[int(parts[1]) - 1]
    if len(parts) == 2:
        return words("date_month", month=month, year=parts[0])
    return words("date_day", day=int(parts[2]), month=month, year=parts[0])
