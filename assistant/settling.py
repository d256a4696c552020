"""Yes or no: the sentence that settles it, and no "Yes" of ours.

A sentence that merely names what the question is about settles nothing: it must speak of what is asked, by its words or by
its meaning. Where none does, the nearest is shown as such.
"""

from __future__ import annotations

import re
from collections.abc import Set

from index import Index

from .extracting import Extract, Quote, preferring

_ENGLISH = re.compile(
    r"^\W*(?:(?:and|but|so|or)\s+)?(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)"
    r"(?:n['’]t)?\s+(?=\w+.*\?|\w+\s+\w+)",
    re.IGNORECASE,
)
_RUSSIAN = re.compile(r"\bли\b|^\W*(?:а\s+)?(?:правда|верно),?\s+что\b", re.IGNORECASE)
_KAZAKH = re.compile(r"\s[мбп][аеы]\s*\?|\sрас па\s*\?", re.IGNORECASE)
_BARE_VERB = re.compile(r"\b(\w{2,}([ае]))(\s+м[ае]\s*\?)")
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|кто|что|какой|какая|какие|когда|где|куда|почему|зачем|как|сколько)\b",
    re.IGNORECASE,
)
_OWN = 0.25  # for a quote that holds all that is asked
_LEAST = 0.4  # of what is asked: less settles nothing, unless it means the same
_MEANT = 0.6  # cosine of a sentence that says it in other words


def is_yes_or_no(question: str) -> bool:
    """Tell whether a question asks for yes or no."""
    if _KAZAKH.search(question):
        return True
    if _RUSSIAN.search(question):
        ask = _ASKS.match(question.lstrip(' «“"—–-'))
        return ask is None
    return _ENGLISH.match(question) is not None


def as_stated(question: str) -> str:
    """Return a Kazakh question with its verb as a sentence has it: before the particle it loses its ending, "келе ме"."""
    return _BARE_VERB.sub(lambda verb: f"{verb[1]}{'ды' if verb[2] == 'а' else 'ді'}{verb[3]}", question)


def settling(index: Index, found: Extract) -> Extract:
    """Return the quotes of a yes-or-no question, those first that speak of all that is asked."""
    if not is_yes_or_no(found.asked.text):
        return found
    return preferring(found, lambda quote: _OWN * asked_share(found, quote))


def settles(found: Extract, quote: Quote) -> bool:
    """Tell whether a quote speaks of what a yes-or-no question asks: by its words, or by what it means."""
    share = asked_share(found, quote)
    known = quote.evidence.known
    return share >= _LEAST or (known and quote.evidence.similarity >= _MEANT)


def asked_share(found: Extract, quote: Quote, part: str = "") -> float:
    """Return the share of what is asked that a quote holds, 0 to 1: of the question's words without names, by their weight.

    With a `part` of the question, of the words of that part, names too.
    """
    asked = found.asked
    names: Set[str] = frozenset() if part else frozenset().union(*asked.names, asked.short_names)
    words = set(re.findall(r"[^\W_]+", (part or asked.text).lower().replace("ё", "е")))
    wanted = [term for term in asked.terms if term.word in words or not part]
    terms = [term for term in wanted if term.word not in names and not term.light] or wanted
    stems = Index.stem_set(quote.text, quote.hit.passage.language)
    total = sum(term.weight for term in terms)
    held = sum(term.weight for term in terms if term.word in quote.own or _kin(term.stems, stems))
    return held / total if total else float(bool(part))


def _kin(stems: tuple[str, ...], held: Set[str]) -> bool:
    """Tell whether a derivation of a word is held: "vote" and "voters", "participate" and "participation"."""
    roots = tuple(stem[: max(5, len(stem) - 3)] for stem in stems if len(stem) > 4)
    return bool(roots) and any(stem.startswith(roots) for stem in held)
