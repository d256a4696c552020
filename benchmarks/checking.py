"""Checking what a language model wrote: true sentences are changed in one place, and each change must be found.

The sentences are those of the sets' own evidence, cited from the text they stand in. One negation, digit, date, unit, name or
State of each is changed, by rules and a fixed seed. Untouched, none may be faulted.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.checking import faults
from assistant.quantities import days, quantities
from assistant.states import states_in
from corpus import sentence_spans

from .report import Figures, Table
from .script import options, run
from .sets import Missing, find_set, questions_of

SETS = ("hr_upr", "squad2_pool", "multihop_facts", "xquad_en_ru:mono_ru", "ru_wiki_long", "kazqad")
SENTENCES = 250  # of each set
_SEED = 20
_WORDS = range(6, 60)
_NEGATIONS = {
    "en": (
        r"\b(is|are|was|were|has|have|had|will|would|can|could|should|must|may)\b(?! (?:not|no|never)\b)",
        r"\1 not",
        r"\bnot ",
    ),
    "ru": (r"(?<=\w )(был[аои]?|является|может|могут|имеет|должн\w+|стал[аои]?)\b", r"не \1", r"\bне "),
    "kk": (r"\b(болып табылады|болған|болды|еді|керек|қажет)\b(?! (?:жоқ|емес))", r"\1 емес", r" емес\b"),
}
_OTHER_NAMES = {
    "en": ("Okonjo", "Brandywell", "Halvorsen"),
    "ru": ("Кочубеев", "Зельвинск"),
    "kk": ("Сарыбаласұлы", "Құлжабек"),
}
_OTHER_STATES = {"en": ("Paraguay", "Malawi"), "ru": ("Парагвай", "Малави"), "kk": ("Парагвай", "Малави")}
_UNITS = {
    "en": ("hours", "days", "weeks", "years", "kilometres", "percent", "tonnes"),
    "ru": ("часов", "дней", "недель", "лет", "километров", "процентов", "тонн"),
    "kk": ("сағат", "күн", "апта", "жыл", "километр", "пайыз", "тонна"),
}
_MONTHS = {"en": ("January", "October"), "ru": ("января", "октября"), "kk": ("қаңтар", "қазан")}
_CURRENCIES = "$€£₸₽"  # they stand before their number, where no other unit does
_UNIT_WORD = re.compile(r"[\s-]*(%|[^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A true sentence and the text it is cited from."""

    text: str
    passage: str
    language: str


def measure(chosen: argparse.Namespace) -> Figures:
    """Check every sentence as it is, and once for each kind of change that it allows."""
    notes, sentences = [], []
    for name in SETS:
        try:
            sentences += _sentences(chosen, name)
        except Missing as missing:
            notes.append(f"skipped: {missing}")
    if not sentences:
        raise Missing("; ".join(notes))
    began = time.perf_counter()
    wrong = [sentence for sentence in sentences if faults(sentence.text, [sentence.passage], sentence.language)]
    each = 1_000 * (time.perf_counter() - began) / len(sentences)
    rows, missed = [("untouched", len(sentences), len(wrong), len(wrong) / len(sentences))], []
    for kind, change in CHANGES.items():
        found = [(sentence, changed) for sentence in sentences for changed in change(sentence, random.Random(_SEED))]  # noqa: S311
        flagged = [bool(faults(changed, [sentence.passage], sentence.language)) for sentence, changed in found]
        missed += [f"{kind}: {changed}" for (_, changed), ok in zip(found, flagged, strict=True) if not ok]
        rows.append((kind, len(found), sum(flagged), mean(flagged) if flagged else 0.0))
    total, caught = sum(row[1] for row in rows[1:]), sum(row[2] for row in rows[1:])
    rows.append(("all changes", total, caught, caught / total))
    if chosen.show:
        notes += [*(f"faulted: {s.text} {faults(s.text, [s.passage], s.language)}" for s in wrong), *missed]
    notes.append(f"{each:.1f} ms a sentence. Required: at least 0.99 of the changes, at most 0.01 of the untouched.")
    table = Table("Changed sentences", ("change", "sentences", "faulted", "share"), tuple(rows), tuple(notes))
    return Figures((table,), {"rows": [list(row) for row in rows], "ms": each})


def _sentences(chosen: argparse.Namespace, name: str) -> list[Sentence]:
    found: dict[str, Sentence] = {}
    for question in questions_of(find_set(chosen.eval, name)):
        for evidence in question["evidence"] or ():
            passage = evidence["text"]
            for start, end in sentence_spans(passage):
                text = passage[start:end].strip()
                if len(text.split()) in _WORDS and any(map(str.isupper, text)):
                    found.setdefault(text, Sentence(text, passage, _language(text)))
    return random.Random(_SEED).sample(list(found.values()), min(SENTENCES, len(found)))  # noqa: S311


def _language(text: str) -> str:
    return "kk" if re.search("[әғқңөұүһі]", text) else "ru" if re.search("[а-я]", text) else "en"


def _negated(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    verb, denied, negation = _NEGATIONS[sentence.language]
    if re.search(negation, sentence.text):
        yield re.sub(negation, "", sentence.text, count=1)
    elif found := list(re.finditer(verb, sentence.text)):
        at = chance.choice(found)
        yield sentence.text[: at.start()] + at.expand(denied) + sentence.text[at.end() :]


def _digit(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    if found := list(re.finditer(r"\d", sentence.text)):
        at = chance.choice(found)
        other = chance.choice([digit for digit in "123456789" if digit != at.group()])
        yield sentence.text[: at.start()] + other + sentence.text[at.end() :]


def _date(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    found = [day for day in days(sentence.text) if not sentence.text[day.start : day.end][0].isdigit()]
    if found:
        at = chance.choice(found)
        others = _MONTHS[sentence.language]
        month = next(name for name in others if days(f"5 {name}")[0].month != at.month)
        yield sentence.text[: at.start] + month + sentence.text[at.end :]


def _unit(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    measured = [quantity for quantity in quantities(sentence.text) if quantity.unit]
    if found := [quantity for quantity in measured if sentence.text[quantity.start - 1] not in _CURRENCIES]:
        at = chance.choice(found)
        if word := _UNIT_WORD.match(sentence.text, at.end):
            unit = chance.choice([u for u in _UNITS[sentence.language] if quantities(f"5 {u}")[0].unit != at.unit])
            yield f"{sentence.text[: at.end]} {unit}{sentence.text[word.end() :]}"


def _name(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    in_states = [range(mention.start, mention.end) for mention in states_in(sentence.text)]
    names = [
        match
        for match in re.finditer(r"(?<=[\w,] )[^\W\d_a-zа-яәғқңөұүһі][^\W\d_A-ZА-Я]{3,}", sentence.text)
        if not any(match.start() in stretch for stretch in in_states)
        and not any(match.start() <= day.start < match.end() for day in days(sentence.text))
    ]
    if names:
        at = chance.choice(names)
        yield sentence.text[: at.start()] + chance.choice(_OTHER_NAMES[sentence.language]) + sentence.text[at.end() :]


def _state(sentence: Sentence, chance: random.Random) -> Iterator[str]:
    if found := states_in(sentence.text):
        at = chance.choice(found)
        other = next(name for name in _OTHER_STATES[sentence.language] if name not in sentence.passage)
        yield sentence.text[: at.start] + other + sentence.text[at.end :]


Change = Callable[[Sentence, random.Random], Iterator[str]]
CHANGES: dict[str, Change] = {
    "negation": _negated,
    "digit": _digit,
    "date": _date,
    "unit": _unit,
    "name": _name,
    "State": _state,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was faulted wrongly")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
