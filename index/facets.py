"""What an index can be filtered by: the values that stand in it, each with how many passages it would keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 300  # values of one field; who looks for a rarer one writes it


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a field: `value` is what a filter takes, `label` what readers call it, `passages` how many it keeps."""

    field: str
    value: str
    label: str
    passages: int


def within(counts: Mapping[str, int]) -> Counter[str]:
    """Return for each value the passages of all values that hold it, as a filter matches anywhere in a field."""
    folded = [(value.casefold(), count) for value, count in counts.items()]
    largest = Counter(dict(counts)).most_common(MOST)
    return Counter(
        {value: sum(count for other, count in folded if value.casefold() in other) for value, _ in largest if value}
    )


def facets(field: str, counts: Mapping[str, int], labels: Mapping[str, str] | None = None) -> list[Facet]:
    """Return the values of a field that keep something, those that keep most first, dates from the latest."""
    named = labels or {}
    found = [Facet(field, value, named.get(value, value), count) for value, count in counts.items() if value and count]
    if field == "date":
        return sorted(found, key=lambda facet: facet.value, reverse=True)
    return sorted(found, key=lambda facet: (-facet.passages, facet.label))[:MOST]


def summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    """Return the sum of the numbers of each value."""
    total: Counter[str] = Counter()
    for value, number in pairs:
        total[value] += number
    return total


def titled(titles: Mapping[str, str]) -> dict[str, str]:
    """Return a label for each path: its title, with the path where several documents share that title."""
    shared = Counter(titles.values())
    return {path: title if shared[title] == 1 else f"{title} ({path})" for path, title in titles.items()}
