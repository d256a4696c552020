"""Rows of a table as a table."""

from __future__ import annotations

from assistant.web.tables import Row, table


def rows(*markup: str) -> list[Row]:
    return [Row(line, "<mark>" in line) for line in markup]


def test_rows_stand_below_the_names_of_their_columns() -> None:
    made = table(rows("Item: Rope | Paid by: Brevik", "Item: <mark>Lantern oil</mark> | Paid by: Sundal: the town"))
    assert made is not None
    assert "<thead><tr><th>Item</th><th>Paid by</th></tr></thead>" in made
    assert '<tr class="table_row"><td>Rope</td><td>Brevik</td></tr>' in made
    assert '<tr class="table_row cited"><td><mark>Lantern oil</mark></td><td>Sundal: the town</td></tr>' in made


def test_a_value_that_a_row_lacks_leaves_its_cell_empty() -> None:
    made = table(rows("Item: Oil | Paid by: Sundal | Year: 2032", "Item: Rope | Year: 2031"))
    assert made is not None
    assert "<td>Rope</td><td></td><td>2031</td>" in made


def test_a_quote_over_several_cells_is_marked_in_the_values_of_each() -> None:
    made = table(rows("<mark>Item: Rope | Paid by: Brevik | Ye</mark>ar: 2031"))
    assert made is not None
    assert "<td><mark>Rope</mark></td><td><mark>Brevik</mark></td><td>2031</td>" in made
    assert made.count("<mark>") == made.count("</mark>") == 2


def test_what_has_no_names_of_columns_is_no_table() -> None:
    assert table(rows("Rope | Brevik", "Oil | Sundal")) is None
    assert table(rows("Item: Rope", "Item: Oil")) is None
    assert table(rows("Item: Rope | Item: Oil")) is None
    assert table(rows("Item: Rope | Year: 2031", "Ship: Vega | Crew: 4")) is None
