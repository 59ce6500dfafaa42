"""The text of a file is read the same in every room: its encoding, its delimiter, its hint."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jalons.tabular.files.text_files import (
    DELIMITERS,
    NO_DELIMITER,
    decoded,
    find_delimiter,
    separator_hint,
    without_hint,
)

TEXT = "Matricule;Été\nL1;1,5\nL2;2,5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_a_text_of_a_french_office_is_read_whatever_its_encoding(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize(("content", "told"), [
    (TEXT.encode(), "utf-8"), (TEXT.encode("cp1252"), "cp1252"), (TEXT.encode("utf-16"), "utf-16"),
    (TEXT.encode("utf-16-be"), "utf-16-be"),
])  # fmt: skip
def test_the_encoding_is_told(content: bytes, told: str) -> None:
    assert decoded(content).encoding == told


OLD = (
    "Désignation;Quantité\nÉcran 24 pouces;12\nOrdinateur à réformer;3\n",
    "Nom;Prénom\nLefèvre;François\n",
    "Site;Matériel\nHôtel de ville;Téléphone\nÉcole Jules-Ferry;Vidéoprojecteur\n",
    "type;modèle\nPC portable;Dell Latitude 5490\nécran;HP\n",
    "Référence;État\nA1;réformé\nA2;en service\n",
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("text", OLD)
def test_old_spreadsheets_of_windows_mac_and_dos_are_read(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


PRICES = (
    "Nom;Modèle;Numéro de série;Prix\n" + "PC;X;S1;0,50 €\n" * 200,
    "Nom;Prix\n" + "PC;1\xa0234,50 €\n" * 20,
    "Nom;Prix d’achat\nMÉDIATHÈQUE;€ 999\nRÉFORMÉ;12 €\nN° 3;1 €\n",
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])  # DOS has no euro
@pytest.mark.parametrize("text", PRICES)
def test_a_column_of_prices_in_euros_does_not_pass_for_another_encoding(
    text: str, encoding: str
) -> None:
    assert decoded(text.encode(encoding)).text == text


def test_what_begins_as_utf_16_and_is_not_is_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\xff\xfe\x00\xd8\x00")


@pytest.mark.parametrize("mark", DELIMITERS)
def test_the_mark_that_cuts_the_lines_alike_is_found(mark: str) -> None:
    lines = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    assert find_delimiter("\n".join(mark.join(line) for line in lines)) == mark


def test_decimal_commas_and_commas_in_quotes_do_not_hide_the_semicolons() -> None:
    assert find_delimiter('nom;prix\n"a, b, c, d";1,5\n"e, f, g, h";2,5\n') == ";"


def test_one_column_has_no_delimiter_or_the_one_asked() -> None:
    assert find_delimiter("nom\na\nb\n") == NO_DELIMITER
    assert find_delimiter("nom\na\nb\n", otherwise=";") == ";"


def test_the_hint_of_excel_decides_and_its_line_says_nothing_else() -> None:
    text = "sep=,\n" + "a;b;c;d,e\n" * 9
    assert (find_delimiter(text), separator_hint(text)) == (",", ",")
    assert list(csv.reader(io.StringIO(without_hint(text)))) == [[], *[["a;b;c;d", "e"]] * 9]
    assert without_hint("a,b\n") == "a,b\n"


@given(some.text(max_size=80) | some.text(max_size=20).map(lambda rest: f"sep={rest}"))
def test_any_text_has_a_delimiter_that_csv_takes(text: str) -> None:
    csv.reader([], delimiter=find_delimiter(text))
