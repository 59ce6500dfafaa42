"""The referential goes to a spreadsheet and back, and a mistake there is told at its cell."""

import io

import openpyxl
import pytest
from click.testing import CliRunner

from jalons.strategy.cli import commands
from jalons.strategy.engine.catalogue import StrategyError
from jalons.strategy.store import (
    catalogue,
    manifesto,
    read_referential,
    read_workbook,
    referential,
    shipped_folder,
    write_workbook,
)
from strategy.test_referential import SMALL


def read(content, name="referentiel.xlsx"):
    return read_workbook(content, name, manifesto(), catalogue())


def edited(change):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(SMALL)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refusal(change):
    with pytest.raises(StrategyError) as refused:
        read(edited(change))
    assert str(refused.value)
    return refused.value


@pytest.mark.parametrize("folder", [SMALL, shipped_folder()], ids=["small", "shipped"])
def test_nothing_is_lost_on_the_way_to_a_workbook_and_back(folder, tmp_path):
    before = read_referential(folder, manifesto(), catalogue())
    after, files = read(write_workbook(folder))
    assert after == before
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_referential(tmp_path, manifesto(), catalogue()) == before


def test_a_workbook_saved_by_another_program_is_read_as_well():
    assert read(edited(lambda _book: None))[0] == read_referential(SMALL, manifesto(), catalogue())


def test_a_changed_cell_changes_the_question():
    def change(book):
        book["Questions"]["C2"] = "Tenez-vous un inventaire complet ?"

    assert read(edited(change))[0].question("4.1.1").text.fr == "Tenez-vous un inventaire complet ?"


def test_a_value_that_does_not_fit_is_told_at_its_cell():
    def change(book):
        book["Questions"]["B2"] = "beaucoup"

    error = refusal(change)
    assert error.code == "workbook_value"
    assert (error.where.sheet, error.where.row, error.where.column) == ("Questions", 2, "weight")


def test_a_rule_on_no_question_is_told_at_its_row():
    def change(book):
        book["Règles"]["A2"] = "4.9.9"

    error = refusal(change)
    assert error.code == "workbook_orphan"
    assert (error.where.sheet, error.where.row) == ("Règles", 2)


def test_a_broken_condition_is_told_at_its_sheet_row_and_character():
    def change(book):
        book["Règles"]["B2"] = "population >"

    error = refusal(change)
    assert error.code == "formula_broken"
    assert (error.where.sheet, error.where.row, error.where.column) == ("Règles", 2, "13")


def test_what_the_loader_refuses_is_told_in_the_words_of_the_workbook():
    def change(book):
        book["Actions"]["G2"] = "énorme"

    error = refusal(change)
    assert error.code == "data_value_invalid"
    assert (error.where.sheet, error.where.row, error.where.column) == ("Actions", 2, "effort")
    assert "Actions:2" in error.message("fr")


def test_an_unknown_column_or_a_missing_sheet_is_refused():
    def column(book):
        book["Jalons"]["Z1"] = "couleur"

    def sheet(book):
        del book["Jalons"]

    assert refusal(column).code == "workbook_column"
    assert refusal(sheet).code == "workbook_sheet"
    with pytest.raises(StrategyError) as refused:
        read(b"no workbook")
    assert refused.value.code == "workbook_sheet"


def test_the_command_line_takes_it_out_and_back(tmp_path):
    out = tmp_path / "referentiel.xlsx"
    runner = CliRunner()
    assert runner.invoke(commands, ["referential", "export", "--out", str(out)]).exit_code == 0
    back = runner.invoke(
        commands, ["referential", "import", str(out), "--out", str(tmp_path / "back")]
    )
    assert back.exit_code == 0, back.output
    assert referential().reference in back.output
    checked = runner.invoke(
        commands, ["referential", "check", "--folder", str(tmp_path / "back"), "--json"]
    )
    assert '"questions"' in checked.output
