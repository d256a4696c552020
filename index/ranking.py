"""Two ranked lists become one: pure functions over rows and scores.

Scores are scaled to 0–1 within each list and added with weights. On every English set tried this beats adding reciprocal
ranks, because a clear winner of one list keeps its distance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .embedder import Grain

Ranked = Sequence[tuple[int, float]]

DENSE_WEIGHT = 0.35
# For text that the model reads letter by letter its vectors know little, but still break ties among word matches.
STRANGE_DENSE_WEIGHT = 0.1
_LETTERS_A_TOKEN = 2.0


def is_known(grain: Grain) -> bool:
    """Tell whether a model knows the language of a text: it then spends one token on several letters, else on nearly each."""
    return grain.letters - 2 * grain.unknown >= _LETTERS_A_TOKEN * grain.tokens


def dense_weight(grain: Grain) -> float:
    """Return the weight of the dense list for a question of this grain; words unknown to the model take theirs away."""
    if is_known(grain):
        return DENSE_WEIGHT
    return STRANGE_DENSE_WEIGHT * (1.0 - grain.unknown / max(grain.letters, 1))


def fuse(dense: Ranked, lexical: Ranked, *, weight: float) -> list[tuple[int, float]]:
    """Return rows by weighted sum of their scaled scores, best first; `weight` is the dense list's, 0 to 1.

    The lowest score of a full list scales to 0, so that a row outside it is never above one inside; BM25 scores scale
    from 0 when the list holds every match.
    """
    total: dict[int, float] = {}
    for scores, share in ((scaled(dense), weight), (scaled(lexical), 1.0 - weight)):
        for row, score in scores.items():
            total[row] = total.get(row, 0.0) + share * score
    return sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))


def scaled(ranked: Ranked) -> Mapping[int, float]:
    """Return scores moved and stretched so that the best is 1 and the last 0; a single one is 1."""
    if not ranked:
        return {}
    best, last = ranked[0][1], ranked[-1][1]
    if best <= last:
        return {row: 1.0 for row, _ in ranked}
    return {row: (score - last) / (best - last) for row, score in ranked}


def lift(ranked: Ranked, shares: Mapping[int, float], *, weight: float) -> list[tuple[int, float]]:
    """Return a list with its first rows, those that have a share of 0 to 1, raised by it; scores stay within 0 to 1.

    No row without a share comes above one with it.
    """
    lifted = [(row, (score + weight * shares.get(row, 0.0)) / (1 + weight)) for row, score in ranked]
    return sorted(lifted, key=lambda pair: (-pair[1], pair[0]))


def together(ranked: Ranked, belonging: Sequence[tuple[int, int, float]]) -> list[tuple[int, float]]:
    """Return a list in which what belongs to a row stands near it.

    `belonging` says (row, of which row, share): the row has at least that share, below 1, of the other's score.
    """
    scores, raised = dict(ranked), dict(ranked)
    for row, other, share in belonging:
        raised[row] = max(raised.get(row, 0.0), share * scores[other])
    return sorted(raised.items(), key=lambda pair: (-pair[1], pair[0]))


def best_by_row(units: Sequence[tuple[str, float]], rows: Mapping[str, Sequence[int]]) -> list[tuple[int, float]]:
    """Return each row with the score of its best unit, best first: a passage is as near as its nearest sentence."""
    best: dict[int, float] = {}
    for key, score in units:
        for row in rows.get(key, ()):
            best[row] = max(score, best.get(row, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


def best_of(one: Ranked, other: Ranked) -> list[tuple[int, float]]:
    """Return the rows of both lists, each with its better score, best first."""
    best: dict[int, float] = {}
    for row, score in (*one, *other):
        best[row] = max(score, best.get(row, score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


def first(ranked: Ranked, rows: Collection[int]) -> list[tuple[int, float]]:
    """Return a list with some rows before all others: their scores in the upper half of 0 to 1, the others' in the lower."""
    if not rows:
        return list(ranked)
    halved = [(row, (score + (row in rows)) / 2) for row, score in ranked]
    return sorted(halved, key=lambda pair: (-pair[1], pair[0]))
