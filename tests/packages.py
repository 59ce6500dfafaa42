"""Spreadsheets made part by part, as odd as the tests of their readers need."""

import io
import zipfile
from collections.abc import Mapping

_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip file with these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return target.getvalue()


def with_part(book: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(book)) as box:
        parts = {part: box.read(part) for part in box.namelist()}
    return archive(parts | {name: content})


def worksheet(rows: bytes, after: bytes = b"") -> bytes:
    """The part of an .xlsx file that holds a sheet made of these rows."""
    return (
        b'<worksheet xmlns="' + _MAIN + b'"><sheetData>' + rows + b"</sheetData>" + after
        + b"</worksheet>"
    )  # fmt: skip


def with_repeated_text(book: bytes, *, letters: int, times: int) -> bytes:
    """The workbook with one long text, written once, in ``times`` cells of its first sheet."""
    text = b'<sst xmlns="' + _MAIN + b'"><si><t>' + b"y" * letters + b"</t></si></sst>"
    row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>'
    rows = b"".join(row % (number, number) for number in range(1, times + 1))
    told = with_part(book, "xl/sharedStrings.xml", text)
    return with_part(told, "xl/worksheets/sheet1.xml", worksheet(rows))


def document(rows: str) -> bytes:
    """An .ods file with one table made of these rows."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    body = (
        f'<office:document-content xmlns:office="{spaces}office:1.0" '
        f'xmlns:table="{spaces}table:1.0" xmlns:text="{spaces}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Parc">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<?xml version="1.0"?><m/>',
            "content.xml": body.encode(),
        }
    )


def filled(text: str, times: int = 1) -> str:
    """A cell of an .ods file."""
    return (
        f'<table:table-cell table:number-columns-repeated="{times}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )
