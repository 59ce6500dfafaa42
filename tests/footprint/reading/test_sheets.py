import io
import zipfile
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footprint.reading.files import TODAY, workbook
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.engine.reading import Limits, read_inventory, read_sheets
from jalons.tabular.files.mojibake import repaired
from jalons.tabular.files.workbook_parts import (
    binary_sheet_extents,
    open_document_extents,
    open_xml_extents,
)
from packages import archive, document, filled, with_part, with_repeated_text, worksheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALL = "type;modèle\nécran;Dell P2419H\n"


def cells(content: bytes | str, **options):
    raw = content.encode() if isinstance(content, str) else content
    return [sheet.cells.rows() for sheet in read_sheets(raw, "parc.csv", **options)]


def refusal(content: bytes, **options) -> FootprintError:
    with pytest.raises(FootprintError) as caught:
        read_sheets(content, "parc.xlsx", **options)
    error = caught.value
    assert error.message()
    assert error.hint()
    assert error.message("en") != error.message("fr")
    assert error.where.file == "parc.xlsx"
    return error


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_delimiter_is_found(delimiter):
    text = f"type{delimiter}modèle\nécran{delimiter}P24\nsouris{delimiter}M1\n"
    assert cells(text) == [[("type", "modèle"), ("écran", "P24"), ("souris", "M1")]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_accents_survive_any_usual_encoding(encoding):
    assert cells(SMALL.encode(encoding)) == [[("type", "modèle"), ("écran", "Dell P2419H")]]


def test_an_assumed_encoding_is_told():
    (sheet,) = read_sheets(SMALL.encode("cp1252"), "parc.csv")
    assert [notice.code for notice in sheet.notices] == ["encoding_assumed"]


def test_every_cell_quoted_with_a_bom_reads_as_glpi_writes_it():
    text = '\ufeff"Nom";"Type"\r\n"PC-1";"Portable ""14"""\r\n'
    assert cells(text) == [[("Nom", "Type"), ("PC-1", 'Portable "14"')]]


def test_a_cell_may_hold_a_line_break():
    assert cells('type;note\nPC;"deux\nlignes"\nPC;x\n')[0][1] == ("PC", "deux\nlignes")


def test_ragged_rows_are_padded_and_blank_lines_keep_their_number():
    assert cells("a;b;c\n1;2\n\n3;4;5\n")[0] == [
        ("a", "b", "c"), ("1", "2", ""), ("", "", ""), ("3", "4", "5")
    ]  # fmt: skip


def test_an_inch_mark_does_not_swallow_the_rows_below():
    lines = ["type;modèle", 'écran;"14 pouces'] + [f"écran;P{i}" for i in range(60)]
    (sheet,) = read_sheets("\n".join(lines).encode(), "parc.csv")
    assert sheet.cells.height == 62
    assert [notice.code for notice in sheet.notices] == ["quotes_unbalanced"]


def test_null_characters_are_removed_and_told():
    (sheet,) = read_sheets(b"type;mod\x00ele\nPC;X\nPC;Y\n", "parc.csv")
    assert sheet.cells.row(0) == ("type", "modele")
    assert [notice.code for notice in sheet.notices] == ["nul_removed"]


def test_the_delimiter_hint_of_excel_is_followed_and_not_read_as_data():
    assert cells("sep=,\ntype,modèle\nPC;bis,X\n")[0][1:] == [("type", "modèle"), ("PC;bis", "X")]


def test_html_in_a_cell_stays_plain_text():
    text = "type;modèle\nPC;<script>alert(1)</script>\n"
    assert cells(text)[0][1] == ("PC", "<script>alert(1)</script>")


def test_a_workbook_gives_values_of_formulas_dates_and_hidden_sheets():
    book = workbook(
        {
            "Mairie": [["type", "qté", "achat"], ["PC", "=2+3", date(2020, 7, 8)]],
            "École": [[None, None], ["type"], ["écran"]],
            "Vide": [],
        },
        hidden=["École"],
    )
    first, second = read_sheets(book, "parc.xlsx")
    assert first.cells.row(1) == ("PC", "5", "2020-07-08")
    assert (second.name, second.hidden) == ("École", True)
    assert second.cells.rows() == [("",), ("type",), ("écran",)]


def test_cells_merged_downwards_are_filled():
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Parc")
    sheet.write_row("B2", ["site", "type"])
    sheet.merge_range("B3:B5", "Mairie")
    for row, kind in enumerate(["PC", "écran", "switch"], start=3):
        sheet.write(f"C{row}", kind)
    book.close()
    (read,) = read_sheets(target.getvalue(), "parc.xlsx")
    assert read.cells.rows()[2:] == [("Mairie", "PC"), ("Mairie", "écran"), ("Mairie", "switch")]
    assert [notice.code for notice in read.notices] == ["merged_cells"]


def test_a_web_page_named_xls_is_read_as_the_table_it_holds():
    page = "<html><body><table><tr><th>Type<th>Modèle<tr><td>PC<td>A &amp; B</table></body></html>"
    (sheet,) = read_sheets(page.encode(), "parc.xls")
    assert sheet.cells.rows() == [("Type", "Modèle"), ("PC", "A & B")]
    assert [notice.code for notice in sheet.notices] == ["read_as_page"]


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file_empty", b""),
        ("file_empty", b"\xef\xbb\xbf \r\n\x00"),
        ("file_pdf", b"%PDF-1.7\n..."),
        ("file_image", b"\x89PNG\r\n\x1a\n"),
        ("file_image", b"BM\x00\x00\x00\x00"),
        ("file_archive", b"\x1f\x8b\x08\x00abc"),
        ("file_archive", archive({"photo.jpg": b"\xff\xd8\xff"})),
        ("file_word", archive({"word/document.xml": b"<w/>"})),
        ("file_word", OLE + "WordDocument".encode("utf-16-le")),
        ("file_protected", OLE + "EncryptedPackage".encode("utf-16-le")),
        ("file_unknown", OLE + b"\x00" * 600),
        ("file_damaged", b"PK\x03\x04 not an archive"),
        ("file_damaged", workbook({"a": [["type"]]})[:-300]),
        ("file_json", b'[{"type": "PC"}]'),
        ("file_xml", b"<?xml version='1.0'?><parc/>"),
        ("file_spreadsheet_xml", b"<?xml version='1.0'?><W xmlns='urn:x:office:spreadsheet'>"),
        ("file_page", b"<!DOCTYPE html><html><body>Connectez-vous</body></html>"),
        ("file_unknown", bytes(range(1, 32)) * 20),
        ("file_empty", workbook({"a": [], "b": []})),
    ],
)  # fmt: skip
def test_what_is_no_table_is_explained(code, content):
    assert refusal(content).code == code


