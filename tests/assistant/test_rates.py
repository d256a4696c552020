"""How often one visitor may do something."""

from __future__ import annotations

from assistant import rates
from assistant.rates import Rate


def test_so_many_times_within_the_window_and_not_once_more() -> None:
    clock = [100.0]
    rate = Rate(2, 60, now=lambda: clock[0])
    assert [rate.take("anna"), rate.take("anna")] == [0, 0]
    assert rate.take("anna") == 60
    assert rate.take("bolat") == 0
    clock[0] += 59.5
    assert rate.wait("anna") == 1
    clock[0] += 0.5
    assert rate.take("anna") == 0


def test_what_was_refused_does_not_count_and_a_visitor_can_begin_anew() -> None:
    clock = [0.0]
    rate = Rate(1, 10, now=lambda: clock[0])
    assert rate.take("anna") == 0
    clock[0] = 9
    assert rate.take("anna") == 1
    clock[0] = 10
    assert rate.take("anna") == 0
    rate.forget("anna")
    assert rate.take("anna") == 0


def test_only_so_many_visitors_are_remembered() -> None:
    rate = Rate(1, 10)
    for number in range(rates._VISITORS + 1):
        rate.count(str(number))
    assert rate.wait(str(rates._VISITORS)) > 0
    assert rate.wait("0") == 0
