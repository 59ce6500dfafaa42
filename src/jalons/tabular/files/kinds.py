"""What a file is, by its content rather than its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from jalons.kernel import Where
from jalons.tabular.errors import TableError
from jalons.tabular.files.limits import Limits
from jalons.tabular.files.workbook_parts import BROKEN_ARCHIVE


class FileKind(StrEnum):
    """The kinds of file a table can be read from."""

    TEXT = "text"
    MARKUP = "markup"
    SYLK = "sylk"
    OPEN_XML = "xlsx"
    BINARY_OPEN_XML = "xlsb"
    OPEN_DOCUMENT = "ods"
    OLD_EXCEL = "xls"
    JSON = "json"
    XML = "xml"
    ARCHIVE = "zip"

    @property
    def is_workbook(self) -> bool:
        """Whether it has sheets of cells."""
        return self in _WORKBOOKS


_WORKBOOKS = frozenset({
    FileKind.OPEN_XML, FileKind.BINARY_OPEN_XML, FileKind.OPEN_DOCUMENT, FileKind.OLD_EXCEL,
})  # fmt: skip

_SIGNATURES = {
    b"%PDF": "file_pdf",
    b"\x89PNG": "file_image",
    b"\xff\xd8\xff": "file_image",
    b"GIF8": "file_image",
    b"II*\x00": "file_image",
    b"MM\x00*": "file_image",
    b"BM": "file_image",
    b"RIFF": "file_image",
    b"{\\rtf": "file_word",
    b"\x1f\x8b": "file_archive",
    b"7z\xbc\xaf": "file_archive",
    b"Rar!": "file_archive",
    b"BZh": "file_archive",
    b"PK\x05\x06": "file_archive",
    b"SQLite format 3": "file_unknown",
    b"\x7fELF": "file_unknown",
    b"MZ\x90": "file_unknown",
    b"PAR1": "file_unknown",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_PROLOG = 4096
_JSON_START = re.compile(rb"\{\s*\"|\[\s*\{")
_TABLES = frozenset({
    ".csv", ".txt", ".tsv", ".json", ".jsonl", ".xml", ".xlsx", ".xls", ".xlsb", ".ods", ".htm",
    ".html", ".slk", ".sylk",
})  # fmt: skip


def file_kind(content: bytes, where: Where, limits: Limits) -> FileKind:
    """How to read ``content``; ``TableError`` explains what cannot be a table."""
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise TableError("file_empty", where=where)
    limits.check_size(where, len(content))
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content, where, limits)
    if content.startswith(_OLE):
        return _kind_of_ole(content, where)
    for signature, code in _SIGNATURES.items():
        # Two letters are not enough to call a text an image.
        if content.startswith(signature) and (len(signature) > 2 or b"\x00" in content[:64]):
            raise TableError(code, where=where)
    return _kind_of_text(content, where)


def _kind_of_text(content: bytes, where: Where) -> FileKind:
    start = content[:2000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")):
        return FileKind.MARKUP
    if start.startswith(b"<?xml"):
        if b"<html" in start:
            return FileKind.MARKUP
        if b"office:spreadsheet" in start:
            raise TableError("file_spreadsheet_xml", where=where)
        return FileKind.XML
    if start.startswith(b"<request>"):
        return FileKind.XML
    if _JSON_START.match(start):
        return FileKind.JSON
    if start.startswith(b"mime-version:"):
        raise TableError("file_spreadsheet_xml", where=where)
    return FileKind.SYLK if is_sylk(content) else FileKind.TEXT


def is_sylk(content: bytes) -> bool:
    """Whether a text is SYLK: it opens with an ``ID`` record and ends with an ``E`` record.

    A CSV whose first heading is « ID » only shares its first letters.
    """
    body = content.removeprefix(b"\xef\xbb\xbf")
    return body.startswith(b"ID;P") and body.split()[-1] == b"E"


def _kind_of_ole(content: bytes, where: Where) -> FileKind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise TableError("file_protected", where=where)
    if has("Workbook") or has("Book"):
        return FileKind.OLD_EXCEL
    raise TableError("file_word" if has("WordDocument") else "file_unknown", where=where)


def _kind_of_zip(content: bytes, where: Where, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive, len(content), where, limits)
            return _kind_of_archive(archive, where)
    except BROKEN_ARCHIVE as error:
        raise TableError("file_damaged", where=where) from error


def _refuse_bomb(archive: zipfile.ZipFile, size: int, where: Where, limits: Limits) -> None:
    expanded = sum(entry.file_size for entry in archive.infolist())
    greedy = expanded > 50 * 2**20 and expanded > limits.expansion * size
    if greedy or expanded > limits.expanded_bytes or len(archive.infolist()) > 20_000:
        raise TableError("file_expands", where=where, megabytes=round(expanded / 2**20))


def _kind_of_archive(archive: zipfile.ZipFile, where: Where) -> FileKind:
    names = set(archive.namelist())
    kind = None
    if "xl/workbook.xml" in names:
        kind = FileKind.OPEN_XML
    elif "xl/workbook.bin" in names:
        kind = FileKind.BINARY_OPEN_XML
    elif "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:200]:
        kind = FileKind.OPEN_DOCUMENT
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise TableError("file_protected", where=where)
    if kind is None:
        if any(name.startswith(("word/", "ppt/")) or name == "mimetype" for name in names):
            raise TableError("file_word", where=where)
        if not any(map(is_readable, names)):
            raise TableError("file_archive", where=where)
        return FileKind.ARCHIVE
    _refuse_entities(archive, where)
    return kind


def is_readable(name: str) -> bool:
    """Whether a file's name says it may be a table; hidden files and folders never do."""
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower() in _TABLES


def _refuse_entities(archive: zipfile.ZipFile, where: Where) -> None:
    """Entities have no place in a workbook: they only serve to swell it or to read other files."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                prolog = part.read(_XML_PROLOG).replace(b"\x00", b"")
            if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
                raise TableError("file_entities", where=where)
