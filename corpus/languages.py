"""Which language a text is in, told on one sentence.

Scripts of one language decide at once. Latin and Cyrillic text is weighed by Lingua in its light mode (0.1 s and 26 MB to
load; the full mode takes 1.8 s and 320 MB and tells Kazakh names in a Russian sentence from Kazakh less well).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_LEAST_LETTERS = 20
_LONG = 200  # letters, from which on the rarer languages of a script are thought of

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("zh", re.compile("[\u3400-\u9fff]"), 0.3),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.3),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_LATIN_LANGUAGES = "ENGLISH FRENCH SPANISH GERMAN TURKISH ITALIAN PORTUGUESE DUTCH POLISH CZECH DANISH SWEDISH"
_CYRILLIC_LANGUAGES = "RUSSIAN KAZAKH UKRAINIAN BELARUSIAN"
_RARER_CYRILLIC = "BULGARIAN SERBIAN MACEDONIAN MONGOLIAN"
# What these conferences speak: of two languages that explain a short text nearly as well, it is in this one.
_EXPECTED = {"en": 3.0, "ru": 3.0, "kk": 3.0}
# Lingua does not know Kyrgyz, which has none of the letters that every second word of Kazakh has.
_ONLY_KAZAKH = re.compile("[ғқұһәі]", re.IGNORECASE)
_KYRGYZ_LETTERS = 40


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, "" where it has fewer than 20 letters or is unknown."""
    text = _ADDRESS.sub(" ", text)
    letters = sum(map(str.isalpha, text))
    if letters < _LEAST_LETTERS:
        return ""
    for code, script, share in _SCRIPTS:
        if len(script.findall(text)) >= share * letters:
            return code
    if 2 * len(_CYRILLIC.findall(text)) < letters:
        return _likeliest(text, _LATIN_LANGUAGES)
    rarer = f" {_RARER_CYRILLIC}" if letters >= _LONG else ""
    found = _likeliest(text, _CYRILLIC_LANGUAGES + rarer)
    turkic = found in ("kk", "mn") and letters >= _KYRGYZ_LETTERS and re.search("[ңөү]", text)
    return "ky" if turkic and not _ONLY_KAZAKH.search(text) and not (found == "mn" and "ң" not in text) else found


def language_code(stated: str) -> str:
    """Return the ISO 639-1 code of a language tag such as "en-GB", "" for anything else."""
    code = re.split(r"[-_]", stated.strip().lower())[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def _likeliest(text: str, languages: str) -> str:
    weighed = {
        found.language.iso_code_639_1.name.lower(): found.value
        for found in _detector(languages).compute_language_confidence_values(text)
    }
    code = max(weighed, key=lambda code: weighed[code] * _EXPECTED.get(code, 1.0))
    return code if weighed[code] else ""


@cache
def _detector(languages: str) -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    chosen = [getattr(Language, name) for name in languages.split()]
    return LanguageDetectorBuilder.from_languages(*chosen).with_low_accuracy_mode().build()
