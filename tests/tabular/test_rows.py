"""A table becomes rows of typed values, and each cell that is not read is named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular import DEFAULT_LIMITS, TableError, open_tables
from jalons.tabular.column_mapping import Wanted, known_headings, propose
from jalons.tabular.columns import ChoiceKind, DayKind, NumberKind, TextKind
from jalons.tabular.files.writing import csv_file
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.rows import read_rows, remarks

FIELDS = (
    Wanted("name", "Nom", required=True, kind=TextKind(20)),
    Wanted("quantity", "Quantité", ("qté",), kind=NumberKind(least=Decimal(1), whole=True)),
    Wanted("ready_on", "Disponible le", kind=DayKind()),
    Wanted("state", "État", kind=ChoiceKind({"new": ("neuf",), "used": ("occasion",)})),
)


def read(lines, fields=FIELDS):
    table = headed_table(lines, known_headings(fields))
    return list(read_rows(table, propose(table.headings, fields).mapping, fields))


def test_a_file_becomes_typed_rows():
    lines = [
        ["Nom", "Qté", "Disponible le", "État", "Divers"],
        ["Banc", "1.200", "08/07/2026", "Neufs", "bleu"],
        ["", "", "", "", ""],
        ["Table", "", "NC", "", ""],
    ]
    first, second = read(open_tables(csv_file(lines), "lots.csv", DEFAULT_LIMITS)[0].rows)
    assert (first.number, first.notices) == (2, ())
    assert first.values == {
        "name": "Banc", "quantity": 1200, "ready_on": date(2026, 7, 8), "state": "new",
    }  # fmt: skip
    assert (second.number, second.values, second.notices) == (4, {"name": "Table"}, ())


def test_a_cell_that_cannot_be_read_is_named_and_the_others_are_read():
    lines = [
        ["Nom", "Qté", "Disponible le", "État"],
        ["Banc", "-3", "2026", "rouillé"],
        ["", "4", "", ""],
    ]
    first, second = read(lines)
    assert first.values == {"name": "Banc"}
    assert [(each.row, each.column, each.code, each.text) for each in first.notices] == [
        (2, "Qté", "cell_small", "-3"), (2, "Disponible le", "cell_several_days", "2026"),
        (2, "État", "cell_choice", "rouillé"),
    ]  # fmt: skip
    assert [(each.column, each.code) for each in second.notices] == [("Nom", "cell_missing")]
    assert "rouillé" in first.notices[2].message("fr")
    assert "none of the known values" in first.notices[2].message("en")


def test_a_required_field_without_column_refuses_the_table():
    table = HeadedTable(("Qté",), [["3"]], 2)
    with pytest.raises(TableError) as refusal:
        list(read_rows(table, {"quantity": 0}, FIELDS))
    assert refusal.value.code == "column_missing"
    assert "Nom" in str(refusal.value)


def test_the_headings_of_another_page_are_no_row():
    lines = [["Nom", "Qté"], ["Banc", "3"], ["Nom", "Qté"], ["Table", "4"]]
    assert [row.values["name"] for row in read(lines)] == ["Banc", "Table"]


def test_short_rows_have_blank_cells():
    assert read([["Nom", "Qté"], ["Banc"]])[0].values == {"name": "Banc"}


def test_what_is_to_be_known_of_a_table_is_remarked():
    lines = [["Nom", "QuantitÃ©", "Disponible le"], ["Banc", "3", "12/25/2026"]]
    table = headed_table(lines, known_headings(FIELDS))
    mapping = propose(table.headings, FIELDS).mapping
    found = remarks(table, mapping, FIELDS)
    assert [(each.row, each.column, each.code) for each in found] == [
        (0, "", "accents_repaired"), (0, "Disponible le", "days_month_first"),
    ]  # fmt: skip
    assert found[0].message("fr").startswith("Les accents de 1 cellule étaient")
    (row,) = read_rows(table, mapping, FIELDS)
    assert row.values["ready_on"] == date(2026, 12, 25)


def test_a_row_that_sums_the_others_is_doubted():
    *_, total = read([["Nom", "Qté"], ["Banc", "3"], ["Totaux", "3"]])
    assert (total.values["quantity"], [each.code for each in total.notices]) == (3, ["row_total"])
    assert read([["Nom", "Qté"], ["Total Énergies", "3"]])[0].notices == ()


def test_cells_beyond_the_headings_are_remarked_for_they_may_be_shifted():
    lines = [["Nom", "Qté"], ["Banc", "3"], ["Table", "basse", "4"], ["Lit", "5", ""]]
    table = headed_table(lines, known_headings(FIELDS))
    (found,) = remarks(table, {"name": 0}, FIELDS)
    assert (found.code, found.facts) == ("cells_unnamed", {"count": 1, "first": 3})
    assert "la première est la ligne 3" in found.message("fr")


CELL = some.text(some.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(some.lists(some.lists(CELL, min_size=4, max_size=4), max_size=6))
def test_every_row_that_holds_something_comes_once_in_order(rows):
    table = HeadedTable(("Nom", "Qté", "Disponible le", "État"), rows, 2)
    found = list(read_rows(table, {each.name: at for at, each in enumerate(FIELDS)}, FIELDS))
    held = [
        number for number, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row) and [c for c in row if c] != list(table.headings)
    ]  # fmt: skip
    assert [row.number for row in found] == held
    for row in found:
        cells = dict(zip(table.headings, rows[row.number - 2], strict=True))
        assert all(not cells[each.column].strip() or each.text for each in row.notices)


@given(some.lists(some.tuples(
    some.from_regex(r"[a-z]{1,12}", fullmatch=True), some.integers(1, 99_999),
    some.dates(date(1990, 1, 1), date(2060, 1, 1)), some.sampled_from(["new", "used"])),
    min_size=1, max_size=6))  # fmt: skip
def test_what_we_write_is_read_back_equal(rows):
    words = {"new": "Neuf", "used": "Occasion"}
    lines = [["Nom", "Quantité", "Disponible le", "État"],
             *([n, q, day, words[state]] for n, q, day, state in rows)]  # fmt: skip
    found = read(open_tables(csv_file(lines), "lots.csv", DEFAULT_LIMITS)[0].rows)
    assert [tuple(row.values[each.name] for each in FIELDS) for row in found] == rows
