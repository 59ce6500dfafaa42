"""The documents inside a ZIP, in bounded room; what its system files are is left out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from jalons.ailibrary.engine.errors import AIError

MOST_FILES, MOST_BYTES, MOST_OF_ONE = 2_000, 2 * 2**30, 100 * 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
_OFFICE = ("word/", "xl/", "ppt/", "mimetype", "[Content_Types].xml", "META-INF/")


def is_archive(file: IO[bytes] | Any) -> bool:
    """Whether a file is a ZIP of documents: office documents are ZIP files too."""
    file.seek(0)
    try:
        if file.read(4) != b"PK\x03\x04":
            return False
        with zipfile.ZipFile(file) as archive:
            return not any(name.startswith(_OFFICE) for name in archive.namelist())
    except _BROKEN:
        return False
    finally:
        file.seek(0)


def members(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """The documents of an archive, by the names of their files.

    Raises ``AIError``: protected by a password, damaged, too many or too large documents.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if _is_document(each)]
            if any(each.flag_bits & 1 for each in entries):
                raise AIError("archive_protected", name=name)
            size = sum(each.file_size for each in entries)
            if len(entries) > MOST_FILES or size > MOST_BYTES:
                raise AIError("archive_crowded", name=name, most=MOST_FILES)
            if not entries:
                raise AIError("document_empty", name=name)
            for each in entries:
                with archive.open(each) as member:
                    content = member.read(MOST_OF_ONE + 1)
                if len(content) > MOST_OF_ONE:
                    raise AIError("document_heavy", name=each.filename, most=MOST_OF_ONE // 2**20)
                yield PurePosixPath(each.filename.replace("\\", "/")).name, content
    except _BROKEN as error:
        raise AIError("archive_damaged", name=name) from error


def _is_document(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    if entry.is_dir() or not parts or "__MACOSX" in parts:
        return False
    return not parts[-1].startswith((".", "~$")) and parts[-1].lower() != "thumbs.db"
