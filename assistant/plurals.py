"""Numbers with the nouns they count, as each language has it: "1 document", "2 документа", "5 құжат"."""

from __future__ import annotations

from collections.abc import Sequence

_ENGLISH = {
    "document": ("document", "documents"),
    "page": ("page", "pages"),
    "passage": ("passage", "passages"),
    "recommendation": ("recommendation", "recommendations"),
    "report": ("report", "reports"),
    "sentence": ("sentence", "sentences"),
}
_RUSSIAN = {
    "document": ("документ", "документа", "документов"),
    "page": ("страница", "страницы", "страниц"),
    "passage": ("фрагмент", "фрагмента", "фрагментов"),
    "recommendation": ("рекомендация", "рекомендации", "рекомендаций"),
    "report": ("доклад", "доклада", "докладов"),
    "sentence": ("предложение", "предложения", "предложений"),
}
_KAZAKH = {
    "document": "құжат",
    "page": "бет",
    "passage": "үзінді",
    "recommendation": "ұсыным",
    "report": "баяндама",
    "sentence": "сөйлем",
}


def counted(count: int, noun: str, language: str) -> str:
    """Return a number with what it counts; `noun` is the English singular, a language without words of ours is English."""
    if language == "ru":
        return f"{count} {_RUSSIAN[noun][_russian_form(count)]}"
    if language == "kk":  # a noun that is counted stays in the singular
        return f"{count} {_KAZAKH[noun]}"
    return f"{count} {_ENGLISH[noun][count != 1]}"


def _russian_form(count: int) -> int:
    """Return 0 for 1, 21, 31, …; 1 for 2 to 4, 22 to 24, …; 2 for all others, 11 to 14 among them."""
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


def ranges(places: Sequence[int]) -> str:
    """Return numbers in few characters: "1–3, 5"."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