def test_a_damaged_sheet_inside_a_sound_archive_is_explained():
    book = workbook({"a": [["type"], ["PC"]]})
    broken = with_part(book, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c r='A1'")
    assert refusal(broken).code in {"file_damaged", "file_empty"}


def test_a_file_above_the_limit_is_refused_with_its_weight():
    error = refusal(b"type;modele\n" * 200_000, limits=Limits(bytes=2**20))
    assert error.code == "file_too_big"
    assert (error.params["megabytes"], error.params["limit"]) == (2, 1)


def test_a_zip_bomb_is_refused_before_it_is_opened():
    book = with_part(workbook({"a": [["x"]]}), "xl/worksheets/sheet1.xml", b" " * (120 * 2**20))
    assert len(book) < 2**20
    assert refusal(book).code == "file_expands"


def test_an_archive_that_lies_about_its_sizes_is_refused():
    book = bytearray(workbook({"a": [["x"]]}))
    entry = bytes(book).rindex(b"PK\x01\x02", 0, bytes(book).rindex(b"xl/worksheets/sheet1.xml"))
    book[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert refusal(bytes(book)).code == "file_damaged"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="ZZ1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row><c s="0" r="ZZ1048576"><v>1</v></c></row>',
        b"<row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='zz1048576'><v>1</v></c></row>",
        b'<row r="1"><c r="ZY1"/><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_two_cells_in_opposite_corners_do_not_fill_the_memory(rows):
    book = with_part(workbook({"a": [["x"]]}), "xl/worksheets/sheet1.xml", worksheet(rows))
    # Measured apart first: were the measure wrong, reading would take all the memory there is.
    (extent,) = open_xml_extents(book)
    assert extent.last_row * extent.width > 700_000_000
    assert refusal(book).code == "too_many_cells"


def test_entities_are_refused():
    book = workbook({"a": [["x"]]})
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert refusal(with_part(book, "xl/sharedStrings.xml", bomb)).code == "file_entities"


def test_an_opendocument_sheet_is_read_and_its_endless_blank_end_is_not():
    blank = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = "".join(
        f"<table:table-row>{filled(kind)}{filled(model)}{blank}</table:table-row>"
        for kind, model in (("type", "modèle"), ("écran", "P24"))
    )
    end = f'<table:table-row table:number-rows-repeated="1048574">{blank}</table:table-row>'
    (sheet,) = read_sheets(document(rows + end), "parc.ods")
    assert sheet.cells.rows() == [("type", "modèle"), ("écran", "P24")]


ROW, END_ROW = "<table:table-row", "</table:table-row>"
MANY_ROWS = f"{ROW} table:number-rows-repeated='1000000'>"


@pytest.mark.parametrize(
    "rows",
    [
        f"{MANY_ROWS}{filled('x', 1000)}{END_ROW}",
        f"{MANY_ROWS}<table:table-cell/>{END_ROW}{ROW}>{filled('', 1900)}{filled('x')}{END_ROW}",
    ],
)
def test_an_opendocument_bomb_by_repetition_is_refused(rows):
    assert open_document_extents(document(rows))[0].last_row >= 1_000_000
    assert refusal(document(rows)).code == "too_many_cells"


def test_a_binary_workbook_is_measured_by_its_records():
    row, cell = b"\x00\x04" + (1_048_575).to_bytes(4, "little"), b"\x02\x04"
    part = row + cell + (16_383).to_bytes(4, "little") + cell + (0).to_bytes(4, "little")
    book = archive({"xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": part})
    (extent,) = binary_sheet_extents(book)
    assert (extent.last_row, extent.last_column) == (1_048_576, 16_383)
    assert refusal(book).code == "too_many_columns"


def test_an_encrypted_opendocument_is_explained():
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
    }
    assert refusal(archive(parts)).code == "file_protected"


def test_300_columns_are_read_and_3000_are_explained():
    wide = ";".join(f"c{i}" for i in range(300))
    assert read_sheets(f"{wide}\n{wide}\n".encode(), "parc.csv")[0].cells.width == 300
    assert refusal((";".join(["x"] * 3000) + "\n").encode()).code == "too_many_columns"


def test_more_rows_than_the_limit_are_refused():
    assert refusal(b"a;b\n" * 20, limits=Limits(rows=10)).code == "too_many_rows"
    book = workbook({"a": [["x", "y"]] * 20})
    assert refusal(book, limits=Limits(rows=10)).code == "too_many_rows"


@settings(max_examples=300)
@given(st.binary(max_size=400))
@example(b'type;a\n"x')
@example(b"\xff\xfe\x00")
@example(b"PK\x03\x04")
@example(b'\r"\n\r')
@example(b"sep=\n")
def test_any_bytes_are_a_table_or_an_explained_refusal(content):
    try:
        sheets = read_sheets(content, "x.csv")
        read_inventory(sheets, today=TODAY)
    except FootprintError as error:
        assert error.message()


CELL = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"<{['), max_size=8)


@settings(max_examples=200)
@given(
    st.lists(st.lists(CELL.filter(bool), min_size=3, max_size=6), min_size=1, max_size=20),
    st.sampled_from([";", ",", "\t", "|"]),
    st.booleans(),
)
def test_rows_are_conserved_whatever_their_cells(rows, delimiter, quoted):
    marks = ";,|\t"
    plain = [["x" + "".join(c for c in cell if c not in marks) for cell in row] for row in rows]
    text = "\n".join(
        delimiter.join(f'"{cell}"' if quoted else cell for cell in row) for row in plain
    )
    (sheet,) = read_sheets(text.encode(), "x.csv")
    assert sheet.cells.height == len(rows)
    widest = max(map(len, plain))
    if all(len(row) == widest for row in plain):
        sound = [[repaired(cell) for cell in row] for row in plain]
        assert [list(row) for row in sheet.cells.rows()] == sound


def test_a_shared_text_told_a_million_times_is_measured():
    bomb = with_repeated_text(workbook({"a": [["x"]]}), letters=30_000, times=200_000)
    assert refusal(bomb).code == "file_expands"
    assert zipfile.is_zipfile(io.BytesIO(bomb))


SOUND = workbook({"A": [["Type", "Modèle", "Qté"]] + [["PC", "Latitude 5400", "=1+2"]] * 9})


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8))
def test_a_workbook_damaged_anywhere_is_read_or_explained(changes):
    content = bytearray(SOUND)
    for place, byte in changes:
        content[place] = byte
    try:
        read_inventory(read_sheets(bytes(content), "x.xlsx"), today=TODAY)
    except FootprintError as error:
        assert error.message()


@settings(max_examples=150)
@given(st.data())
def test_a_part_cut_anywhere_is_read_or_explained(data):
    with zipfile.ZipFile(io.BytesIO(SOUND)) as box:
        names = box.namelist()
        name = data.draw(st.sampled_from(names))
        part = box.read(name)
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, len(part)))
    try:
        read_sheets(with_part(SOUND, name, part[:start] + part[end:]), "x.xlsx")
    except FootprintError as error:
        assert error.message()
