"""Made-up statements, each by a speaker of its own with figures of its own, and the conversation of a visitor about one.

Nearly all questions of a conversation name nobody: only who remembers the first one can answer the others, and the figure in
an answer tells whose conversation it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MOST = 400
_FIRST = (
    "Anna Boris Carla Dmitri Elena Farid Gulnara Henrik Irina Jonas Katarina Leonid Marta Nurlan Olga "
    "Pavel Rosa Sergei Tamara Viktor"
)
_LAST = (
    "Abenov Brandtner Caspari Dremova Eskildsen Farkas Grunwald Holub Ibraeva Jurgens Kowalczyk Lindqvist Moravec Nilsen Ostrovski "
    "Petrakis Quintana Rasmussen Sadykova Tengberg"
)
THEMES = tuple(
    "libraries buses schools bridges clinics gardens museums wells markets courts theatres ferries kindergartens bakeries "
    "archives workshops stadiums greenhouses lighthouses orchards".split()
)
_FIGURE = re.compile(r"(?<![\d,])\d{2,3},\d{3}(?!\d|,\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a conversation and the figure that its answer must have."""

    question: str
    figure: str


def speaker(number: int) -> str:
    """Return the name of a speaker, another for each number below MOST."""
    first, last = _FIRST.split(), _LAST.split()
    return f"{first[number % len(first)]} {last[number // len(first)]}"


def write_statements(folder: Path, speakers: int, themes: int) -> None:
    """Write the statement of each speaker, with a paragraph to each of the first themes."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(speakers):
        parts = [f"# Statement by {speaker(number)}"]
        for place, theme in enumerate(THEMES[:themes]):
            said = f"Our region has {figure(number, place)} {theme} today, and we will build more of them."
            parts.append(f"## On {theme}\n\n{speaker(number)}: {said}")
        (folder / f"statement-{number:03}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def figure(number: int, theme: int) -> str:
    """Return the figure that a speaker names under a theme; no other speaker names it, nor this one elsewhere."""
    return f"{10_000 + number * 100 + theme:,}"


def figures_in(text: str) -> set[str]:
    """Return the figures that a text names."""
    return set(_FIGURE.findall(text))


def conversation(number: int, turns: int) -> Iterator[Asked]:
    """Yield what a visitor asks about a speaker: the first question has the name, the others follow it up."""
    ways = ("What did she say about the {}?", "And about the {}?")
    for place in range(turns):
        theme = THEMES[place % len(THEMES)]
        named = f"What did {speaker(number)} say about the {theme}?"
        asked = ways[place % len(ways)].format(theme) if place else named
        yield Asked(asked, figure(number, place % len(THEMES)))
