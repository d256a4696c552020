"""Numbers, units and dates in three languages, in digits and in words."""

from __future__ import annotations

import pytest

from assistant.quantities import days, quantities


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("forty-eight hours", {"48"}, "hour"),
        ("a 48-hour limit", {"48"}, "hour"),
        ("4.2 million crowns", {"4200000"}, ""),
        ("1 200 000 тенге", {"1200000"}, "tenge"),
        ("one thousand two hundred people", {"1200"}, ""),
        ("25 per cent", {"25"}, "percent"),
        ("25 %", {"25"}, "percent"),
        ("$5", {"5"}, "dollar"),
        ("двадцать пять процентов", {"25"}, "percent"),
        ("3 тыс. человек", {"3000"}, ""),
        ("2,5 млн долларов", {"2500000"}, "dollar"),
        ("сто двадцать три года", {"123"}, "year"),
        ("жиырма бес пайыз", {"25"}, "percent"),
        ("екі мың адам", {"2000"}, ""),
        ("үш жыл", {"3"}, "year"),
        ("at 10:30", {"10:30"}, ""),
        ("recommendation 77.12", {"77.12"}, ""),
    ],
)
def test_a_number_has_its_worth_and_its_unit(text: str, values: set[str], unit: str) -> None:
    (found,) = quantities(text)
    assert (set(found.values), found.unit) == (values, unit)


def test_a_separator_may_be_read_in_two_ways() -> None:
    (found,) = quantities("4,200 books")
    assert {"4200", "4.2"} <= found.values
    assert found.same_number(quantities("4200 books")[0])
    assert not found.same_number(quantities("42 books")[0])


@pytest.mark.parametrize("text", ["one of them", "бір күні", "одна из них", "no number", "a report"])
def test_a_word_that_is_rarely_a_number_is_none(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 14 May 2014", [(5, 14)]),
        ("on May 14, 2014", [(5, 14)]),
        ("the 3rd of June", [(6, 3)]),
        ("14.05.2014", [(5, 14)]),
        ("2014-05-14", [(5, 14)]),
        ("5 мая 2024 года", [(5, 5)]),
        ("в сентябре", [(9, None)]),
        ("2019 жылы 14 мамырда", [(5, 14)]),
        ("it may march on", []),
        ("the Mayor spoke", []),
    ],
)
def test_a_date_has_its_month_and_its_day(text: str, expected: list[tuple[int, int | None]]) -> None:
    assert [(day.month, day.day) for day in days(text)] == expected


def test_a_month_without_a_day_says_less_than_one_with_it() -> None:
    (month,), (day,) = days("in May"), days("on 14 May")
    assert month.fits(day)
    assert not day.fits(month)
