"""What the page says in English, Russian and Kazakh, and which of them a visitor reads.

All words stand in `words.toml`. What is written on the server is written in the visitor's language; what stands on the
page from the beginning is put there by `wording.js`, which gets the same words from the address `page/words`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
COOKIE = "aide_memoire_language"  # set by the page when a visitor chooses; without it the browser's languages count
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page in one language, called with the name of one: `words("stopped")`."""

    language: str = DEFAULT

    def __call__(self, name: str, **values: object) -> str:
        """Return the words of this name with the values filled in; KeyError when there are none."""
        return _table()[name][self.language].format(**values)

    def count(self, name: str, number: int) -> str:
        """Return the words of this name in the form that goes with a number, which stands in them as {number}."""
        forms = _table()[name][self.language].split("|")
        return forms[min(_form(number, self.language), len(forms) - 1)].format(number=self.number(number))

    def number(self, number: int) -> str:
        """Return a number with its thousands set apart as the language does."""
        return f"{number:,}" if self.language == DEFAULT else f"{number:,}".replace(",", "\u00a0")

    def known(self, name: str) -> bool:
        """Tell whether there are words of this name."""
        return name in _table()

    def all(self) -> dict[str, str]:
        """Return all words of the language by name, for the page's own script."""
        return {name: languages[self.language] for name, languages in _table().items()}


ENGLISH = Words()


def words_for(cookies: Mapping[str, str], accepted: str) -> Words:
    """Return the words for a visitor with these cookies, whose browser accepts these languages (RFC 9110, 12.5.4)."""
    chosen = cookies.get(COOKIE, "")
    return Words(chosen if chosen in LANGUAGES else _preferred(accepted))


def _preferred(accepted: str) -> str:
    """Return the language of ours that an Accept-Language header weighs most, the first of those that weigh the same."""
    weighed: dict[str, float] = {}
    for part in accepted[:1_000].split(","):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES:
            weighed.setdefault(language, _weight(weight))
    best = max(weighed, key=lambda language: weighed[language], default=DEFAULT)
    return best if weighed.get(best) else DEFAULT


def _weight(parameter: str) -> float:
    try:
        return float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        return 0.0


def _form(number: int, language: str) -> int:
    """Return which form goes with a number, after the plural rules of the Unicode CLDR for whole numbers."""
    if language == "ru":
        if number % 10 == 1 and number % 100 != 11:
            return 0
        return 1 if number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14} else 2
    return 0 if number == 1 else 1


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
