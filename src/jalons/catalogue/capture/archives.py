"""The files inside an archive: ZIP and GZIP, one in the other at most twice, in bounded room."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path, PurePosixPath
from typing import IO, cast

from jalons.catalogue.engine.errors import CatalogueError
from jalons.tabular import is_readable

DEEPEST, MOST_MEMBERS = 2, 50  # archives within archives; files of one
MOST, SMALL, TIMES = 3 * 2**30, 50 * 2**20, 250  # bytes once unfolded; times the archive
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError)
_TABLES = (".geojson", ".ndjson", ".parquet", ".gz", ".zip")
_DOCUMENT = ("xl/", "word/", "ppt/", "mimetype", "[Content_Types].xml")


def members(
    path: Path, name: str, folder: Path, depth: int = 0
) -> Iterator[tuple[str, Path | CatalogueError]]:
    """The files to read of a file, by name: itself, or those of an archive unfolded in ``folder``.

    One that cannot be read comes with its reason. Raises ``CatalogueError`` when the archive
    itself is refused: protected, damaged, cut, too large once unfolded, or without any table.
    """
    with path.open("rb") as file:
        start = file.read(4)
    entries = _entries(path, name) if start == _ZIP else []
    if entries is None or not start.startswith((_GZIP, _ZIP)):
        yield name, path
        return
    if depth >= DEEPEST:
        raise CatalogueError("archive_deep", name=name)
    if start != _ZIP:
        with _explained(name):
            inner = _unfolded(cast("IO[bytes]", gzip.open(path)), folder, path.stat().st_size)  # noqa: SIM115
        yield from members(inner, name.removesuffix(".gz"), folder, depth + 1)
        return
    for entry in entries:
        try:
            with _explained(entry.filename), zipfile.ZipFile(path) as archive:
                inner = _unfolded(archive.open(entry), folder, path.stat().st_size)
            yield from members(inner, entry.filename, folder, depth + 1)
        except CatalogueError as error:
            if len(entries) == 1:
                raise
            yield entry.filename, error


def _entries(path: Path, name: str) -> list[zipfile.ZipInfo] | None:
    """The tables of a ZIP; None for a workbook or a text document."""
    with _explained(name), zipfile.ZipFile(path) as archive:
        entries = [each for each in archive.infolist() if not each.is_dir()]
    if any(each.filename.startswith(_DOCUMENT) for each in entries):
        return None
    wanted = [each for each in entries if is_readable(each.filename) or _is_table(each.filename)]
    if any(each.flag_bits & 1 for each in wanted):
        raise CatalogueError("archive_protected")
    if not wanted:
        kinds = {PurePosixPath(each.filename).suffix.lower() for each in entries} - {""}
        raise CatalogueError("archive_tableless", kinds=", ".join(sorted(kinds)[:6]) or "–")
    if len(wanted) > MOST_MEMBERS:
        raise CatalogueError("archive_crowded", count=len(wanted), most=MOST_MEMBERS)
    _check(sum(each.file_size for each in wanted), path.stat().st_size)
    return wanted


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES) and not name.startswith(("__MACOSX", "."))


def _unfolded(source: IO[bytes], folder: Path, weight: int) -> Path:
    """A file written chunk by chunk, whatever the size its archive claims."""
    before = [each.stat().st_size for each in folder.iterdir() if each.is_file()]
    size, target = 0, folder / f"member-{len(before)}"
    with source, target.open("wb") as file:
        while chunk := source.read(2**20):
            size += len(chunk)
            _check(size, weight, sum(before))
            file.write(chunk)
    return target


def _check(size: int, weight: int, before: int = 0) -> None:
    if size + before > MOST or (size > SMALL and size > TIMES * weight):
        raise CatalogueError("archive_expands", megabytes=round((size + before) / 2**20))


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise CatalogueError("archive_cut", name=name) from error
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno == ENOSPC:
            raise
        raise CatalogueError("archive_damaged", name=name) from error
