"""The line of the headings is found under titles, on one line or two, or nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular import TableError
from jalons.tabular.headings import (
    column_letters,
    column_names,
    groups_over,
    headed_table,
    heading_line,
    joined_headings,
)
from jalons.tabular.vocabulary import Vocabulary

KNOWN = Vocabulary({
    "name": ["nom", "libellé"], "quantity": ["quantité", "qté"], "day": ["date", "date d'achat"],
    "gone": ["date de sortie"],
})  # fmt: skip


def test_headings_are_found_under_the_titles_of_a_table():
    lines = [["Matériel 2026", "", ""], ["", "", ""], ["Nom", "Qté", "Date"], ["Banc", "3", ""]]
    table = headed_table(lines, KNOWN)
    assert table.headings == ("Nom", "Qté", "Date")
    assert (table.first, list(table.rows)) == (4, [["Banc", "3", ""]])


def test_one_known_word_in_a_title_is_not_a_line_of_headings():
    lines = [["Nom", "", ""], ["Objet", "Nombre", "Vu le"], ["Banc", "3", "08/07/2026"]]
    assert headed_table(lines, KNOWN).headings == ("Objet", "Nombre", "Vu le")


def test_a_title_over_several_columns_completes_the_headings_below():
    lines = [["Nom", "Date", ""], ["", "d’achat", "de sortie"], ["Banc", "2020", "2026"]]
    table = headed_table(lines, KNOWN)
    assert table.headings == ("Nom", "Date d’achat", "Date de sortie")
    assert table.first == 3


def test_a_known_name_below_a_title_stands_alone():
    lines = [["Identité", "", "Stock"], ["Nom", "Libellé court", "Qté"], ["B", "Banc", "3"]]
    assert headed_table(lines, KNOWN).headings[0] == "Nom"


def test_a_name_shared_below_has_the_title_above():
    lines = [["Nom", "Achat", "Sortie"], ["", "Date", "Date"], ["Banc", "2020", "2026"]]
    table = headed_table(lines, KNOWN)
    assert (table.headings, table.first) == (("Nom", "Achat Date", "Sortie Date"), 3)


def test_rows_of_texts_are_no_second_line_of_headings():
    lines = [["Nom", "Qté", "Lieu"], ["Banc", "trois", "Mairie"], ["Table", "deux", "École"]]
    table = headed_table(lines, KNOWN)
    assert (table.headings, table.first) == (("Nom", "Qté", "Lieu"), 2)


def test_damaged_accents_are_repaired_and_counted():
    table = headed_table([["DÃ©signation", "QuantitÃ©", "nom"], ["Ã‰cran", "3", ""]], KNOWN)
    assert table.headings == ("Désignation", "Quantité", "nom")
    assert list(table.rows) == [["Écran", "3", ""]]
    assert table.repaired == 3


def test_columns_beyond_the_headings_have_none():
    assert headed_table([["Nom", "Qté"], ["Banc", "3", "x"]], KNOWN).headings == ("Nom", "Qté", "")


@pytest.mark.parametrize("lines", [[], [[]], [["", ""], ["", ""]]])
def test_a_blank_table_is_refused(lines):
    with pytest.raises(TableError, match="vide"):
        headed_table(lines, KNOWN)


def test_the_line_most_like_headings_is_full_and_writes_no_number():
    assert heading_line([["2024", "12"], ["Nom", "Âge"], ["A", "3"]]) == 1
    assert heading_line([["", ""], ["1", "2"]]) == 1
    assert heading_line([["", ""]]) is None


def test_two_lines_make_one_heading_a_column():
    top, bottom = ["Coût", "", "Titre", ""], ["2026", "2027", "Titre", "Notes"]
    assert groups_over(top, bottom) == ["Coût", "Coût", "", "Titre"]
    assert groups_over(["Coût", "", "", ""], ["2026", "2027", "", "Notes"]) == [
        "Coût", "Coût", "", "",
    ]  # fmt: skip
    assert joined_headings(top, bottom, alone=lambda cell, _both: cell == "Notes") == [
        "Coût 2026", "Coût 2027", "Titre", "Notes",
    ]  # fmt: skip
    assert joined_headings(["A"], ["b", "c"], alone=lambda *_: False) == ["A b", "A c"]


def test_columns_are_named_as_spreadsheets_do():
    assert [column_letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    names, twice = column_names(["t", "", " t ", ""], [["1", "2", "3", ""]])
    assert (names, twice) == (["t (1)", "[B]", "t (2)", ""], ("t",))


LINES = some.lists(some.lists(some.text(max_size=8), max_size=5), max_size=8)


@given(LINES)
def test_any_lines_are_cut_or_refused(lines):
    try:
        table = headed_table(lines, KNOWN)
    except TableError:
        assert not any(map(any, lines))
        return
    assert len(table.rows) == len(lines) - table.first + 1
    assert all(len(row) <= len(table.headings) for row in table.rows)


@given(some.integers(0, 20_000))
def test_letters_are_a_numbering(place):
    number = 0
    for letter in column_letters(place):
        number = number * 26 + ord(letter) - 64
    assert number == place + 1
