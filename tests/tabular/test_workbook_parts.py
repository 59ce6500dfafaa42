"""What a workbook spans, measured before any library opens it."""

import zipfile

import pytest

from jalons.tabular.files.workbook_parts import (
    binary_sheet_extents,
    open_document_extents,
    open_xml_extents,
    shared_text_bytes,
)
from packages import archive, document, filled, with_part, with_repeated_text, worksheet


def book(rows=b""):
    return archive({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/one.xml": worksheet(rows)})


def cell(place):
    return b'<c r="' + place + b'"><v>1</v></c>'


def extent(rows):
    (found,) = open_xml_extents(book(rows))
    return found


def test_an_archive_that_is_no_workbook_names_no_sheet_and_spans_nothing():
    content = archive({"word/document.xml": b"<w:document/>"})
    assert open_xml_extents(content) == []
    assert open_document_extents(content) == []
    assert binary_sheet_extents(content) == []
    assert shared_text_bytes(content) == 0


@pytest.mark.parametrize(
    ("rows", "spanned"),
    [
        (cell(b"B2") + cell(b"D7"), (1, 3, 7)),
        (cell(b"B2") + b'<c r="ZZ900" s="4"/>', (1, 1, 2)),  # a border drawn around nothing
        (cell(b"A1") + b"<c s='0' r='AA9'><v>1</v></c>", (0, 26, 9)),
        (cell(b"a1") + cell(b"zz3"), (0, 701, 3)),
        (b'<row r="5"><c><v>1</v></c><c><v>2</v></c></row>', (0, 2, 7)),  # at the most
    ],
)
def test_a_sheet_spans_the_cells_it_fills(rows, spanned):
    found = extent(rows)
    assert (found.first_column, found.last_column, found.last_row) == spanned
    assert found.width == spanned[1] - spanned[0] + 1


def test_a_cell_cut_in_two_by_the_reading_of_a_large_part_is_still_seen():
    block = 4 * 2**20
    before = len(worksheet(b"").partition(b"</sheetData>")[0])
    padding = b" " * (block - before - 4)
    assert extent(padding + cell(b"C9") + b" " * 10_000).last_row == 9


def test_a_long_text_weighs_each_time_a_cell_tells_it():
    bomb = with_repeated_text(book(), letters=30_000, times=1_000)
    bomb = with_part(bomb, "xl/worksheets/one.xml", worksheet(b'<c r="A1" t="s"><v>0</v></c>'))
    assert 30_000_000 < shared_text_bytes(bomb) < 31_000_000


def test_short_texts_weigh_nothing_worth_counting():
    assert shared_text_bytes(with_repeated_text(book(), letters=9, times=1_000)) == 0


def test_a_table_of_an_opendocument_is_unfolded_up_to_its_last_filled_cell():
    row = '<table:table-row table:number-rows-repeated="3">{}</table:table-row>'
    blank = '<table:table-cell table:number-columns-repeated="900"/>'
    rows = row.format(filled("x", 2)) + row.format(blank)
    (found,) = open_document_extents(document(rows))
    assert (found.last_row, found.last_column) == (3, 1)


def test_rows_outside_of_any_table_are_measured_all_the_same():
    content = archive({"content.xml": b"<table:table-row><table:table-cell office:value='1'/>"})
    assert open_document_extents(content)[0].last_row == 1


def test_a_binary_sheet_is_measured_by_its_records_even_cut_short():
    row, at = b"\x00\x04" + (41).to_bytes(4, "little"), b"\x02\x04" + (7).to_bytes(4, "little")
    sheet = {"xl/worksheets/sheet1.bin": row + at + b"\xff" * 9, "xl/worksheets/sheet1.rels": b"x"}
    (found,) = binary_sheet_extents(archive(sheet))
    assert (found.last_row, found.last_column) == (42, 7)


def test_what_is_no_archive_is_told():
    with pytest.raises(zipfile.BadZipFile):
        open_xml_extents(b"PK\x03\x04 damaged")
