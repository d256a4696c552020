"""Ranking: pure functions over rows and scores."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedder import Grain, grain_of
from index.ranking import (
    DENSE_WEIGHT,
    STRANGE_DENSE_WEIGHT,
    best_by_row,
    dense_weight,
    fuse,
    is_known,
    lift,
    scaled,
    together,
)

scores = st.floats(-5, 50, allow_nan=False).map(lambda score: round(score, 3))
ranked = st.dictionaries(st.integers(0, 30), scores, max_size=20).map(
    lambda found: sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
)
weights = st.floats(0, 1)


@given(ranked)
def test_scaled_scores_run_from_one_to_nought_and_keep_their_order(found: list[tuple[int, float]]) -> None:
    values = list(scaled(found).values())
    assert list(scaled(found)) == [row for row, _ in found]
    assert all(left >= right for left, right in pairwise(values))
    assert all(0 <= value <= 1 for value in values)
    assert values[:1] in ([], [1.0])


def test_equal_scores_are_all_the_best() -> None:
    assert scaled([(4, 2.0), (7, 2.0)]) == {4: 1.0, 7: 1.0}
    assert scaled([(4, -1.0)]) == {4: 1.0}
    assert scaled([]) == {}


@given(ranked, ranked, weights)
def test_fusing_keeps_every_row_once_best_first(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], weight: float
) -> None:
    fused = fuse(dense, lexical, weight=weight)
    assert sorted(row for row, _ in fused) == sorted({row for row, _ in [*dense, *lexical]})
    assert all((-left[1], left[0]) < (-right[1], right[0]) for left, right in pairwise(fused))
    assert all(0 <= score <= 1 + 1e-9 for _, score in fused)


@given(ranked, ranked, weights)
def test_a_row_that_is_above_another_in_both_lists_stays_above_it(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], weight: float
) -> None:
    fused = dict(fuse(dense, lexical, weight=weight))
    first, second = dict(dense), dict(lexical)
    both = sorted(first.keys() & second.keys())
    for one in both:
        for other in both:
            if first[one] >= first[other] and second[one] >= second[other]:
                assert fused[one] >= fused[other] - 1e-12


@given(ranked, ranked)
def test_a_list_without_weight_changes_no_order(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]]
) -> None:
    fused = dict(fuse(dense, lexical, weight=1.0))
    assert all(fused[above] >= fused[below] for (above, _), (below, _) in pairwise(dense))
    fused = dict(fuse(dense, lexical, weight=0.0))
    assert all(fused[above] >= fused[below] for (above, _), (below, _) in pairwise(lexical))


@given(ranked, ranked, weights, st.floats(0.1, 10), st.floats(-5, 5))
def test_the_unit_and_the_origin_of_a_lists_scores_do_not_matter(
    dense: list[tuple[int, float]], lexical: list[tuple[int, float]], weight: float, times: float, plus: float
) -> None:
    moved = [(row, score * times + plus) for row, score in lexical]
    expected = dict(fuse(dense, lexical, weight=weight))
    assert dict(fuse(dense, moved, weight=weight)) == pytest.approx(expected, abs=1e-6)


def test_equal_totals_stand_in_the_order_of_the_index() -> None:
    assert [row for row, _ in fuse([(9, 1.0), (2, 1.0), (5, 1.0)], [], weight=0.4)] == [2, 5, 9]


@given(ranked, st.floats(0, 2), st.data())
def test_lifted_rows_stay_above_the_rest_and_scores_within_nought_and_one(
    found: list[tuple[int, float]], weight: float, data: st.DataObject
) -> None:
    plain = sorted(scaled(found).items(), key=lambda pair: (-pair[1], pair[0]))
    head = [row for row, _ in plain[:4]]
    shares = dict(zip(head, data.draw(st.lists(st.floats(0, 1), min_size=4, max_size=4)), strict=False))
    lifted = lift(plain, shares, weight=weight)
    assert {row for row, _ in lifted} == {row for row, _ in plain}
    assert all(0 <= score <= 1 + 1e-9 for _, score in lifted)
    assert all(left[1] >= right[1] for left, right in pairwise(lifted))
    scores = dict(lifted)
    assert all(scores[row] >= scores[other] - 1e-12 for row in head for other in scores.keys() - head)


def test_a_share_decides_between_rows_that_are_alike() -> None:
    assert [row for row, _ in lift([(1, 0.8), (2, 0.7), (3, 0.1)], {1: 0.2, 2: 0.9}, weight=0.4)] == [2, 1, 3]


def test_a_passage_is_as_near_as_its_nearest_unit() -> None:
    units = [("a", 0.9), ("b", 0.8), ("c", 0.7), ("gone", 0.6)]
    assert best_by_row(units, {"a": [3], "b": [1, 3], "c": [1, 2]}) == [(3, 0.9), (1, 0.8), (2, 0.7)]


def test_passages_that_share_a_unit_stand_in_the_order_of_the_index() -> None:
    assert best_by_row([("a", 0.5)], {"a": [8, 2]}) == [(2, 0.5), (8, 0.5)]


def test_a_language_that_the_model_knows_gives_its_vectors_more_weight() -> None:
    assert dense_weight(Grain(letters=25, tokens=6, unknown=0)) == DENSE_WEIGHT
    assert dense_weight(Grain(letters=25, tokens=24, unknown=0)) == STRANGE_DENSE_WEIGHT


def test_words_unknown_to_the_model_take_weight_from_its_vectors() -> None:
    assert dense_weight(Grain(letters=20, tokens=4, unknown=20)) == 0.0
    assert 0 < dense_weight(Grain(letters=20, tokens=12, unknown=10)) < STRANGE_DENSE_WEIGHT


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_a_weight_is_never_negative_nor_above_that_of_a_known_language(letters: int, tokens: int, unknown: int) -> None:
    grain = Grain(letters, tokens, min(unknown, letters))
    assert 0 <= dense_weight(grain) <= DENSE_WEIGHT
    assert is_known(grain) == (dense_weight(grain) == DENSE_WEIGHT)


def test_the_grain_of_a_text_counts_letters_tokens_and_unknown_letters() -> None:
    assert grain_of("Да, 2 көл", [(0, 2, True), (2, 3, True), (4, 5, True), (6, 9, False)]) == Grain(5, 4, 3)


@given(ranked)
def test_what_belongs_to_a_row_stands_near_it_and_nothing_else_moves(found: list[tuple[int, float]]) -> None:
    positive = [(row, abs(score)) for row, score in found]
    belonging = [(100 + row, row, 0.5) for row, _ in positive[:3]]
    scores = dict(together(positive, belonging))
    assert {row: score for row, score in scores.items() if row < 100} == dict(positive)
    assert all(scores[100 + row] == 0.5 * scores[row] for row, _ in positive[:3])


def test_a_row_that_stands_higher_by_itself_keeps_its_score() -> None:
    assert together([(1, 1.0), (2, 0.9)], [(2, 1, 0.5), (3, 1, 0.7)]) == [(1, 1.0), (2, 0.9), (3, 0.7)]
