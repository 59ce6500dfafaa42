"""Any file of a table opens the same for every room, or is refused with a way out."""

import io
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter

from jalons.kernel import JalonsError, Where
from jalons.tabular import Limits, TableError, open_tables, refusals_as
from jalons.tabular.files.workbook import cell_text
from packages import document, filled, with_part, with_repeated_text, worksheet

LIMITS = Limits()
DAY = datetime.fromisoformat("2026-03-01T00:00:00")


def workbook(write):
    """An .xlsx file: ``write`` fills its first sheet."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        write(book, book.add_worksheet("Parc"))
    return target.getvalue()


def one_cell():
    return workbook(lambda _book, sheet: sheet.write("A1", "x"))


def refusal(content, limits=LIMITS):
    with pytest.raises(TableError) as caught:
        open_tables(content, "parc.xlsx", limits)
    assert caught.value.where == Where(file="parc.xlsx") or caught.value.where.sheet
    return caught.value


@pytest.mark.parametrize(("value", "text"), [
    (12.0, "12"), (12.5, "12.5"), (-3, "-3"), (1e20, "100000000000000000000"), (1e-7, "0.0000001"),
    (True, "true"), (" x ", "x"), (None, ""), (date(2026, 3, 1), "2026-03-01"),
    (DAY, "2026-03-01"), (DAY + timedelta(seconds=52_215), "2026-03-01 14:30:15"),
    (time(8, 5), "08:05:00"), (timedelta(days=1, hours=6), "30:00:00"),
])  # fmt: skip
def test_a_cell_is_written_as_people_read_it(value, text):
    assert cell_text(value) == text


def test_rows_and_columns_keep_their_places_and_hidden_sheets_are_known():
    def write(book, sheet):
        sheet.write("B3", "type")
        sheet.write("C4", 5)
        book.add_worksheet("Caché").hide()

    first, second = open_tables(workbook(write), "parc.xlsx", LIMITS)
    assert first.rows == [["", ""], ["", ""], ["type", ""], ["", "5"]]
    assert (second.name, second.hidden, second.is_empty) == ("Caché", True, True)


def test_a_text_merged_downwards_stands_on_each_row_and_a_title_on_one():
    def write(_book, sheet):
        sheet.merge_range("A1:B1", "Titre")
        sheet.merge_range("A2:A4", "Mairie")
        sheet.write_column("B2", ["PC", "écran", "switch", "imprimante"])

    (table,) = open_tables(workbook(write), "parc.xlsx", LIMITS)
    assert [row[0] for row in table.rows] == ["Titre", "Mairie", "Mairie", "Mairie", ""]
    assert (table.rows[0][1], table.merges) == ("", 1)


def test_an_opendocument_is_read():
    row = f"<table:table-row>{filled('écran')}{filled('12')}</table:table-row>"
    (table,) = open_tables(document(row * 2), "parc.ods", LIMITS)
    assert table.rows == [["écran", "12"]] * 2


def test_a_page_saved_under_the_name_of_a_spreadsheet_and_sylk_are_read():
    page = b"<html><table><tr><th>type<th>n<tr><td>PC<td>2</table></html>"
    (table,) = open_tables(page, "parc.xls", LIMITS)
    assert table.rows == [["type", "n"], ["PC", "2"]]
    sylk = b'ID;PX\nC;Y1;X1;K"type"\nC;Y2;X2;K12\nE\n'
    (table,) = open_tables(sylk, "parc.slk", LIMITS)
    assert table.rows == [["type", ""], ["", "12"]]


def test_a_text_is_read_with_its_encoding_and_its_mark():
    content = "Désignation;Quantité\nÉcran;12;reste\n".encode("cp1252")
    (table,) = open_tables(content, "parc.csv", LIMITS)
    assert table.rows == [["Désignation", "Quantité", ""], ["Écran", "12", "reste"]]
    assert (table.name, table.encoding, table.delimiter) == ("", "cp1252", ";")


@pytest.mark.parametrize(("content", "code"), [
    (b" \r\n", "file_empty"), (b"%PDF-1.7 \x00", "file_pdf"), (b"\x89PNG\r\n", "file_image"),
    (b"PK\x03\x04 damaged", "file_damaged"), (b"<html><p>x</p></html>", "file_page"),
    (b"\x00\x01\x02\x03" * 99, "file_unknown"),
])  # fmt: skip
def test_what_is_no_table_is_refused_with_a_way_out(content, code):
    error = refusal(content)
    assert error.code == code
    assert error.message() != error.message("en")
    assert error.hint()


@pytest.mark.parametrize(("limits", "code"), [
    (Limits(bytes=10), "file_too_big"), (Limits(rows=1), "too_many_rows"),
    (Limits(columns=1), "too_many_columns"), (Limits(cells=3), "too_many_cells"),
])  # fmt: skip
def test_what_is_too_large_is_refused(limits, code):
    content = workbook(lambda _book, sheet: (sheet.write("A1", "x"), sheet.write("B2", "y")))
    assert refusal(content, limits).code == code


def test_a_workbook_of_too_many_sheets_is_refused():
    content = workbook(lambda book, _sheet: [book.add_worksheet() for _ in range(3)])
    assert refusal(content, Limits(sheets=3)).code == "too_many_sheets"


def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_opened():
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' + far
    assert refusal(with_part(one_cell(), "xl/worksheets/sheet1.xml", worksheet(rows))).code in {
        "too_many_columns", "too_many_cells",
    }  # fmt: skip
    bomb = with_repeated_text(one_cell(), letters=30_000, times=50_000)
    assert refusal(bomb).code == "file_expands"


def test_a_room_raises_a_refusal_as_its_own_error():
    class RoomError(JalonsError):
        package = TableError.package

    with pytest.raises(RoomError) as caught, refusals_as(RoomError):
        open_tables(b"%PDF-1.7", "parc.pdf", LIMITS)
    assert (caught.value.code, caught.value.where.file) == ("file_pdf", "parc.pdf")
    assert caught.value.hint()
